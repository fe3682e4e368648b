import { Button, Checkbox, Popover } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { COLUMNS, toggleColumn, type Column } from '../model/columns.ts';
import classes from './toolbar.module.css';

/** Which columns the table has. The name is always there. */
export function ColumnsMenu({ columns, onChange }: { readonly columns: readonly Column[]; readonly onChange: (columns: readonly Column[]) => void }): ReactNode {
  return (
    <Popover shadow="md" position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={15} aria-hidden="true" />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div role="group" aria-label="Columns of the table" className={classes.columns}>
          {COLUMNS.map((column) => (
            <Checkbox key={column.id} label={column.title === '' ? 'Picture' : column.title} checked={columns.includes(column)} disabled={column.id === 'name'} title={column.meaning} onChange={() => onChange(toggleColumn(columns, column.id))} />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
