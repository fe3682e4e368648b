import { Button, FileInput, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { api } from '../api/client.ts';
import { notifyDone, toRecord } from '../api/errors.ts';
import { queryClient } from '../api/queries.ts';
import { toReview } from '../app/routes.ts';
import screen from '../ui/screen.module.css';
import { countOf } from '../ui/words.ts';
import classes from './dialogs.module.css';

type Merge = Awaited<ReturnType<typeof api.reports.mergeReview>>;

/** Largest file of notes the contract takes, in characters. */
const LARGEST = 20_000_000;

/** Notes a reviewer made in a review package: compared first, with every conflict named, and taken over only then. */
export function MergeDialog({ slug, opened, onClose }: { readonly slug: string; readonly opened: boolean; readonly onClose: () => void }): ReactNode {
  return (
    <Modal opened={opened} onClose={onClose} title="Merge a reviewer’s notes" size="min(860px, 94vw)">
      {opened && <Form slug={slug} onClose={onClose} />}
    </Modal>
  );
}

function Form({ slug, onClose }: { readonly slug: string; readonly onClose: () => void }): ReactNode {
  const [file, setFile] = useState<File | null>(null);
  const [review, setReview] = useState('');
  const compare = useMutation({
    mutationFn: async (from: File) => {
      if (from.size > LARGEST) throw Object.assign(new Error('This file is too large for notes. Choose the one the review package saved.'), { code: 'ARGUMENT_INVALID' });
      const text = await from.text();
      setReview(text);
      return api.reports.mergeReview({ case: slug, review: text, apply: false });
    },
  });
  const apply = useMutation({
    mutationFn: () => api.reports.mergeReview({ case: slug, review, apply: true }),
    onSuccess: async (merged) => {
      await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === slug });
      notifyDone(`${countOf(merged.applied.length, 'note')} taken over. Conflicts were left as they were.`);
      onClose();
    },
  });
  const error = compare.error ?? apply.error;
  return (
    <div className={classes.dialog}>
      <FileInput
        label="Notes"
        description="The JSON file that the viewer of a review package saved"
        placeholder="Choose a file…"
        accept=".json,application/json"
        size="xs"
        data-autofocus
        value={file}
        onChange={(next) => {
          setFile(next);
          apply.reset();
          if (next === null) compare.reset();
          else compare.mutate(next);
        }}
      />
      {compare.isPending && <p className={classes.hint}>Comparing…</p>}
      {error !== null && (
        <p role="alert" className={classes.problem}>
          {toRecord(error).message}
        </p>
      )}
      {compare.data !== undefined && <Compared slug={slug} merge={compare.data} />}
      <div className={classes.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={compare.data === undefined || compare.data.applied.length === 0} loading={apply.isPending} onClick={() => apply.mutate()}>
          {compare.data === undefined ? 'Take over' : `Take over ${countOf(compare.data.applied.length, 'note')}`}
        </Button>
      </div>
    </div>
  );
}

/** What would be taken over, and what contradicts the case and therefore would not. */
function Compared({ slug, merge }: { readonly slug: string; readonly merge: Merge }): ReactNode {
  return (
    <>
      <section aria-label="To take over">
        <h3 className={classes.dialogTitle}>To take over: {countOf(merge.applied.length, 'note')}</h3>
        {merge.applied.length === 0 && <p className={classes.hint}>Everything in this file is in the case already, or contradicts it.</p>}
        <ul className={classes.applied}>
          {merge.applied.slice(0, 200).map((one) => (
            <li key={`${one.evidenceId}${one.what}`}>
              <Link href={toReview(slug, one.evidenceId)}>Item {one.evidenceId}</Link> {one.what}
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="Conflicts">
        <h3 className={classes.dialogTitle}>Conflicts: {merge.conflicts.length === 0 ? 'none' : merge.conflicts.length}</h3>
        {merge.conflicts.length > 0 && (
          <div className={classes.results} tabIndex={0} role="region" aria-label="Table of conflicts">
            <table className={screen.table}>
              <thead>
                <tr>
                  <th scope="col">Item</th>
                  <th scope="col">What</th>
                  <th scope="col">In the case</th>
                  <th scope="col">The reviewer’s</th>
                </tr>
              </thead>
              <tbody>
                {merge.conflicts.map((one) => (
                  <tr key={`${one.evidenceId}${one.what}${one.theirs}`}>
                    <td>{one.evidenceId === null ? '–' : <Link href={toReview(slug, one.evidenceId)}>Item {one.evidenceId}</Link>}</td>
                    <td>{one.what}</td>
                    <td className={classes.side}>{one.mine}</td>
                    <td className={classes.side}>{one.theirs}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {merge.conflicts.length > 0 && <p className={classes.hint}>These stay as they are in the case. Settle them in Review.</p>}
      </section>
    </>
  );
}
