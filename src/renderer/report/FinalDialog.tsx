import { Button, FileInput, Modal, PasswordInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { ReportFields } from '../../contract/index.ts';
import { countOf } from '../ui/words.ts';
import { pkcs12Text } from './base64.ts';
import { makeReport } from './data.ts';
import { TEMPLATE_WORDS } from './fields.ts';
import classes from './dialogs.module.css';
import type { ApiSelection } from './selection.ts';

/** Asks once more before a report becomes final, and for the examiner's key where it is to be signed. The key is handed over once and kept nowhere. */
export function FinalDialog({ opened, onClose, ...rest }: { readonly slug: string; readonly selection: ApiSelection | null; readonly items: number; readonly fields: ReportFields; readonly advice: number; readonly opened: boolean; readonly onClose: () => void }): ReactNode {
  return (
    <Modal opened={opened} onClose={onClose} title="Issue the final report?" size="min(560px, 94vw)">
      {opened && rest.selection !== null && <Form {...rest} selection={rest.selection} onClose={onClose} />}
    </Modal>
  );
}

function Form({ slug, selection, items, fields, advice, onClose }: { readonly slug: string; readonly selection: ApiSelection; readonly items: number; readonly fields: ReportFields; readonly advice: number; readonly onClose: () => void }): ReactNode {
  const [file, setFile] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function issue(): Promise<void> {
    const key = file === null ? null : pkcs12Text(new Uint8Array(await file.arrayBuffer()));
    if (key !== null && !key.ok) return setProblem(key.problem);
    setBusy(true);
    const begun = await makeReport(slug, selection, true, key === null ? null : { pkcs12: key.value, passphrase });
    setBusy(false);
    if (begun) onClose();
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!busy) void issue();
  }
  return (
    <form className={classes.dialog} onSubmit={submit} autoComplete="off">
      <p>
        A {TEMPLATE_WORDS[fields.template].toLowerCase()} report about {countOf(items, 'item')}. Every file is read again first; if one does not verify and no reason was typed, nothing is issued.
      </p>
      <p>A final report cannot be changed or removed. A correction is a new version, which names the one it supersedes.</p>
      {advice > 0 && <p className={classes.advice}>{countOf(advice, 'piece of advice is', 'pieces of advice are')} still open. They do not stand in the way.</p>}
      <FileInput label="Sign with" description="PKCS#12 file with your key and certificate (.p12, .pfx). Empty: not signed." placeholder="Choose a file…" clearable clearButtonProps={{ 'aria-label': 'Do not sign' }} accept=".p12,.pfx,application/x-pkcs12" size="xs" value={file} error={problem} onChange={(next) => { setFile(next); setProblem(null); }} />
      {file !== null && <PasswordInput label="Passphrase of the file" description="Used once, never kept" size="xs" value={passphrase} autoComplete="off" visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the passphrase' }} onChange={(event) => setPassphrase(event.currentTarget.value)} />}
      <div className={classes.dialogFoot}>
        <Button variant="default" data-autofocus onClick={onClose}>
          Not yet
        </Button>
        <Button type="submit" loading={busy}>
          {file === null ? 'Issue without signature' : 'Sign and issue'}
        </Button>
      </div>
    </form>
  );
}
