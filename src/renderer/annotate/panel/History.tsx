import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Annotation } from '../../../contract/annotations.ts';
import { api } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatTime } from '../../ui/words.ts';
import classes from '../annotate.module.css';
import { changeWords } from '../logic/revisions.ts';
import { bodyOf, type AnnotateSession } from '../session/session.ts';

/** Every revision of an annotation, newest first. None can be changed; going back to one adds another. */
export function History({ session, annotation, readOnly }: { readonly session: AnnotateSession; readonly annotation: Annotation; readonly readOnly: boolean }): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.details} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>History ({annotation.revision})</summary>
      {open && <Revisions session={session} annotation={annotation} readOnly={readOnly} />}
    </details>
  );
}

function Revisions({ session, annotation, readOnly }: { readonly session: AnnotateSession; readonly annotation: Annotation; readonly readOnly: boolean }): ReactNode {
  const { slug, evidenceId } = session;
  const { id, revision } = annotation;
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.annotations(slug, evidenceId), 'history', id, revision],
    queryFn: ({ signal }) => api.annotations.history({ case: slug, evidenceId, id }, { signal }),
    enabled: revision > 0,
  });
  if (error !== null && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />;
  const newestFirst = (data ?? []).toReversed();
  return (
    <ol className={classes.revisions} aria-label="Revisions, newest first">
      {newestFirst.map((entry, index) => {
        const body = bodyOf(entry);
        return (
          <li key={entry.revision}>
            <span>
              {entry.revision}: {changeWords(newestFirst[index + 1], entry)}
            </span>
            <span className={classes.dim}>
              {entry.author}, {formatTime(entry.at, true)}
            </span>
            {entry.revision !== revision && body !== null && !entry.deleted && (
              <Button size="compact-xs" variant="subtle" disabled={readOnly} onClick={() => session.change(id, body, `back to revision ${entry.revision}`)}>
                Go back to this
              </Button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
