import type { ReactNode } from 'react';
import type { Ground } from '../../../contract/index.ts';
import { groundName } from '../logic/words.ts';
import classes from './panel.module.css';

/** The measured values a sentence rests on. */
export function Grounds({ grounds, id }: { readonly grounds: readonly Ground[]; readonly id?: string }): ReactNode {
  return (
    <dl className={classes.grounds} id={id}>
      {grounds.map((ground, index) => (
        <div key={index}>
          <dt>
            {groundName(ground.quantity)}
            {ground.region !== null && `, region ${ground.region}`}
          </dt>
          <dd>{ground.value}</dd>
        </div>
      ))}
    </dl>
  );
}
