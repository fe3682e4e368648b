import { ActionIcon, Button, Skeleton, Textarea, UnstyledButton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconArrowUp, IconCheck, IconFile, IconFolder, IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { api } from '../api/client.ts';
import { toRecord } from '../api/errors.ts';
import { formatBytes, formatCount } from '../ui/words.ts';
import classes from './addEvidence.module.css';
import { pathsFromText } from './paths.ts';

/** Paths by typing or pasting, one a line, and by walking through the folders of the machine that Palimpsest runs on. */
export function PathEntry({ onAdd, chosen }: { readonly onAdd: (paths: readonly string[]) => void; readonly chosen: readonly string[] }): ReactNode {
  const [text, setText] = useState('');
  const typed = pathsFromText(text);
  function add(): void {
    if (typed.length === 0) return;
    onAdd(typed);
    setText('');
  }
  return (
    <div className={classes.entry}>
      <div className={classes.typed}>
        <Textarea
          label="Paths"
          description="One a line; paste or drop as many as you like. Ctrl+Enter chooses them."
          placeholder="/media/drive/pictures"
          autosize
          minRows={1}
          maxRows={6}
          value={text}
          data-autofocus
          spellCheck={false}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              add();
            }
          }}
        />
        <Button variant="default" disabled={typed.length === 0} onClick={add}>
          Choose
        </Button>
      </div>
      <FolderBrowser onAdd={onAdd} chosen={chosen} />
    </div>
  );
}

function FolderBrowser({ onAdd, chosen }: { readonly onAdd: (paths: readonly string[]) => void; readonly chosen: readonly string[] }): ReactNode {
  const [path, setPath] = useState<string | null>(null);
  const { data, error, isPending } = useQuery({ queryKey: ['folder', path], queryFn: ({ signal }) => api.host.listFolder({ path }, { signal }), placeholderData: keepPreviousData, staleTime: 2000 });
  const taken = new Set(chosen);
  return (
    <section className={classes.browser} aria-label="Folders of this machine">
      <header className={classes.browserHead}>
        <ActionIcon aria-label="Go to the folder above" disabled={data === undefined || data.parent === null} onClick={() => setPath(data?.parent ?? null)}>
          <IconArrowUp size={16} aria-hidden="true" />
        </ActionIcon>
        <span className={classes.path}>{data?.path ?? path ?? ''}</span>
        {data !== undefined && (
          <Button variant="default" leftSection={<IconPlus size={14} aria-hidden="true" />} disabled={taken.has(data.path)} onClick={() => onAdd([data.path])}>
            Choose this folder
          </Button>
        )}
      </header>
      {error !== null && (
        <p role="alert" className={classes.refused}>
          {toRecord(error).message}
        </p>
      )}
      <ul className={classes.entries} tabIndex={-1}>
        {isPending && Array.from({ length: 5 }, (_, row) => <Skeleton key={row} height={20} my={4} />)}
        {data?.entries.map((entry) => (
          <li key={entry.path}>
            {entry.kind === 'folder' ? (
              <UnstyledButton className={classes.entryName} onClick={() => setPath(entry.path)}>
                <IconFolder size={15} stroke={1.6} aria-hidden="true" />
                {entry.name}
              </UnstyledButton>
            ) : (
              <span className={classes.entryName}>
                <IconFile size={15} stroke={1.6} aria-hidden="true" />
                {entry.name}
              </span>
            )}
            <span className={classes.entrySize}>{entry.bytes === null ? '' : formatBytes(entry.bytes)}</span>
            <ActionIcon size="sm" aria-label={taken.has(entry.path) ? `${entry.name} is chosen` : `Choose ${entry.name}`} disabled={taken.has(entry.path)} onClick={() => onAdd([entry.path])}>
              {taken.has(entry.path) ? <IconCheck size={14} aria-hidden="true" /> : <IconPlus size={14} aria-hidden="true" />}
            </ActionIcon>
          </li>
        ))}
        {data?.entries.length === 0 && <li className={classes.nothing}>This folder holds nothing that can be shown.</li>}
        {data?.truncated === true && <li className={classes.nothing}>Only the first {formatCount(data.entries.length)} entries are shown. Choose the folder, or type the path.</li>}
      </ul>
    </section>
  );
}
