import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { foreignCases } from './foreignCases.ts';
import { jpegCases, jpegOf } from './jpegCases.ts';
import { pictureCases } from './pictureCases.ts';
import type { FileCase, Outcome } from './types.ts';

/**
 * Makes a folder of exactly 60 malformed, mislabelled, oversized or merely awkward entries, and says what a scan must make of
 * each: a row with one of the outcomes named, never a crash. The same files every time. Needs a POSIX file system.
 *
 *     node test/malformed/makeMalformed.ts FOLDER     (writes the files, prints the manifest as JSON)
 */

export interface MalformedFile {
  /** Path below the folder as bytes, for names that are not text. */
  readonly pathBytes: Buffer;
  /** The same as text; bytes that are not UTF-8 show as U+FFFD. */
  readonly path: string;
  /** The outcomes that are right: analysed, or refused (failed or skipped) with this code. */
  readonly expected: readonly Outcome[];
  readonly extensionMismatch: boolean | null;
}

export const MALFORMED_COUNT = 60;

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function below(folder: string, path: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), Buffer.from(path)]);
}

async function write(folder: string, one: FileCase): Promise<MalformedFile> {
  const target = below(folder, one.path);
  const slash = target.lastIndexOf('/');
  await mkdir(target.subarray(0, slash), { recursive: true });
  await writeFile(target, one.content);
  return manifestEntry(one.path, one.expected, one.extensionMismatch);
}

function manifestEntry(path: string | Buffer, expected: readonly Outcome[], extensionMismatch: boolean | null): MalformedFile {
  const pathBytes = Buffer.from(path);
  return { pathBytes, path: pathBytes.toString('utf8'), expected, extensionMismatch };
}

/** Sound pictures under names and in places that trip a careless program. */
async function placeCases(): Promise<FileCase[]> {
  const sound = async (path: string | Buffer, seed: number): Promise<FileCase> => ({ path, content: await jpegOf(seed), expected: ['analysed'], extensionMismatch: false });
  // macOS keeps names as UTF-8 and refuses other bytes.
  const latin1 = process.platform === 'darwin' ? 'names/café.jpg' : Buffer.from('names/caf\xe9.jpg', 'latin1');
  return [
    await sound(latin1, 41),
    await sound(`names/${'long-'.repeat(50)}x.jpg`, 42),
    await sound('names/línea\nnueva 图像 \u{1f5bc}.jpg', 43),
    await sound('places/folder.jpg/inside.jpg', 44),
    { ...(await sound('places/locked.jpg', 45)), expected: [isRoot() ? 'analysed' : 'FILE_NO_PERMISSION'], extensionMismatch: isRoot() ? false : null },
  ];
}

/** Writes everything below `folder`, which must be empty or not exist yet; gives one entry a file. */
export async function makeMalformed(folder: string): Promise<readonly MalformedFile[]> {
  const manifest: MalformedFile[] = [];
  for (const one of [...(await jpegCases()), ...(await pictureCases()), ...foreignCases(), ...(await placeCases())]) manifest.push(await write(folder, one));
  await chmod(join(folder, 'places/locked.jpg'), 0);

  await mkdir(dirname(join(folder, 'places/pipe.jpg')), { recursive: true });
  execFileSync('mkfifo', [join(folder, 'places/pipe.jpg')]);
  await symlink('ring.jpg', join(folder, 'places/ring.jpg'));
  await symlink('gone.jpg', join(folder, 'places/dangling.jpg'));
  for (const [path, expected] of [
    ['places/pipe.jpg', ['FILE_NOT_REGULAR']],
    ['places/ring.jpg', ['FILE_NOT_REGULAR', 'FILE_NOT_FOUND']],
    ['places/dangling.jpg', ['FILE_NOT_REGULAR', 'FILE_NOT_FOUND']],
  ] as const) {
    manifest.push(manifestEntry(path, expected, null));
  }
  return manifest;
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (folder === undefined) throw new Error('Name a folder to write to: node test/malformed/makeMalformed.ts FOLDER');
  await mkdir(folder, { recursive: true });
  const manifest = await makeMalformed(folder);
  console.log(JSON.stringify(manifest.map(({ path, expected, extensionMismatch }) => ({ path, expected, extensionMismatch })), null, 2));
}
