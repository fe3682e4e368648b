import { createHash } from 'node:crypto';
import type { Written } from './body.ts';
import type { Received } from './chat.ts';
import type { Judged } from './judge.ts';
import type { Question, RawExchange } from './types.ts';

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export interface Turn {
  readonly question: Question<unknown>;
  readonly written: Written;
  readonly attempt: number;
  readonly repair: boolean;
  readonly started: Date;
  readonly received: Received;
  readonly judged: Judged<unknown>;
  /** What was learnt from it. */
  readonly lesson: string | null;
  readonly seedSent: boolean;
}

/** What is kept of one request: everything but picture bytes, headers and key. */
export function toExchange(turn: Turn, scrub: (text: string) => string): RawExchange {
  const { received, judged, written } = turn;
  const request = scrub(written.recorded);
  const reply = scrub(received.raw);
  const notes = [...judged.notes, ...(turn.lesson === null ? [] : [turn.lesson])];
  if (received.stopped === 'size') notes.push('The reply was larger than 8 MiB; only its beginning is kept.');
  if (judged.outcome === 'failed') notes.push(received.status === 0 || received.status === 200 ? scrub(judged.problem).slice(0, 300) : `Status ${received.status}: ${scrub(judged.problem).slice(0, 300)}`);
  return {
    attempt: turn.attempt,
    request,
    requestSha256: sha256(request),
    pictureSha256s: written.pictureSha256s,
    model: turn.question.model,
    seed: turn.seedSent ? turn.question.seed : null,
    reply,
    replySha256: sha256(reply),
    outcome: judged.outcome,
    notes,
    startedAt: turn.started.toISOString(),
    milliseconds: Date.now() - turn.started.getTime(),
    repair: turn.repair,
  };
}
