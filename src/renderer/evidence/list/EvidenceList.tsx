import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, type MouseEvent, type ReactNode, type RefObject } from 'react';
import type { EvidenceGroup, EvidenceItem, EvidenceSort } from '../../../contract/evidence.ts';
import { listPace } from '../data/pace.ts';
import { columnTracks, leastWidth, type Column } from '../model/columns.ts';
import { headerAbove, itemsOnLines, lineAt, lineOfItem, type Layout } from '../model/layout.ts';
import { isSelected, type Selection } from '../model/selection.ts';
import { FolderHeader } from './FolderHeader.tsx';
import classes from './list.module.css';
import { GAP, type ListMetrics } from './metrics.ts';
import { Row } from './Row.tsx';
import { TableTitles } from './TableTitles.tsx';
import { Tile } from './Tile.tsx';

/** Lines loaded and rendered beyond each edge of the screen. */
const OVERSCAN = 3;
/** As in list.module.css. */
const COLUMN_GAP = 8;

export interface EvidenceListProps {
  readonly slug: string;
  readonly layout: Layout;
  readonly metrics: ListMetrics;
  readonly columns: readonly Column[];
  readonly sort: EvidenceSort;
  readonly itemAt: (index: number) => EvidenceItem | undefined;
  readonly focus: number;
  readonly selection: Selection;
  readonly folded: ReadonlySet<string>;
  readonly threshold: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly initialScroll: number;
  /** Changes whenever the focused item is to be brought onto the screen and given the keyboard. */
  readonly reveal: { readonly count: number; readonly grab: boolean };
  /** Number of the last such wish that was fulfilled; kept by the screen, since this list comes and goes. */
  readonly revealed: RefObject<number>;
  readonly onShow: (start: number, end: number) => void;
  readonly onScroll: (scrollTop: number) => void;
  readonly onPick: (index: number, how: 'focus' | 'toggle' | 'extend') => void;
  readonly onOpen: (index: number) => void;
  readonly onSort: (sort: EvidenceSort) => void;
  readonly onFold: (folder: string) => void;
  readonly onSelectFolder: (group: EvidenceGroup) => void;
}

/** The items as a grid of tiles or as a table; only what is on the screen exists. */
export function EvidenceList(props: EvidenceListProps): ReactNode {
  const { slug, layout, metrics, columns, sort, itemAt, focus, selection, folded, threshold, scroller, reveal, revealed, onShow, onScroll, onPick, onOpen, onSort, onFold, onSelectFolder } = props;
  const body = useRef<HTMLDivElement>(null);
  const focusLine = lineOfItem(layout, focus);
  const sticky = useRef<number | null>(null);
  const grab = useRef(false);

  const rangeExtractor = useCallback((range: Range) => {
    sticky.current = headerAbove(layout, range.startIndex);
    const lines = new Set(defaultRangeExtractor(range));
    // The folder's header stays on top; the focused item stays in the page, or the keyboard would lose its place.
    if (sticky.current !== null) lines.add(sticky.current);
    if (focusLine < layout.lineCount) lines.add(focusLine);
    return [...lines].sort((one, other) => one - other);
  }, [layout, focusLine]);

  const virtualizer = useVirtualizer({
    count: layout.lineCount,
    getScrollElement: () => scroller.current,
    estimateSize: (line) => (lineAt(layout, line)?.kind === 'header' ? metrics.header : metrics.line),
    overscan: OVERSCAN,
    initialOffset: props.initialScroll,
    scrollMargin: metrics.titles,
    paddingStart: metrics.view === 'grid' && layout.groups.length === 0 ? GAP : 0,
    scrollPaddingStart: metrics.titles + (layout.groups.length > 0 ? metrics.header : 0),
    rangeExtractor,
    useFlushSync: false,
  });

  useLayoutEffect(() => virtualizer.measure(), [virtualizer, layout, metrics]);

  const range = virtualizer.range;
  const shown = range === null ? null : itemsOnLines(layout, Math.max(0, range.startIndex - OVERSCAN), Math.min(layout.lineCount - 1, range.endIndex + OVERSCAN));
  const [start, end] = [shown?.start ?? 0, shown?.end ?? 1];
  useEffect(() => onShow(start, end), [onShow, start, end]);

  useLayoutEffect(() => {
    if (reveal.count === revealed.current || layout.lineCount === 0) return;
    revealed.current = reveal.count;
    virtualizer.scrollToIndex(lineOfItem(layout, focus), { align: 'auto' });
    grab.current = reveal.grab;
    // Only a new wish moves the list, not every change of what is in it.
  }, [reveal]);
  useLayoutEffect(() => {
    // The line may come one rendering after the wish.
    if (!grab.current) return;
    const cell = body.current?.querySelector<HTMLElement>(`[data-index="${focus}"]`);
    if (cell === null || cell === undefined) return;
    grab.current = false;
    cell.focus({ preventScroll: true });
  });

  function press(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const index = target.closest<HTMLElement>('[data-index]')?.dataset['index'];
    if (index === undefined) return;
    if (event.shiftKey) onPick(Number(index), 'extend');
    else if (event.ctrlKey || event.metaKey || target.closest('[data-check]') !== null) onPick(Number(index), 'toggle');
    else onPick(Number(index), 'focus');
  }
  function open(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const index = target.closest<HTMLElement>('[data-index]')?.dataset['index'];
    if (index !== undefined && target.closest('[data-check]') === null) onOpen(Number(index));
  }

  const isTable = metrics.view === 'table';
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-view={metrics.view}
      role="grid"
      aria-label="Evidence"
      aria-multiselectable="true"
      aria-rowcount={layout.lineCount + (isTable ? 1 : 0)}
      aria-colcount={isTable ? columns.length : layout.columns}
      onScroll={(event) => {
        const top = event.currentTarget.scrollTop;
        listPace.note(top, performance.now());
        onScroll(top);
      }}
    >
      <div className={classes.wide} style={isTable ? ({ '--tracks': columnTracks(columns), minWidth: `calc(${leastWidth(columns)}rem + ${columns.length * COLUMN_GAP + 2 * COLUMN_GAP}px)`, '--line': `${metrics.line}px`, '--titles': `${metrics.titles}px` } as React.CSSProperties) : ({ '--picture': `${metrics.picture}px`, '--columns': layout.columns } as React.CSSProperties)}>
        {isTable && (
          <div role="rowgroup" className={classes.head} style={{ height: metrics.titles }}>
            <TableTitles columns={columns} sort={sort} onSort={onSort} />
          </div>
        )}
        <div ref={body} role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }} onClick={press} onDoubleClick={open}>
          {virtualizer.getVirtualItems().map((virtual) => {
            const line = lineAt(layout, virtual.index);
            if (line === null) return null;
            const top = virtual.start - metrics.titles;
            const rowIndex = virtual.index + 1 + (isTable ? 1 : 0);
            if (line.kind === 'header') {
              const group = layout.groups[line.group]!;
              const isSticky = sticky.current === virtual.index;
              return (
                <div key={`header ${group.folder}`} role="row" aria-rowindex={rowIndex} className={classes.headerLine} data-sticky={isSticky || undefined} style={isSticky ? { height: metrics.header, top: metrics.titles } : { height: metrics.header, top }}>
                  <FolderHeader group={group} folded={folded.has(group.folder)} span={isTable ? columns.length : layout.columns} onFold={onFold} onSelect={onSelectFolder} />
                </div>
              );
            }
            const indexes = Array.from({ length: line.end - line.start }, (_, at) => line.start + at);
            if (isTable) {
              const item = itemAt(line.start);
              return (
                <div key={line.start} role="presentation" className={classes.slot} style={{ top }}>
                  <Row slug={slug} item={item} index={line.start} rowIndex={rowIndex} focused={line.start === focus} selected={item !== undefined && isSelected(selection, item.id)} threshold={threshold} columns={columns} />
                </div>
              );
            }
            return (
              <div key={line.start} role="row" aria-rowindex={rowIndex} className={classes.tiles} style={{ top }}>
                {indexes.map((index, column) => {
                  const item = itemAt(index);
                  return <Tile key={index} slug={slug} item={item} index={index} column={column} focused={index === focus} selected={item !== undefined && isSelected(selection, item.id)} threshold={threshold} />;
                })}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
