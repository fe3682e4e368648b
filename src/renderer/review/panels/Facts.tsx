import type { ReactNode } from 'react';
import classes from './panels.module.css';

export function Facts({ title, note, children }: { readonly title: string; readonly note?: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={classes.section}>
      <h2 className={classes.title}>{title}</h2>
      {note !== undefined && <p className={classes.hint}>{note}</p>}
      <dl className={classes.facts}>{children}</dl>
    </section>
  );
}

/** One fact; `help` says what it is and how it was measured. */
export function Fact({ name, help, children }: { readonly name: string; readonly help?: string | undefined; readonly children: ReactNode }): ReactNode {
  return (
    <>
      <dt title={help}>{name}</dt>
      <dd title={help}>{children}</dd>
    </>
  );
}
