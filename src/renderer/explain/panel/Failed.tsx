import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Explanation } from '../../../contract/index.ts';
import { errorTitle } from '../../api/errors.ts';
import { openDialog } from '../state.ts';
import classes from './panel.module.css';

/** A run that came to nothing: why, by which code, and what to do. What was said until then is kept. */
export function Failed({ explanation }: { readonly explanation: Explanation }): ReactNode {
  const { error, status } = explanation;
  return (
    <section className={classes.failed} role="note">
      <h3 className={classes.groupTitle}>{error === null ? (status === 'cancelled' ? 'Cancelled' : 'It came to nothing') : errorTitle(error.code)}</h3>
      {error !== null && <p className={classes.text}>{error.message}</p>}
      <div className={classes.row}>
        <Button size="compact-xs" variant="default" onClick={() => openDialog('exchanges')}>
          Raw exchange
        </Button>
        {error !== null && <code className={classes.code}>{error.code}</code>}
      </div>
    </section>
  );
}
