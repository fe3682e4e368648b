import type { ReactNode } from 'react';
import classes from './settings.module.css';

export function SettingRow({ title, help, children }: { readonly title: string; readonly help?: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className={classes.row}>
      <div>
        <h3 className={classes.rowTitle}>{title}</h3>
        {help !== undefined && <p className={classes.rowHelp}>{help}</p>}
      </div>
      <div className={classes.rowControl}>{children}</div>
    </div>
  );
}
