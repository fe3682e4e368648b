import type { ReactNode } from 'react';
import { formatCount } from '../../ui/words.ts';
import { shortCount } from '../model/filters.ts';
import classes from './filters.module.css';

/** How many items a value would leave, in little room; exact in the tooltip. */
export function Count({ items }: { readonly items: number }): ReactNode {
  return (
    <span className={classes.count} title={formatCount(items)}>
      {shortCount(items)}
    </span>
  );
}
