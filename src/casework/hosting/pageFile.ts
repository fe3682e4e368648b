import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** What a built page consists of; a file of another kind is not served. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

export interface PageFile {
  /** Absolute, with links resolved, inside the page's folder. */
  readonly path: string;
  readonly mimeType: string;
  /** Its name carries a hash of its content (the build puts such files into assets/). */
  readonly immutable: boolean;
}

/** The file of the built page that `path` (see requestPath) means; null when there is none, when it is of no known kind, or when a link leads out of `folder`. */
export async function pageFile(folder: string, path: string): Promise<PageFile | null> {
  const name = path === '' ? 'index.html' : path;
  const mimeType = MIME_TYPES[extname(name).toLowerCase()];
  if (mimeType === undefined) return null;
  const [root, file] = await Promise.all([resolved(folder), resolved(join(folder, ...name.split('/')))]);
  if (root === null || file === null || !isInside(root, file)) return null;
  return { path: file, mimeType, immutable: name.startsWith('assets/') };
}

/** True when `path` lies below `root`; both absolute with links resolved. */
export function isInside(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

export interface OpenedFile {
  readonly handle: FileHandle;
  readonly size: number;
  readonly modified: number;
}

/** Opens an ordinary file for sending; null for anything else. A link put in its place since it was resolved is not followed where the system can refuse that. */
export async function openForSending(path: string): Promise<OpenedFile | null> {
  // Without O_NONBLOCK a pipe put in its place would hold the call for ever.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)).catch(() => null);
  if (handle === null) return null;
  const facts = await handle.stat();
  if (facts.isFile()) return { handle, size: facts.size, modified: facts.mtimeMs };
  await handle.close();
  return null;
}

async function resolved(path: string): Promise<string | null> {
  return realpath(path).catch(() => null);
}
