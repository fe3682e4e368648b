import { Button, CloseButton, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconFile, IconFolder } from '@tabler/icons-react';
import { useState, type DragEvent, type ReactNode } from 'react';
import { api } from '../api/client.ts';
import { notifyDone, notifyError, toRecord } from '../api/errors.ts';
import { withJob } from '../api/events.ts';
import { keys, queryClient } from '../api/queries.ts';
import { frameState } from '../app/frameState.ts';
import { countOf } from '../ui/words.ts';
import type { Job } from '../../contract/index.ts';
import classes from './addEvidence.module.css';
import { readDrop, type Drop } from './drop.ts';
import { isAbsolutePath, withPaths } from './paths.ts';
import { PathEntry } from './PathEntry.tsx';

const NOTHING: Drop = { paths: [], refused: null };

/** Choosing what to add: native dialogs in the desktop application, paths and a folder browser in a browser, dropping in both. */
export function AddEvidence(): ReactNode {
  const slug = frameState((state) => state.addingTo);
  return (
    <Modal opened={slug !== null} onClose={close} title="Add evidence" size="min(760px, 94vw)">
      {slug !== null && <AddForm slug={slug} />}
    </Modal>
  );
}

function close(): void {
  frameState.setState({ addingTo: null, dropped: null });
}

function AddForm({ slug }: { readonly slug: string }): ReactNode {
  const [{ paths: first, refused: firstRefused }] = useState(() => frameState.getState().dropped ?? NOTHING);
  const [paths, setPaths] = useState<readonly string[]>(first);
  const [refused, setRefused] = useState<string | null>(firstRefused);
  const [over, setOver] = useState(false);
  const bridge = globalThis.window.palimpsest;
  const add = useMutation({
    mutationFn: () => api.jobs.add({ case: slug, paths: [...paths] }),
    onSuccess: (job) => {
      queryClient.setQueryData<Job[]>(keys.jobs(slug), (jobs) => withJob(jobs, job));
      notifyDone('Listing and hashing has begun. Its progress is at the top.');
      close();
    },
  });
  function take(more: readonly string[]): void {
    const usable = more.filter(isAbsolutePath);
    setRefused(usable.length === more.length ? null : 'Paths must be complete, from the root of the drive on.');
    setPaths((now) => withPaths(now, usable));
  }
  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const { paths: found, refused: why } = readDrop(event.dataTransfer, bridge);
    setPaths((now) => withPaths(now, found));
    setRefused(why);
  }
  function choose(kind: 'files' | 'folders'): void {
    bridge?.choosePaths(kind).then(take, (error: unknown) => notifyError(error, 'The dialog could not be opened'));
  }
  return (
    <div
      className={classes.form}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className={classes.lead}>Files, folders or whole drives. Every file is listed and hashed where it lies; nothing is copied and nothing is written beside it.</p>
      {bridge === undefined ? (
        <PathEntry onAdd={take} chosen={paths} />
      ) : (
        <div className={classes.dropZone}>
          <p>Drop files or folders here, or choose them.</p>
          <div className={classes.buttons}>
            <Button variant="default" leftSection={<IconFolder size={15} aria-hidden="true" />} onClick={() => choose('folders')}>
              Choose folders…
            </Button>
            <Button variant="default" leftSection={<IconFile size={15} aria-hidden="true" />} onClick={() => choose('files')}>
              Choose files…
            </Button>
          </div>
        </div>
      )}
      {refused !== null && (
        <p role="alert" className={classes.refused}>
          {refused}
        </p>
      )}
      <section aria-label="Chosen" className={classes.chosen}>
        <h3>Chosen</h3>
        {paths.length === 0 ? (
          <p className={classes.nothing}>Nothing yet.</p>
        ) : (
          <ul>
            {paths.map((path) => (
              <li key={path}>
                <span className={classes.path}>{path}</span>
                <CloseButton size="sm" aria-label={`Do not add ${path}`} onClick={() => setPaths((now) => now.filter((one) => one !== path))} />
              </li>
            ))}
          </ul>
        )}
      </section>
      {add.isError && (
        <p role="alert" className={classes.refused}>
          {toRecord(add.error).message}
        </p>
      )}
      <div className={classes.foot}>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button disabled={paths.length === 0} loading={add.isPending} onClick={() => add.mutate()}>
          {paths.length === 0 ? 'Add' : `Add ${countOf(paths.length, 'path')}`}
        </Button>
      </div>
    </div>
  );
}
