import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconChevronRight, IconSearch } from '@tabler/icons-react';
import { Fragment, useEffect, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { toReview } from '../app/routes.ts';
import { Panel } from '../ui/Panel.tsx';
import screen from '../ui/screen.module.css';
import { countOf, formatCount, formatTime, shortHash } from '../ui/words.ts';
import { CheckGlyph } from './CheckGlyph.tsx';
import classes from './custody.module.css';
import type { CustodyItem } from './data.ts';
import { focusedItem } from './focus.ts';
import { ItemHistory } from './ItemHistory.tsx';
import { CHECK_HELP, CHECK_STATES, CHECK_WORDS, countStates, isBad, nameOf, sentence, shownItems, stateOf, type CheckState } from './items.ts';

/** Rows drawn at once; a case can hold a hundred thousand. */
const ROWS = 200;

/** Every item with what was taken down at intake and what its newest check showed. */
export function ItemsPanel({ slug, items }: { readonly slug: string; readonly items: readonly CustodyItem[] }): ReactNode {
  const asked = focusedItem((one) => one.items[slug] ?? null);
  const [state, setState] = useState<CheckState | null>(null);
  const [text, setText] = useState('');
  const [rows, setRows] = useState(ROWS);
  const [open, setOpen] = useState<number | null>(null);
  const counts = countStates(items);
  const found = shownItems(items, state, text);
  const shown = found.slice(0, rows);
  useEffect(() => {
    if (asked === null) return;
    setState(null);
    setText('');
    setOpen(asked);
    focusedItem.setState({ items: {} });
    requestAnimationFrame(() => {
      const button = document.querySelector<HTMLElement>(`[data-history="${asked}"]`);
      button?.scrollIntoView({ block: 'center' });
      button?.focus();
    });
  }, [asked]);
  return (
    <Panel
      title="Items"
      description={found.length === items.length ? countOf(items.length, 'item') : `${formatCount(found.length)} of ${countOf(items.length, 'item')}`}
      actions={
        <>
          <SegmentedControl
            aria-label="State of the newest check"
            value={state ?? 'all'}
            onChange={(value) => setState(value === 'all' ? null : (value as CheckState))}
            data={[{ value: 'all', label: 'All' }, ...CHECK_STATES.filter((one) => counts[one] > 0 || one === state).map((one) => ({ value: one, label: `${CHECK_WORDS[one]} ${formatCount(counts[one])}` }))]}
          />
          <TextInput type="search" className={classes.search} aria-label="Search items" placeholder="Path or SHA-256" leftSection={<IconSearch size={14} aria-hidden="true" />} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        </>
      }
    >
      <div className={screen.scroll} tabIndex={0} role="region" aria-label="Table of items">
        <table className={screen.table}>
          <thead>
            <tr>
              <th scope="col">Newest check</th>
              <th scope="col">Item</th>
              <th scope="col">SHA-256 at intake</th>
              <th scope="col">Taken in</th>
              <th scope="col">Read again</th>
              <th scope="col">Found</th>
              <th scope="col">History</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((item) => (
              <Fragment key={item.evidenceId}>
                <ItemRow slug={slug} item={item} open={open === item.evidenceId} onOpen={() => setOpen(open === item.evidenceId ? null : item.evidenceId)} />
                {open === item.evidenceId && (
                  <tr>
                    <td colSpan={7} className={classes.historyCell}>
                      <ItemHistory slug={slug} item={item} />
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length === 0 && <p className={classes.nothing}>No item fits. Clear the search or choose All.</p>}
      {found.length > rows && (
        <div className={classes.more}>
          <Button variant="default" onClick={() => setRows(rows + ROWS)}>
            Show {formatCount(Math.min(ROWS, found.length - rows))} more
          </Button>
        </div>
      )}
    </Panel>
  );
}

function ItemRow({ slug, item, open, onOpen }: { readonly slug: string; readonly item: CustodyItem; readonly open: boolean; readonly onOpen: () => void }): ReactNode {
  const state = stateOf(item);
  const name = nameOf(item.path);
  return (
    <tr className={classes.item} data-bad={isBad(state) || undefined} data-item={item.evidenceId}>
      <td className={classes.tight}>
        <span className={classes.state} data-check={state} title={CHECK_HELP[state]}>
          <CheckGlyph state={state} decorative />
          {CHECK_WORDS[state]}
        </span>
      </td>
      <td className={classes.name} title={item.path}>
        <Link href={toReview(slug, item.evidenceId)}>{name}</Link> <span className={screen.dim}>{item.path.slice(0, -name.length)}</span>
      </td>
      <td className={`${screen.mono} ${classes.tight}`} title={item.sha256 ?? 'Not hashed yet'}>
        {shortHash(item.sha256, 16)}
      </td>
      <td className={classes.tight}>{formatTime(item.hashedAt)}</td>
      <td className={classes.tight} title={item.check === null ? undefined : `By ${item.check.author}`}>
        {item.check === null ? '–' : formatTime(item.check.at, true)}
      </td>
      <td className={classes.found} title={item.check?.message}>{item.check === null ? <span className={screen.dim}>{CHECK_HELP.none}</span> : foundWords(item)}</td>
      <td className={classes.tight}>
        <Button variant="subtle" color="gray" size="compact-xs" data-history={item.evidenceId} aria-expanded={open} aria-label={`Checks of ${name}`} rightSection={<IconChevronRight size={13} className={classes.chevron} data-open={open || undefined} aria-hidden="true" />} onClick={onOpen}>
          Checks
        </Button>
      </td>
    </tr>
  );
}

/** What the newest check found, in a few words; the history has all of them. */
function foundWords({ sha256, check }: CustodyItem): ReactNode {
  if (check === null) return null;
  if (check.outcome === 'unchanged') return check.modifiedUnchanged === false ? 'Same bytes, another time of modification' : 'As at intake';
  if (check.outcome === 'changed' && check.sha256 !== null && check.sha256 !== sha256) {
    return (
      <>
        Other bytes, SHA-256 now <span className={screen.mono}>{shortHash(check.sha256, 16)}</span>
      </>
    );
  }
  return check.message === '' ? CHECK_HELP[check.outcome] : sentence(check.message);
}
