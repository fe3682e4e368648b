import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { EvidenceGroup } from '../../../contract/evidence.ts';
import { ScoreBar } from '../../ui/ScoreBar.tsx';
import { countOf } from '../../ui/words.ts';
import classes from './list.module.css';

/** Header of a folder: how many items it has and the highest score among them; folds it. */
export const FolderHeader = memo(function FolderHeader({ group, folded, span, onFold, onSelect }: {
  readonly group: EvidenceGroup;
  readonly folded: boolean;
  readonly span: number;
  readonly onFold: (folder: string) => void;
  readonly onSelect: (group: EvidenceGroup) => void;
}): ReactNode {
  return (
    <div role="gridcell" aria-colindex={1} aria-colspan={span} className={classes.folder}>
      <button type="button" className={classes.folderButton} aria-expanded={!folded} onClick={() => onFold(group.folder)}>
        {folded ? <IconChevronRight size={15} aria-hidden="true" /> : <IconChevronDown size={15} aria-hidden="true" />}
        <span className={classes.folderName} title={group.folder}>
          <bdi>{group.folder === '' ? '(top folder)' : group.folder}</bdi>
        </span>
        <span className={classes.folderCount}>{countOf(group.items, 'item')}</span>
      </button>
      <span className={classes.folderScore} title="Highest score in this folder">
        <span className={classes.folderCount}>highest</span>
        <ScoreBar score={group.highestScore} />
      </span>
      <button type="button" className={classes.folderSelect} aria-label={`Select all in ${group.folder}`} onClick={() => onSelect(group)}>
        Select all
      </button>
    </div>
  );
});
