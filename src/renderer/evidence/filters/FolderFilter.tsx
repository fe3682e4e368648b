import { useId, type ReactNode } from 'react';
import { formatCount } from '../../ui/words.ts';
import { commonFolder, nameBelow } from '../model/folders.ts';
import { Count } from './Count.tsx';
import classes from './filters.module.css';

/** Folders shown before the list says that there are more. */
const MOST = 400;

/** The folders of the case; one can be chosen. */
export function FolderFilter({ folders, chosen, onChoose }: { readonly folders: readonly { readonly value: string; readonly items: number }[]; readonly chosen: string | undefined; readonly onChoose: (folder: string | undefined) => void }): ReactNode {
  const id = useId();
  const prefix = commonFolder(folders.map(({ value }) => value));
  return (
    <div role="group" aria-labelledby={id} className={classes.facet}>
      <h3 id={id} className={classes.facetTitle}>
        Folder
        {prefix !== '' && (
          <span className={classes.prefix} title={prefix}>
            <bdi>{prefix}</bdi>
          </span>
        )}
      </h3>
      {folders.length === 0 && <p className={classes.none}>No folders</p>}
      <div className={classes.folders}>
        {folders.slice(0, MOST).map(({ value, items }) => (
          <button key={value} type="button" className={classes.folder} aria-pressed={value === chosen} title={value} onClick={() => onChoose(value === chosen ? undefined : value)}>
            <span className={classes.word}>{nameBelow(value, prefix)}</span>
            <Count items={items} />
          </button>
        ))}
        {folders.length > MOST && <p className={classes.none}>{formatCount(folders.length - MOST)} more: narrow by text</p>}
      </div>
    </div>
  );
}
