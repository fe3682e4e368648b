import type { ReactNode } from 'react';
import classes from './ui.module.css';

/** A number with tabular figures; `title` says what it is and how it was measured. */
export function Num({ children, title, muted = false }: { readonly children: ReactNode; readonly title?: string; readonly muted?: boolean }): ReactNode {
  return (
    <span className={classes.num} title={title} data-muted={muted || undefined}>
      {children}
    </span>
  );
}
