import { Button, Checkbox, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api } from '../api/client.ts';
import { toRecord } from '../api/errors.ts';
import { keys, queryClient } from '../api/queries.ts';
import { CopyHash } from '../ui/CopyHash.tsx';
import screen from '../ui/screen.module.css';
import { countOf, formatBytes } from '../ui/words.ts';
import classes from './dialogs.module.css';
import type { ApiSelection } from './selection.ts';
import { EXPORT_GROUPS, fileNameOf, type ExportFormat } from './words.ts';

type Exported = Awaited<ReturnType<typeof api.reports.export>>;

/** Writes the chosen items in forms that other tools read, below the case folder. */
export function ExportDialog({ slug, selection, items, opened, onClose }: { readonly slug: string; readonly selection: ApiSelection | null; readonly items: number; readonly opened: boolean; readonly onClose: () => void }): ReactNode {
  return (
    <Modal opened={opened} onClose={onClose} title={`Export ${countOf(items, 'item')}`} size="min(760px, 94vw)">
      {opened && selection !== null && <Form slug={slug} selection={selection} onClose={onClose} />}
    </Modal>
  );
}

function Form({ slug, selection, onClose }: { readonly slug: string; readonly selection: ApiSelection; readonly onClose: () => void }): ReactNode {
  const [formats, setFormats] = useState<readonly ExportFormat[]>([]);
  const run = useMutation({
    mutationFn: () => api.reports.export({ case: slug, items: selection, formats: [...formats] }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.audit(slug) }),
  });
  if (run.data !== undefined) return <Result exported={run.data} onAgain={run.reset} onClose={onClose} />;
  return (
    <div className={classes.dialog}>
      {EXPORT_GROUPS.map((group) => (
        <fieldset key={group.title} className={classes.formats} disabled={run.isPending}>
          <legend>{group.title}</legend>
          {group.formats.map(({ format, label, help }) => (
            <Checkbox key={format} label={label} description={help} checked={formats.includes(format)} onChange={(event) => setFormats(event.currentTarget.checked ? [...formats, format] : formats.filter((one) => one !== format))} />
          ))}
        </fieldset>
      ))}
      {run.isError && (
        <p role="alert" className={classes.problem}>
          {toRecord(run.error).message}
        </p>
      )}
      <div className={classes.dialogFoot}>
        <span className={classes.hint}>Every export is in the audit log with its digests.</span>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={formats.length === 0} loading={run.isPending} onClick={() => run.mutate()}>
          {formats.length === 0 ? 'Export' : `Export ${countOf(formats.length, 'format')}`}
        </Button>
      </div>
    </div>
  );
}

function Result({ exported, onAgain, onClose }: { readonly exported: Exported; readonly onAgain: () => void; readonly onClose: () => void }): ReactNode {
  const bytes = exported.files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <div className={classes.dialog}>
      <p role="status">
        {countOf(exported.files.length, 'file')}, {formatBytes(bytes)}, in <code className={classes.path}>{exported.folder}</code>
      </p>
      <div className={classes.results} tabIndex={0} role="region" aria-label="Files written">
        <table className={screen.table}>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" className={screen.number}>
                Size
              </th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {exported.files.slice(0, 500).map((file) => (
              <tr key={file.path}>
                <td title={file.path} className={classes.fileName}>
                  {fileNameOf(file.path)}
                </td>
                <td className={screen.number}>{formatBytes(file.bytes)}</td>
                <td>
                  <CopyHash name={`SHA-256 of ${fileNameOf(file.path)}`} value={file.sha256} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {exported.files.length > 500 && <p className={classes.hint}>and {countOf(exported.files.length - 500, 'more file')} in the same folder</p>}
      <div className={classes.dialogFoot}>
        <Button variant="default" onClick={onAgain}>
          Export more
        </Button>
        <Button data-autofocus onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}
