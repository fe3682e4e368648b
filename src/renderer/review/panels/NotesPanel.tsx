import { Textarea } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { notifyError } from '../../api/errors.ts';
import { keys, queryClient } from '../../api/queries.ts';
import type { ReviewView } from '../../../contract/index.ts';
import classes from './panels.module.css';

/** Milliseconds after the last key until a note is written. */
const REST = 600;

/** The examiner's note on the picture as a whole; written by itself while typing rests, and on leaving. */
export function NotesPanel({ slug, review }: { readonly slug: string; readonly review: ReviewView }): ReactNode {
  const evidenceId = review.item.id;
  const [text, setText] = useState(review.note);
  const [state, setState] = useState<'saved' | 'typing' | 'failed'>('saved');
  const pending = useRef<string | null>(null);

  async function save(note: string): Promise<void> {
    pending.current = null;
    try {
      await api.evidence.setNote({ case: slug, evidenceId, note });
      queryClient.setQueryData<ReviewView>(keys.review(slug, evidenceId), (old) => (old === undefined ? old : { ...old, note }));
      setState((now) => (pending.current === null ? 'saved' : now));
    } catch (error) {
      setState('failed');
      notifyError(error, 'The note was not saved');
    }
  }
  const saver = useRef(save);
  useEffect(() => {
    saver.current = save;
  });
  useEffect(() => {
    if (state !== 'typing') return;
    const timer = setTimeout(() => void saver.current(text), REST);
    return () => clearTimeout(timer);
  }, [text, state]);
  useEffect(
    () => () => {
      if (pending.current !== null) void saver.current(pending.current);
    },
    [],
  );

  return (
    <div className={classes.panel}>
      <Textarea
        label="Note on this picture"
        description="Kept in the case and found by the search of the evidence list."
        autosize
        minRows={8}
        maxRows={24}
        maxLength={20_000}
        value={text}
        onChange={(event) => {
          pending.current = event.currentTarget.value;
          setText(event.currentTarget.value);
          setState('typing');
        }}
      />
      <p className={classes.hint} role="status">
        {state === 'saved' ? 'Saved.' : state === 'typing' ? 'Being saved…' : 'Not saved. It is kept here; type on or leave the field to try again.'}
      </p>
    </div>
  );
}
