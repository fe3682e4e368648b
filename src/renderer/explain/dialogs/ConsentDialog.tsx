import { Button, Modal, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { toRecord } from '../../api/errors.ts';
import { formatTime } from '../../ui/words.ts';
import { useConsent, useServer, useSetConsent } from '../data.ts';
import classes from '../connection/connection.module.css';
import { openDialog, useExplain } from '../state.ts';

/** Whether pictures of this case may leave the machine: what is sent, where to, and a typed reason either way. */
export function ConsentDialog({ slug }: { readonly slug: string }): ReactNode {
  const open = useExplain((state) => state.dialog === 'consent');
  return (
    <Modal opened={open} onClose={() => openDialog(null)} title="Sending pictures of this case" size={560}>
      {open && <ConsentForm slug={slug} />}
    </Modal>
  );
}

function ConsentForm({ slug }: { readonly slug: string }): ReactNode {
  const { data: server } = useServer(slug);
  const { data: consent, error } = useConsent(slug);
  const setConsent = useSetConsent(slug);
  const [reason, setReason] = useState('');
  if (error !== null) return <p className={classes.intro}>{toRecord(error).message}</p>;
  if (server === undefined || consent === undefined) return <p className={classes.intro}>Loading…</p>;
  const given = consent !== null && consent.given && consent.origin === server.origin;
  const failure = setConsent.error === null ? null : toRecord(setConsent.error).message;
  return (
    <div className={classes.consent}>
      <p className={classes.intro}>
        The configured language model runs on another machine: <strong className={classes.origin}>{server.origin}</strong>
      </p>
      <div className={classes.columns}>
        <section>
          <h3 className={classes.listTitle}>Is sent</h3>
          <ul>
            <li>the picture, reduced to at most 1536 pixels a side</li>
            <li>the picture with the mask laid over it</li>
            <li>crops of the regions</li>
            <li>the questions, with region numbers</li>
          </ul>
        </section>
        <section>
          <h3 className={classes.listTitle}>Is never sent</h3>
          <ul>
            <li>the file itself</li>
            <li>its name, its path or its metadata</li>
            <li>name and number of the case</li>
            <li>names of examiners, notes, annotations</li>
          </ul>
        </section>
      </div>
      <button type="button" className={classes.link} onClick={() => useExplain.setState({ preview: true })}>
        See exactly which pictures
      </button>
      {consent !== null && (
        <p className={classes.standing} role="status">
          {given ? 'Consent given' : consent.given ? `Consent was given for another address, ${consent.origin}` : 'Consent withdrawn'} by {consent.author}, {formatTime(consent.at)}: <q>{consent.reason}</q>
        </p>
      )}
      <Textarea
        label={given ? 'Why it is withdrawn' : 'Why pictures of this case may be sent'}
        description="Kept in the audit log of the case."
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        value={reason}
        error={failure}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.formButtons}>
        <Button variant="default" onClick={() => openDialog(null)}>
          Close
        </Button>
        <Button color={given ? 'red' : 'accent'} disabled={reason.trim() === ''} loading={setConsent.isPending} onClick={() => setConsent.mutate({ given: !given, reason: reason.trim() }, { onSuccess: () => setReason('') })}>
          {given ? 'Withdraw consent' : `Agree for this case`}
        </Button>
      </div>
    </div>
  );
}
