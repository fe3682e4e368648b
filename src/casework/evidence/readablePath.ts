import { mkdir, rm, symlink } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { displayPath, isTextPath } from './pathText.ts';

/**
 * Gives `work` a text path to a file whose name may not be text. Messages to the engine are text; for a name that is not UTF-8 a
 * link with a plain name is made in the case's own folder for as long as `work` runs. Nothing is made beside the evidence.
 */
export async function withReadablePath<T>(pathBytes: Buffer, id: number, scratchFolder: string, work: (path: string) => Promise<T>): Promise<T> {
  if (isTextPath(pathBytes)) return work(pathBytes.toString('utf8'));
  await mkdir(scratchFolder, { recursive: true });
  const alias = join(scratchFolder, `evidence-${id}${extname(displayPath(pathBytes)).replaceAll(/[^.A-Za-z0-9]/g, '')}`);
  await rm(alias, { force: true });
  await symlink(pathBytes, alias);
  try {
    return await work(alias);
  } finally {
    await rm(alias, { force: true });
  }
}
