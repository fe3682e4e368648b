import { IconAlertTriangle, IconCheck, IconRefresh } from '@tabler/icons-react';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { connectionState } from '../../api/client.ts';
import classes from '../annotate.module.css';
import type { AnnotateSession } from '../session/session.ts';
import { useAnnotateState } from '../session/useAnnotate.ts';

/** "Saved", "Saving" or "Not saved" with the reason. What is saved is on the disk of the case. */
export function SaveState({ session, hideSaved = false }: { readonly session: AnnotateSession; readonly hideSaved?: boolean }): ReactNode {
  const pending = useAnnotateState(session, (state) => state.pendingMarks + state.pendingMask);
  const trouble = useAnnotateState(session, (state) => state.trouble);
  const refused = useAnnotateState(session, (state) => state.refused);
  const connection = connectionState((state) => state.state);
  if (pending === 0) {
    return hideSaved ? null : (
      <span className={classes.save} title="Everything drawn is on the disk of the case">
        <IconCheck size={14} aria-hidden="true" /> Saved
      </span>
    );
  }
  const reason = trouble?.message ?? (connection === 'lost' ? 'The connection to Palimpsest is lost. It is kept here and saved as soon as the connection is back.' : null);
  if (reason === null) {
    return (
      <span className={classes.save} title="On its way to the disk of the case">
        <IconRefresh size={14} aria-hidden="true" /> Saving
      </span>
    );
  }
  return (
    <span className={classes.save} data-failed role="alert">
      <IconAlertTriangle size={14} aria-hidden="true" /> Not saved: {reason}
      {refused && (
        <Button size="compact-xs" variant="default" onClick={session.retry}>
          Try again
        </Button>
      )}
    </span>
  );
}
