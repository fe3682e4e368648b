import { IconCheck } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { EvidenceItem } from '../../../contract/evidence.ts';
import { ScoreBar } from '../../ui/ScoreBar.tsx';
import { StatusGlyph } from '../../ui/StatusGlyph.tsx';
import { itemSentence } from '../model/describe.ts';
import classes from './list.module.css';
import { Marks, problemWords } from './marks.tsx';
import { Thumbnail } from './Thumbnail.tsx';

export interface CellProps {
  readonly slug: string;
  /** Undefined while its page is loading. */
  readonly item: EvidenceItem | undefined;
  readonly index: number;
  readonly column: number;
  readonly focused: boolean;
  readonly selected: boolean;
  /** Probability from which the outline is drawn, 0..1. */
  readonly threshold: number;
}

/** One item of the grid. */
export const Tile = memo(function Tile({ slug, item, index, column, focused, selected, threshold }: CellProps): ReactNode {
  const common = { className: classes.tile, role: 'gridcell', 'aria-colindex': column + 1, 'aria-selected': selected, 'data-index': index, tabIndex: focused ? 0 : -1 } as const;
  if (item === undefined) return <div {...common} aria-label="Loading" data-loading />;
  return (
    <div {...common} data-check={item.check ?? undefined}>
      <span className={classes.frame}>
        <Thumbnail slug={slug} item={item} threshold={threshold} outline />
        <span className={classes.check} data-check aria-hidden="true">
          <IconCheck size={13} stroke={2.5} />
        </span>
        <Marks item={item} />
      </span>
      <span className={classes.line} aria-hidden="true">
        <StatusGlyph review={item.review} size={14} decorative />
        <ScoreBar score={item.score} />
      </span>
      <span className={classes.name} title={item.path}>
        {item.name}
      </span>
      <span className={classes.hidden}>{itemSentence(item, problemWords(item))}</span>
    </div>
  );
});
