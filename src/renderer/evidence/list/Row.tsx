import { IconCheck } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { EvidenceItem } from '../../../contract/evidence.ts';
import { errorTitle } from '../../api/errors.ts';
import { ScoreBar } from '../../ui/ScoreBar.tsx';
import { StatusGlyph } from '../../ui/StatusGlyph.tsx';
import { DOMAIN_WORDS, formatBytes, formatMegapixels, formatPercent, formatSize, REVIEW_WORDS, STATUS_WORDS } from '../../ui/words.ts';
import type { Column, ColumnId } from '../model/columns.ts';
import { itemSentence } from '../model/describe.ts';
import classes from './list.module.css';
import { problemWords } from './marks.tsx';
import { Thumbnail } from './Thumbnail.tsx';
import type { CellProps } from './Tile.tsx';

/** One item of the table. The row takes the focus; its cells are read one by one. */
export const Row = memo(function Row({ slug, item, index, focused, selected, threshold, columns, rowIndex }: Omit<CellProps, 'column'> & { readonly columns: readonly Column[]; readonly rowIndex: number }): ReactNode {
  const common = { className: classes.row, role: 'row', 'aria-rowindex': rowIndex, 'aria-selected': selected, 'data-index': index, 'data-even': index % 2 === 0 || undefined, tabIndex: focused ? 0 : -1 } as const;
  return (
    <div {...common} aria-label={item === undefined ? 'Loading' : `${item.name}${itemSentence(item, problemWords(item))}`} data-loading={item === undefined || undefined}>
      {columns.map((column, at) => (
        <span key={column.id} role="gridcell" aria-colindex={at + 1} className={classes.cell} data-numeric={column.numeric || undefined} data-column={column.id}>
          {item === undefined ? <span className={classes.blank} /> : cell(column.id, item, slug, threshold)}
        </span>
      ))}
    </div>
  );
});

function cell(column: ColumnId, item: EvidenceItem, slug: string, threshold: number): ReactNode {
  switch (column) {
    case 'thumbnail':
      return (
        <span className={classes.smallFrame}>
          <Thumbnail slug={slug} item={item} threshold={threshold} outline={false} />
          <span className={classes.check} data-check aria-hidden="true">
            <IconCheck size={13} stroke={2.5} />
          </span>
        </span>
      );
    case 'name':
      return <span title={item.path}>{item.name}</span>;
    case 'folder':
      return <span title={item.folder} className={classes.fromEnd}><bdi>{item.folder}</bdi></span>;
    case 'score':
      return <ScoreBar score={item.score} />;
    case 'regions':
      return item.regions ?? '–';
    case 'area':
      return formatPercent(item.maskShare);
    case 'domain':
      return item.domain === 'unset' ? '–' : DOMAIN_WORDS[item.domain];
    case 'type':
      return <span data-odd={item.extensionMismatch || undefined} title={item.extensionMismatch ? 'The extension says something else' : undefined}>{item.format === null ? '–' : item.format.toUpperCase()}{item.extensionMismatch && ' ≠'}</span>;
    case 'pixels':
      return <span title={formatMegapixels(item.width, item.height)}>{formatSize(item.width, item.height)}</span>;
    case 'size':
      return formatBytes(item.bytes);
    case 'camera':
      return <span title={item.camera ?? undefined}>{item.camera ?? '–'}</span>;
    case 'taken':
      return item.takenAt === null ? '–' : item.takenAt.replace('T', ' ').slice(0, 16);
    case 'status':
      if (item.problem === null) return item.status === 'pending' ? <span title={STATUS_WORDS.pending}>Not yet</span> : STATUS_WORDS[item.status];
      return (
         <span data-odd title={`${errorTitle(item.problem.code)}. ${item.problem.message}`}>
          {errorTitle(item.problem.code)}
        </span>
      );
    case 'review':
      return (
        <>
          <StatusGlyph review={item.review} size={14} decorative /> {REVIEW_WORDS[item.review]}
        </>
      );
  }
}
