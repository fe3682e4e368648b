import { lstat, mkdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AppError } from '../../contract/index.ts';

/**
 * The real path of a regular file at `relative` (forward slashes) below `root`, or null where there is none. A link anywhere on the way below the root is
 * refused, wherever it leads: casework makes none, so one was put there by somebody else.
 */
export async function realFileBelow(root: string, relative: string): Promise<string | null> {
  try {
    const base = await realpath(root);
    const wanted = join(base, ...relative.split('/'));
    const found = await realpath(wanted);
    if (found !== wanted || !found.startsWith(base + sep)) return null;
    return (await lstat(found)).isFile() ? found : null;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return null;
    throw error;
  }
}

/** Makes the folders of a file to be written below `root`, one by one, so that none is made through a link. Returns the file's path. Error: ARTIFACT_WRITE_FAILED. */
export async function writablePathBelow(root: string, relative: string): Promise<string> {
  const parts = relative.split('/');
  const name = parts.pop() ?? '';
  let folder = await realpath(root);
  for (const part of parts) {
    folder = join(folder, part);
    await mkdir(folder).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(folder, error);
    });
    if (!(await lstat(folder)).isDirectory()) throw cannotWrite(folder, undefined);
  }
  return join(folder, name);
}

function cannotWrite(folder: string, cause: unknown): AppError {
  return new AppError('ARTIFACT_WRITE_FAILED', `${folder} cannot be used as a folder for views of the evidence. Remove what lies there; the case's "cache" folder may be deleted at any time.`, { folder }, cause);
}
