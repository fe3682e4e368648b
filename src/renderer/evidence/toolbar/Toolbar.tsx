import { ActionIcon, Button, SegmentedControl, Select, Slider, Switch } from '@mantine/core';
import { IconLayoutGrid, IconPlus, IconRadar2, IconSortAscending, IconSortDescending, IconTable } from '@tabler/icons-react';
import { memo, useEffect, useState, type ReactNode } from 'react';
import type { EvidenceSort } from '../../../contract/evidence.ts';
import { runAction } from '../../shortcuts/registry.ts';
import { ActionTooltip } from '../../ui/ActionTooltip.tsx';
import { countOf, formatCount } from '../../ui/words.ts';
import { SORTS, type Column } from '../model/columns.ts';
import { ColumnsMenu } from './ColumnsMenu.tsx';
import classes from './toolbar.module.css';

export interface ToolbarProps {
  readonly total: number | null;
  readonly needReview: number | null;
  readonly sort: EvidenceSort;
  readonly groupByFolder: boolean;
  readonly view: 'grid' | 'table';
  readonly thumbnail: number;
  readonly columns: readonly Column[];
  readonly onSort: (sort: EvidenceSort) => void;
  readonly onGroup: (groupByFolder: boolean) => void;
  readonly onView: (view: 'grid' | 'table') => void;
  readonly onThumbnail: (size: number) => void;
  readonly onColumns: (columns: readonly Column[]) => void;
}

/** How the list is shown, how much is in it, and what adds to it. */
export const Toolbar = memo(function Toolbar(props: ToolbarProps): ReactNode {
  const { total, needReview, sort, groupByFolder, view, columns, onSort, onGroup, onView, onColumns } = props;
  return (
    <div className={classes.bar} role="toolbar" aria-label="List of evidence">
      <span className={classes.counts}>
        {total !== null && <span>{countOf(total, 'item')}</span>}
        {needReview !== null && (
          <span className={classes.need} title="Unreviewed or in review, under all filters but that for the review status">
            {formatCount(needReview)} need review
          </span>
        )}
      </span>
      <span className={classes.gap} />
      <ActionTooltip action="evidence.group">
        <Switch label="By folder" checked={groupByFolder} onChange={(event) => onGroup(event.currentTarget.checked)} />
      </ActionTooltip>
      <span className={classes.pair}>
        <Select aria-label="Sort by" data={SORTS} value={sort.by} w={148} maxDropdownHeight={420} onChange={(by) => by !== null && onSort({ by, descending: sort.descending })} />
        <ActionIcon variant="default" size={30} aria-label={sort.descending ? 'Descending, sort ascending instead' : 'Ascending, sort descending instead'} title={sort.descending ? 'Highest first' : 'Lowest first'} onClick={() => onSort({ by: sort.by, descending: !sort.descending })}>
          {sort.descending ? <IconSortDescending size={16} aria-hidden="true" /> : <IconSortAscending size={16} aria-hidden="true" />}
        </ActionIcon>
      </span>
      {view === 'grid' ? <ThumbnailSize size={props.thumbnail} onChange={props.onThumbnail} /> : <ColumnsMenu columns={columns} onChange={onColumns} />}
      <SegmentedControl
        aria-label="View"
        value={view}
        onChange={(value) => onView(value === 'table' ? 'table' : 'grid')}
        data={[
          { value: 'grid', label: <ViewWord icon={<IconLayoutGrid size={15} aria-hidden="true" />} word="Grid" /> },
          { value: 'table', label: <ViewWord icon={<IconTable size={15} aria-hidden="true" />} word="Table" /> },
        ]}
      />
      <ActionTooltip action="case.add">
        <Button variant="default" leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => runAction('case.add')}>
          Add evidence
        </Button>
      </ActionTooltip>
      <ActionTooltip action="scan.start">
        <Button leftSection={<IconRadar2 size={15} aria-hidden="true" />} onClick={() => runAction('scan.start')}>
          Scan
        </Button>
      </ActionTooltip>
    </div>
  );
});

function ViewWord({ icon, word }: { readonly icon: ReactNode; readonly word: string }): ReactNode {
  return (
    <span className={classes.viewWord}>
      {icon}
      {word}
    </span>
  );
}

/** The list follows once the slider rests, or every tile would be laid out anew at each step. */
function ThumbnailSize({ size, onChange }: { readonly size: number; readonly onChange: (size: number) => void }): ReactNode {
  const [value, setValue] = useState(size);
  useEffect(() => setValue(size), [size]);
  return <Slider className={classes.size ?? ''} size={3} thumbSize={14} label={(pixels) => `${pixels} px`} thumbLabel="Thumbnail size in pixels" min={64} max={320} step={8} value={value} onChange={setValue} onChangeEnd={onChange} />;
}
