import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { contentSecurityPolicy, FILE_POLICY, openForSending, pageFile, requestPath, SECURITY_HEADERS, type Workbench, withNonce } from '../casework/index.ts';
import { APP_ORIGIN, AppError, type ErrorCode, toErrorRecord } from '../contract/index.ts';

export interface PageConfig {
  /** The built page, with index.html. */
  readonly rendererFolder: string;
  readonly file: Workbench['file'];
  /** Told of what nobody expected. */
  readonly onProblem: (error: unknown) => void;
}

export type PageRequest = Pick<Request, 'url' | 'method' | 'signal'>;

const FILES_ROOT = 'files/';
const A_YEAR = 31_536_000;
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = { ITEM_NOT_FOUND: 404, CASE_NOT_FOUND: 404, FILE_NOT_FOUND: 404, ARGUMENT_INVALID: 400, CASE_INVALID_NAME: 400, FILE_NO_PERMISSION: 403, CASE_NOT_OPEN: 409, CASE_IN_USE: 409, FILE_CHANGED: 409, CANCELLED: 499 };
/** Any other expected failure: this picture cannot be shown. */
const UNSHOWABLE = 422;

/**
 * Answers everything under `app://palimpsest/`: the built page, and below `files/` what the workbench has. It is the only thing the window can load.
 * Never rejects.
 */
export function pageAnswers(config: PageConfig): (request: PageRequest) => Promise<Response> {
  return async (request) => {
    try {
      return await answer(config, request);
    } catch (error) {
      if (error instanceof AppError) return plain(STATUS[error.code] ?? UNSHOWABLE, JSON.stringify(toErrorRecord(error)), 'application/json; charset=utf-8');
      if (request.signal.aborted) return plain(499, 'Given up.');
      config.onProblem(error);
      const record = { code: 'INTERNAL', message: 'Palimpsest could not make this file; its log says why. Reload the page to try again.' };
      return plain(500, JSON.stringify(record), 'application/json; charset=utf-8');
    }
  };
}

async function answer({ rendererFolder, file }: PageConfig, { url, method, signal }: PageRequest): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'Pages and files can only be read.');
  // The text of the address and not a parsed form of it: what has to be repaired first is refused.
  if (!url.startsWith(`${APP_ORIGIN}/`)) return plain(404, 'There is nothing under this address.');
  const path = requestPath(url.slice(APP_ORIGIN.length));
  if (path === null) return plain(400, 'This is not an address of Palimpsest.');
  const isRead = method === 'GET';
  if (path.startsWith(FILES_ROOT)) {
    const served = await file(path.slice(FILES_ROOT.length), signal);
    return (await sent(served.path, served.mimeType, served.immutable, served.policy ?? FILE_POLICY, isRead)) ?? plain(404, 'This file is no longer in the case folder.');
  }
  const page = await pageFile(rendererFolder, path);
  if (page === null) return plain(404, 'There is nothing under this address.');
  const nonce = randomBytes(18).toString('base64url');
  // Scripts carry the policy too: it is theirs when they run as workers.
  const policy = contentSecurityPolicy({ nonce });
  if (!page.mimeType.startsWith('text/html')) return (await sent(page.path, page.mimeType, page.immutable, policy, isRead)) ?? plain(404, 'There is nothing under this address.');
  const html = withNonce(await readFile(page.path, 'utf8'), nonce);
  return new Response(isRead ? html : null, { status: 200, headers: headers(page.mimeType, 'no-store', policy) });
}

/** An ordinary file as a stream; null when there is none under this path. */
async function sent(path: string, mimeType: string, immutable: boolean, policy: string, isRead: boolean): Promise<Response | null> {
  const opened = await openForSending(path);
  if (opened === null) return null;
  const { handle, size } = opened;
  const head = { ...headers(mimeType, immutable ? `private, max-age=${A_YEAR}, immutable` : 'private, no-cache', policy), 'Content-Length': String(size) };
  if (isRead && size > 0) {
    // `end` is inclusive: a file that grows meanwhile sends no more than was promised. The stream closes the handle.
    const stream = handle.createReadStream({ start: 0, end: size - 1 });
    return new Response(Readable.toWeb(stream), { status: 200, headers: head });
  }
  await handle.close();
  return new Response(null, { status: 200, headers: head });
}

function plain(status: number, text: string, mimeType = 'text/plain; charset=utf-8'): Response {
  return new Response(text, { status, headers: headers(mimeType, 'no-store', FILE_POLICY) });
}

function headers(mimeType: string, caching: string, policy: string): Record<string, string> {
  return { ...SECURITY_HEADERS, 'Content-Security-Policy': policy, 'Content-Type': mimeType, 'Cache-Control': caching };
}
