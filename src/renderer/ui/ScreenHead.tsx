import type { ReactNode } from 'react';
import classes from './screen.module.css';

/** The head of a screen: its name, one line about it, and what can be done. */
export function ScreenHead({ title, text, children }: { readonly title: ReactNode; readonly text?: ReactNode; readonly children?: ReactNode }): ReactNode {
  return (
    <header className={classes.head}>
      <div className={classes.headWords}>
        <h1 className={classes.title}>{title}</h1>
        {text !== undefined && <p className={classes.text}>{text}</p>}
      </div>
      {children !== undefined && <div className={classes.actions}>{children}</div>}
    </header>
  );
}
