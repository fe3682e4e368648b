import { Button, Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconFilterOff, IconPhotoPlus } from '@tabler/icons-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { frameState, useStatusLine } from '../app/frameState.ts';
import { toReview } from '../app/routes.ts';
import { api } from '../api/client.ts';
import { useSettings } from '../settings/useSettings.ts';
import { runAction, useActions } from '../shortcuts/registry.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { foldAll, markingStore, toggleFolder } from './data/marking.ts';
import { useEvidenceRows } from './data/useEvidenceRows.ts';
import { useFollowFocus } from './data/useFollowFocus.ts';
import { useListKeys } from './data/useListKeys.ts';
import { useTriage } from './data/useTriage.ts';
import classes from './EvidenceScreen.module.css';
import { FilterChips } from './filters/FilterChips.tsx';
import { FilterPanel, useFacets } from './filters/FilterPanel.tsx';
import { EvidenceList } from './list/EvidenceList.tsx';
import { listMetrics } from './list/metrics.ts';
import { StatusHints } from './list/StatusHints.tsx';
import { useRem } from './list/useRem.ts';
import { chosenColumns, columnsText, type Column } from './model/columns.ts';
import { isRestricted } from './model/filters.ts';
import { layOut } from './model/layout.ts';
import { selectedCount } from './model/selection.ts';
import { useEvidenceQuery } from './query.ts';
import { SelectionBar } from './toolbar/SelectionBar.tsx';
import { Toolbar } from './toolbar/Toolbar.tsx';

const COLUMNS_KEY = 'palimpsest.evidence.columns';
const NOT_GROUPED: ReadonlySet<string> = new Set();

/** All evidence of a case: narrowed, ordered, looked through and given a status, by keyboard or pointer. */
export function EvidenceScreen({ slug }: { readonly slug: string }): ReactNode {
  const query = useEvidenceQuery(slug);
  const { filter, sort, groupByFolder, place, setFilter, setSort, setGroupByFolder, setPlace, apply } = query;
  const list = useMemo(() => ({ filter, sort, groupByFolder }), [filter, sort, groupByFolder]);
  const { settings, change } = useSettings();
  const { evidence: view, thumbnail } = settings.view;
  const [columns, setColumns] = useState(() => chosenColumns(localStorage.getItem(COLUMNS_KEY)));
  const marking = markingStore(slug)();
  const rows = useEvidenceRows(slug, list, place.focus);
  // The rows are what is looked at: the counts beside them are asked for once those are there.
  const { facets, error: facetsError } = useFacets(slug, filter, rows.total !== null);
  const rem = useRem();
  const { ref: frame, width, height } = useElementSize();
  const scroller = useRef<HTMLDivElement>(null);
  const revealed = useRef(0);
  const search = useRef<HTMLInputElement>(null);
  const [, go] = useLocation();

  // Room for the scroll bar and the padding at both sides of the grid.
  const metrics = useMemo(() => listMetrics(view, Math.max(0, width - 26), thumbnail, rem), [view, width, thumbnail, rem]);
  const folded = groupByFolder ? marking.folded : NOT_GROUPED;
  const layout = useMemo(() => layOut(rows.total ?? 0, metrics.columns, groupByFolder ? (rows.groups ?? []) : null, folded), [rows.total, rows.groups, metrics.columns, groupByFolder, folded]);
  const triage = useTriage(slug, list);
  const focused = rows.itemAt(place.focus);

  const open = useCallback((index: number) => {
    const item = rows.itemAt(index);
    if (item === undefined) return;
    setPlace({ focus: index, focusId: item.id });
    go(toReview(slug, item.id));
  }, [rows, setPlace, go, slug]);

  const keys = useListKeys({ slug, list, layout, rows, place, setPlace, pageLines: Math.max(1, Math.floor((height - metrics.titles) / metrics.line) - 1), triage, open });
  useReturn(slug, query, keys.reveal);
  useFollowFocus(rows, place, setPlace, scroller, keys.reveal);

  // Another list starts at its top.
  const shownList = useRef(list);
  useLayoutEffect(() => {
    if (shownList.current === list) return;
    shownList.current = list;
    scrollTops.delete(slug);
    scroller.current?.scrollTo({ top: 0 });
  }, [list, slug]);

  const setView = useCallback((next: 'grid' | 'table') => change({ view: { evidence: next, thumbnail } }), [change, thumbnail]);
  const setThumbnail = useCallback((size: number) => change({ view: { evidence: view, thumbnail: Math.min(320, Math.max(64, size)) } }), [change, view]);
  const changeColumns = useCallback((next: readonly Column[]) => {
    localStorage.setItem(COLUMNS_KEY, columnsText(next));
    setColumns(next);
  }, []);
  const keepScroll = useCallback((scrollTop: number) => {
    scrollTops.set(slug, scrollTop);
  }, [slug]);
  const fold = useCallback((folder: string) => toggleFolder(slug, folder), [slug]);
  const { reveal } = keys;
  const leaveSearch = useCallback(() => reveal(true), [reveal]);
  const focusSearch = (): void => {
    search.current?.focus();
    search.current?.select();
  };

  useActions('evidence', {
    ...keys.actions,
    'evidence.search': focusSearch,
    'evidence.searchSlash': focusSearch,
    'evidence.clearFilters': () => setFilter({}),
    'evidence.grid': () => setView('grid'),
    'evidence.table': () => setView('table'),
    'evidence.group': () => setGroupByFolder(!groupByFolder),
    'evidence.fold': groupByFolder && focused !== undefined ? () => fold(focused.folder) : undefined,
    'evidence.foldAll': groupByFolder ? () => foldAll(slug, marking.folded.size > 0 ? [] : (rows.groups ?? []).map(({ folder }) => folder)) : undefined,
    'evidence.larger': view === 'grid' ? () => setThumbnail(thumbnail + 16) : undefined,
    'evidence.smaller': view === 'grid' ? () => setThumbnail(thumbnail - 16) : undefined,
  });
  useStatusLine(useMemo(() => <StatusHints />, []));

  const selected = selectedCount(marking.selection, rows.total ?? 0);
  const waiting = rows.total === null || (groupByFolder && rows.groups === null) || width === 0;
  return (
    <div className={classes.screen}>
      <FilterPanel slug={slug} list={list} facets={facets} error={facetsError} field={search} onFilter={setFilter} onApply={apply} onLeave={leaveSearch} />
      <div className={classes.main}>
        <h1 className={classes.title}>Evidence</h1>
        <Toolbar total={rows.total} needReview={facets?.needReview ?? null} sort={sort} groupByFolder={groupByFolder} view={view} thumbnail={thumbnail} columns={columns} onSort={setSort} onGroup={setGroupByFolder} onView={setView} onThumbnail={setThumbnail} onColumns={changeColumns} />
        <FilterChips filter={filter} onChange={setFilter} />
        <div ref={frame} className={classes.list}>
          {rows.error !== null && rows.total === null ? (
            <ErrorState error={rows.error} retry={rows.retry} />
          ) : waiting ? (
            <Waiting />
          ) : rows.total === 0 ? (
            <Nothing filtered={isRestricted(filter)} onClear={() => setFilter({})} />
          ) : (
            <EvidenceList
              key={`${view} ${groupByFolder}`}
              slug={slug}
              layout={layout}
              metrics={metrics}
              columns={columns}
              sort={sort}
              itemAt={rows.itemAt}
              focus={place.focus}
              selection={marking.selection}
              folded={folded}
              threshold={settings.threshold}
              scroller={scroller}
              initialScroll={scrollTops.get(slug) ?? 0}
              reveal={keys.revealed}
              revealed={revealed}
              onShow={rows.show}
              onScroll={keepScroll}
              onPick={keys.pick}
              onOpen={open}
              onSort={setSort}
              onFold={fold}
              onSelectFolder={triage.selectFolder}
            />
          )}
        </div>
        <SelectionBar
          slug={slug}
          selected={selected}
          total={rows.total ?? 0}
          focused={focused}
          focus={place.focus}
          problems={facets?.problems ?? 0}
          onStatus={keys.setStatus}
          onDomain={(domain) => triage.domain(domain, focused)}
          onScan={() => triage.scan(focused)}
          onRetry={() => triage.retry(focused)}
          onRetryAll={triage.retryAll}
          onOpen={() => open(place.focus)}
          onClear={keys.clear}
        />
      </div>
    </div>
  );
}

/** How far each case's list was scrolled; not in the store, since nothing is drawn from it. */
const scrollTops = new Map<string, number>();

/** Coming back from a review, the item looked at last has the focus, also where previous and next were used there. */
function useReturn(slug: string, query: ReturnType<typeof useEvidenceQuery>, reveal: (grab: boolean) => void): void {
  const { filter, sort, groupByFolder, place, setPlace } = query;
  useEffect(() => {
    const reviewed = frameState.getState().reviewed[slug];
    if (reviewed === undefined || reviewed === place.reviewed || reviewed === place.focusId) return reveal(true);
    const stop = new AbortController();
    api.evidence.position({ case: slug, filter, sort, groupByFolder, evidenceId: reviewed }, { signal: stop.signal }).then(
      ({ index }) => {
        setPlace({ reviewed, ...(index === null ? {} : { focus: index, focusId: reviewed }) });
        reveal(true);
      },
      // Without an answer the list stays where it was; the list itself tells of a broken line.
      () => undefined,
    );
    return () => stop.abort();
    // Once, on coming here.
  }, [slug]);
}

function Waiting(): ReactNode {
  return (
    <div className={classes.waiting} aria-busy="true" aria-label="Loading evidence">
      {Array.from({ length: 40 }, (_, index) => (
        <Skeleton key={index} height={124} animate={false} />
      ))}
    </div>
  );
}

function Nothing({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }): ReactNode {
  if (filtered) {
    return (
      <div className={classes.state}>
        <EmptyState title="Nothing matches these filters" text="No item of this case fulfils all of them together." picture={<IconFilterOff size={40} stroke={1.2} />} action={<Button onClick={onClear}>Remove all filters</Button>} />
      </div>
    );
  }
  return (
    <div className={classes.state}>
      <EmptyState title="No evidence yet" text="Add files or folders: they are listed and hashed where they lie, and never written to. Their pictures will be here." picture={<IconPhotoPlus size={40} stroke={1.2} />} action={<Button onClick={() => runAction('case.add')}>Add evidence</Button>} />
    </div>
  );
}
