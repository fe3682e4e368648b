import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { EvidenceSort } from '../../../contract/evidence.ts';
import { sortAfterClick, type Column } from '../model/columns.ts';
import classes from './list.module.css';

/** Titles of the table; those that can be sorted by are buttons. */
export const TableTitles = memo(function TableTitles({ columns, sort, onSort }: { readonly columns: readonly Column[]; readonly sort: EvidenceSort; readonly onSort: (sort: EvidenceSort) => void }): ReactNode {
  return (
    <div role="row" aria-rowindex={1} className={classes.titles}>
      {columns.map((column, at) => (
        <span key={column.id} role="columnheader" aria-colindex={at + 1} className={classes.title} data-numeric={column.numeric || undefined} data-column={column.id} {...(column.sort === null ? {} : { 'aria-sort': direction(column, sort) })}>
          {column.sort === null ? (
            <span className={classes.hidden}>Picture</span>
          ) : (
            <button type="button" className={classes.titleButton} title={column.meaning} onClick={() => onSort(sortAfterClick(sort, column))}>
              <span>{column.title}</span>
              {column.sort === sort.by && (sort.descending ? <IconArrowDown size={13} aria-hidden="true" /> : <IconArrowUp size={13} aria-hidden="true" />)}
            </button>
          )}
        </span>
      ))}
    </div>
  );
});

function direction(column: Column, sort: EvidenceSort): 'ascending' | 'descending' | 'none' {
  if (column.sort !== sort.by) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}
