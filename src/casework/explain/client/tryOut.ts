import type { Asker } from './asker.ts';
import { type Wanted, type Written, writeBody } from './body.ts';
import { type Received, sendChat } from './chat.ts';
import { cancelled, isPassing, timedOut, unreachable } from './failure.ts';
import { pause } from './limits.ts';
import { type Lesson, learn, type Quirks } from './quirks.ts';

const TEACHING = [200, 400, 415, 422, 500, 501];
const RETRIES = 2;

/** What a reply teaches about the server, where it is a complaint. */
export function learnFrom(quirks: Quirks, received: Received, written: Written): Lesson | null {
  if (received.complaint === null || received.stopped !== null || !TEACHING.includes(received.status)) return null;
  return learn(quirks, received.complaint, { pictures: written.pictureSha256s.length > 0, schema: written.schemaSent });
}

/** Makes a request in the forms the server may take until one is answered or nothing is left to try; passing faults are tried again. The last complaint comes back in the result. Throws SERVER_UNREACHABLE, SERVER_TIMEOUT, CANCELLED. */
export async function tryOut(asker: Asker, wanted: Omit<Wanted, 'quirks'>, signal: AbortSignal | undefined): Promise<Received> {
  let { quirks } = asker;
  for (let retries = 0; ; ) {
    if (signal?.aborted === true) throw cancelled();
    const written = writeBody({ ...wanted, quirks });
    const received = await sendChat(asker.reach, written.sent, { timeoutMilliseconds: asker.timeoutMilliseconds, signal }, () => undefined);
    if (received.stopped === 'cancelled') throw cancelled();
    if (received.stopped === 'idle' || received.stopped === 'total') throw timedOut(asker.timeoutMilliseconds);
    const lesson = learnFrom(quirks, received, written);
    const lost = received.broken !== null || received.status === 429 || received.status === 503;
    if (lesson !== null) ({ quirks } = lesson);
    else if (lost && retries < RETRIES && isPassing(received)) {
      await pause(received.retryAfterMilliseconds ?? asker.backoffMilliseconds * 2 ** retries, signal);
      retries += 1;
    } else if (received.broken !== null) throw unreachable(received.broken);
    else {
      if (received.complaint === null) asker.quirks = quirks;
      return received;
    }
  }
}
