import { Button } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { countOf } from '../../ui/words.ts';
import classes from './canvas.module.css';
import type { CanvasEngine } from './engine.ts';

/** Says that tiles could not be loaded, and tries again on request. */
export function TileNotice({ engine }: { readonly engine: CanvasEngine }): ReactNode {
  const [failed, setFailed] = useState<{ readonly count: number; readonly message: string } | null>(null);
  useEffect(
    () =>
      engine.onFrame(() => {
        const now = engine.store.failed();
        setFailed((before) => (before?.count === now?.count && before?.message === now?.message ? before : now));
      }),
    [engine],
  );
  if (failed === null) return null;
  return (
    <div className={`${classes.over} ${classes.notice}`} data-over-canvas data-low role="alert">
      <span>
        {countOf(failed.count, 'tile')} could not be loaded, so what is shown there is coarser or missing. {failed.message.endsWith('.') ? failed.message : 'The host did not answer.'}
      </span>
      <Button size="compact-xs" variant="default" onClick={() => engine.store.retry()}>
        Load again
      </Button>
    </div>
  );
}
