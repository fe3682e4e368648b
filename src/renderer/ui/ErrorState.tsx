import { Button } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { errorTitle, toRecord } from '../api/errors.ts';
import classes from './ui.module.css';

/** A failure in place of what it keeps from being shown: what, why, what next. */
export function ErrorState({ error, retry, action, heading: Heading = 'h2' }: {
  readonly error: unknown;
  readonly retry?: (() => void) | undefined;
  readonly action?: ReactNode;
  /** `h1` where it stands in place of the whole screen. */
  readonly heading?: 'h1' | 'h2';
}): ReactNode {
  const record = toRecord(error);
  return (
    <div className={classes.state} role="alert">
      <div className={classes.statePicture} aria-hidden="true">
        <IconAlertTriangle size={28} stroke={1.5} />
      </div>
      <Heading className={classes.stateTitle}>{errorTitle(record.code)}</Heading>
      <p className={classes.stateText}>{record.message}</p>
      <p className={classes.stateCode}>{record.code}</p>
      <div className={classes.stateAction}>
        {action}
        {retry !== undefined && (
          <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={retry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}
