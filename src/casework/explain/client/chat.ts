import { AppError } from '../../../contract/index.ts';
import { type Collected, createCollector } from './collector.ts';
import { createLimits, type Stop } from './limits.ts';
import { bytesOf, type Reach } from './reach.ts';

/** Bytes of one reply. */
export const LARGEST_REPLY = 8 * 1024 * 1024;
/** Characters kept of a reply that was too large. */
const KEPT_OF_TOO_LARGE = 64 * 1024;
/** A reply that keeps coming may take this many times the longest silence. */
const TOTAL_FACTOR = 4;

export interface Received extends Collected {
  /** 0: nothing came. */
  readonly status: number;
  readonly raw: string;
  readonly retryAfterMilliseconds: number | null;
  /** Why we ended it. */
  readonly stopped: Stop | null;
  /** The connection failed. */
  readonly broken: Error | null;
}

function retryAfter(headers: Headers): number | null {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 10) * 1000 : null;
}

/** Makes one chat completion request and reads what comes, whatever comes: the result tells, nothing is thrown but what the guard refuses (SERVER_REMOTE, ARGUMENT_INVALID). */
export async function sendChat(reach: Reach, body: string, timing: { readonly timeoutMilliseconds: number; readonly signal: AbortSignal | undefined }, onReceived: (characters: number) => void): Promise<Received> {
  const limits = createLimits(timing.timeoutMilliseconds, timing.timeoutMilliseconds * TOTAL_FACTOR, timing.signal);
  let status = 0;
  let raw = '';
  let retryAfterMilliseconds: number | null = null;
  let broken: Error | null = null;
  let collector = createCollector(200, onReceived);
  try {
    const response = await reach.send('POST', 'chat/completions', body, limits.signal);
    limits.beat();
    ({ status } = response);
    retryAfterMilliseconds = retryAfter(response.headers);
    collector = createCollector(status, onReceived);
    const decoder = new TextDecoder();
    let bytes = 0;
    for await (const chunk of bytesOf(response)) {
      limits.beat();
      bytes += chunk.byteLength;
      const text = decoder.decode(chunk, { stream: true });
      raw += text;
      if (bytes > LARGEST_REPLY) limits.stop('size');
      const state = limits.reason() === null ? collector.push(text) : 'more';
      if (state === 'repeating') limits.stop('repeating');
      if (state === 'done' || limits.reason() !== null) break;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (limits.reason() === null) broken = error instanceof Error ? error : new Error(String(error));
  } finally {
    limits.end();
  }
  const stopped = limits.reason();
  if (stopped !== 'size') collector.finish();
  return { ...collector.collected, status, raw: stopped === 'size' ? raw.slice(0, KEPT_OF_TOO_LARGE) : raw, retryAfterMilliseconds, stopped, broken };
}
