import type { ReactNode } from 'react';
import classes from './ui.module.css';

/** A titled part of a screen. */
export function Panel({ title, description, actions, children, level = 2 }: {
  readonly title?: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly level?: 2 | 3;
}): ReactNode {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section className={classes.panel}>
      {(title !== undefined || actions !== undefined) && (
        <header className={classes.panelHead}>
          <div>
            <Heading className={classes.panelTitle}>{title}</Heading>
            {description !== undefined && <p className={classes.panelText}>{description}</p>}
          </div>
          {actions !== undefined && <div className={classes.panelActions}>{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}
