import type { ReactNode } from 'react';
import classes from './ui.module.css';

/** Says what will be here, and offers the one thing to do. `picture` is decoration. */
export function EmptyState({ title, text, picture, action, heading: Heading = 'h2' }: {
  readonly title: string;
  readonly text: ReactNode;
  readonly picture?: ReactNode;
  readonly action?: ReactNode;
  /** `h1` where it stands in place of the whole screen. */
  readonly heading?: 'h1' | 'h2';
}): ReactNode {
  return (
    <div className={classes.state}>
      {picture !== undefined && (
        <div className={classes.statePicture} aria-hidden="true">
          {picture}
        </div>
      )}
      <Heading className={classes.stateTitle}>{title}</Heading>
      <p className={classes.stateText}>{text}</p>
      {action !== undefined && <div className={classes.stateAction}>{action}</div>}
    </div>
  );
}
