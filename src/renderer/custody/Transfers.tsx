import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Transfer } from '../../contract/index.ts';
import { ActionTooltip } from '../ui/ActionTooltip.tsx';
import { Panel } from '../ui/Panel.tsx';
import screen from '../ui/screen.module.css';
import { countOf, formatTime } from '../ui/words.ts';
import classes from './custody.module.css';
import type { CustodyItem } from './data.ts';
import { nameOf } from './items.ts';

/** Every hand-over as it was recorded. What is recorded cannot be changed; a mistake is corrected by another entry. */
export function Transfers({ transfers, items, canAdd, onAdd }: { readonly transfers: readonly Transfer[]; readonly items: readonly CustodyItem[]; readonly canAdd: boolean; readonly onAdd: () => void }): ReactNode {
  const names = new Map(items.map(({ evidenceId, path }) => [evidenceId, nameOf(path)]));
  function itemWords(ids: readonly number[]): string {
    if (ids.length === 0) return 'All items';
    return ids.length <= 3 ? ids.map((id) => names.get(id) ?? `item ${id}`).join(', ') : countOf(ids.length, 'item');
  }
  return (
    <Panel
      title="Transfers"
      description="Who handed the evidence to whom. An entry cannot be changed; correct a mistake by another one."
      actions={
        <ActionTooltip action="custody.transfer">
          <Button variant="default" disabled={!canAdd} leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={onAdd}>
            Record a transfer
          </Button>
        </ActionTooltip>
      }
    >
      {transfers.length === 0 && <p className={classes.nothing}>None recorded yet. The report lists them in the order of their times.</p>}
      {transfers.length > 0 && (
        <div className={screen.scroll} tabIndex={0} role="region" aria-label="Table of transfers">
          <table className={screen.table}>
            <thead>
              <tr>
                {['When', 'From', 'To', 'Items', 'Purpose', 'Authority', 'Medium and seal', 'Recorded'].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {transfers.map((one) => (
                <tr key={one.id} className={classes.transfer}>
                  <td className={classes.tight}>{formatTime(one.at)}</td>
                  <td>{one.from}</td>
                  <td>{one.to}</td>
                  <td title={one.items.map((id) => names.get(id) ?? `item ${id}`).join('\n')}>{itemWords(one.items)}</td>
                  <td>{one.purpose || '–'}</td>
                  <td>{one.authority || '–'}</td>
                  <td>{one.medium || '–'}</td>
                  <td className={classes.tight} title={`Written into the case at ${formatTime(one.recordedAt, true)}`}>
                    {one.recordedBy}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
