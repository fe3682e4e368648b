import { open, rename, rm } from 'node:fs/promises';

/** Writes a file whole or not at all: a temporary file beside it, forced to disk, then renamed over it. Nothing is left behind by a failure. */
export async function writeDurable(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
