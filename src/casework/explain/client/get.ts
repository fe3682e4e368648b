import { AppError } from '../../../contract/index.ts';
import { complaintOf } from './chunks.ts';
import { cancelled, statusError, timedOut, unreachable } from './failure.ts';
import { createLimits } from './limits.ts';
import { bytesOf, type Reach } from './reach.ts';

const LARGEST = 1024 * 1024;
const LONGEST_MILLISECONDS = 10_000;

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Makes one small GET request. Throws SERVER_UNREACHABLE, SERVER_TIMEOUT, SERVER_REMOTE, CANCELLED; a status is not an error here. */
export async function get(reach: Reach, path: string, timeoutMilliseconds: number, signal: AbortSignal | undefined): Promise<Got> {
  const longest = Math.min(timeoutMilliseconds, LONGEST_MILLISECONDS);
  const limits = createLimits(longest, longest, signal);
  try {
    const response = await reach.send('GET', path, null, limits.signal);
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of bytesOf(response)) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > LARGEST) limits.stop('size');
      if (limits.reason() !== null) break;
    }
    if (limits.reason() === null) return { status: response.status, headers: response.headers, text };
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (limits.reason() === null) throw unreachable(error instanceof Error ? error : new Error(String(error)));
  } finally {
    limits.end();
  }
  if (limits.reason() === 'cancelled') throw cancelled();
  if (limits.reason() === 'size') throw new AppError('SERVER_UNFIT', 'What answered is no OpenAI-compatible server: its answer is far too large. Check the address in the settings.');
  throw timedOut(longest);
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Throws what a status other than 200 means. */
export function expectSuccess(got: Got, scrub: (text: string) => string): void {
  if (got.status !== 200) throw statusError(got.status, scrub(complaintOf(jsonOf(got.text))));
}
