import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { openForSending } from '../casework/index.ts';
import { writeHead } from './answers.ts';

export interface SentFile {
  readonly path: string;
  readonly mimeType: string;
  readonly immutable: boolean;
  /** Content-Security-Policy of this answer; that of files which run nothing when left out. */
  readonly policy?: string;
}

const A_YEAR = 31_536_000;
/** What a type may look like in a header. */
const MIME_TYPE = /^[a-z]+\/[a-z0-9.+-]+(; charset=utf-8)?$/;

/** Sends an ordinary file as a stream; false, with nothing sent, when there is none under this path. Cut off, the connection is ended and not completed. */
export async function sendFile(request: IncomingMessage, response: ServerResponse, file: SentFile): Promise<boolean> {
  if (!MIME_TYPE.test(file.mimeType)) throw new TypeError(`"${file.mimeType}" is no type of a file.`);
  const opened = await openForSending(file.path);
  if (opened === null) return false;
  const { handle, size, modified } = opened;
  try {
    const tag = `"${size.toString(36)}-${Math.round(modified * 1000).toString(36)}"`;
    const headers = {
      ETag: tag,
      'Cache-Control': file.immutable ? `private, max-age=${A_YEAR}, immutable` : 'private, no-cache',
      ...(file.policy === undefined ? {} : { 'Content-Security-Policy': file.policy }),
    };
    if (isCurrent(request.headers['if-none-match'], tag)) {
      writeHead(response, 304, headers);
      response.end();
      return true;
    }
    writeHead(response, 200, { ...headers, 'Content-Type': file.mimeType, 'Content-Length': size });
    if (request.method === 'HEAD' || size === 0) response.end();
    // `end` is inclusive: a file that grows meanwhile sends no more than was promised.
    else await pipeline(handle.createReadStream({ start: 0, end: size - 1, autoClose: false }), response);
    return true;
  } finally {
    await handle.close();
  }
}

function isCurrent(known: string | undefined, tag: string): boolean {
  if (known === undefined) return false;
  return known.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}
