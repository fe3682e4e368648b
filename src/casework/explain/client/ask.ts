import { AppError } from '../../../contract/index.ts';
import type { Asker } from './asker.ts';
import { type Written, writeBody } from './body.ts';
import { type Received, sendChat } from './chat.ts';
import { cancelled, isPassing, statusError, timedOut, unreachable } from './failure.ts';
import { type Judged, judge } from './judge.ts';
import { pause } from './limits.ts';
import type { Lesson } from './quirks.ts';
import { toExchange } from './record.ts';
import { learnFrom } from './tryOut.ts';
import type { Answer, Call, Question, QuestionTurn } from './types.ts';

/** More tokens than this are never asked for. */
const MOST_TOKENS = 8000;
const RETRIES = 2;
/** Far above what learning, retries, repair and a longer reply can need together. */
const MOST_REQUESTS = 16;

/** Where a question stands between two requests. */
interface Progress {
  readonly turns: readonly QuestionTurn[];
  readonly maximumTokens: number;
  readonly plainText: boolean;
  readonly repair: boolean;
  readonly longer: boolean;
  readonly retries: number;
}

function repairTurns(question: Question<unknown>, judged: Judged<unknown>): QuestionTurn[] {
  return [
    ...question.messages,
    { role: 'assistant', text: judged.said.slice(0, 4000) || '(nothing)', pictures: [] },
    { role: 'user', text: `This answer cannot be used: ${judged.problem.slice(0, 1000)}. Answer the question again, briefly, with one JSON object only that fits the schema.`, pictures: [] },
  ];
}

/** What follows a request that failed. */
function afterFailure(asker: Asker, progress: Progress, received: Received, lesson: Lesson | null): Progress {
  if (lesson !== null) return progress;
  if (received.stopped === 'size') throw new AppError('SERVER_ANSWER_INVALID', 'The answer of the language model server was larger than 8 MiB and was not read to its end.');
  if (received.stopped !== null) throw timedOut(asker.timeoutMilliseconds);
  if (progress.retries < RETRIES && isPassing(received)) return { ...progress, retries: progress.retries + 1 };
  if (received.broken !== null) throw unreachable(received.broken);
  if (received.complaint !== null) throw statusError(received.status, asker.reach.scrub(received.complaint));
  throw new AppError('SERVER_UNREACHABLE', 'The language model server closed the connection in the middle of its answer, several times. Look at its own messages; it may have run out of memory.');
}

/** What follows an answer that cannot be used. Throws when nothing more is tried. */
function afterAnswer(progress: Progress, question: Question<unknown>, written: Written, received: Received, judged: Judged<unknown>): Progress {
  if (judged.outcome === 'refused') throw new AppError('SERVER_REFUSED', 'The language model declined to answer. The measured explanation stands by itself; another model may answer.', { text: judged.problem.slice(0, 500) });
  if (received.chunks === 0) throw new AppError('SERVER_ANSWER_INVALID', 'What answered is no OpenAI-compatible server. Check the address in the settings; it mostly ends in /v1.', { text: received.raw.slice(0, 200) });
  if (judged.outcome === 'truncated' && !progress.longer && progress.maximumTokens < MOST_TOKENS) {
    return { ...progress, maximumTokens: Math.min(progress.maximumTokens * 2, MOST_TOKENS), longer: true, retries: 0 };
  }
  if (judged.outcome !== 'truncated' && !progress.repair) {
    // An empty answer under a schema is a known fault of servers: the second turn asks in words alone.
    return { ...progress, turns: repairTurns(question, judged), repair: true, plainText: written.schemaSent && judged.said === '', retries: 0 };
  }
  const why = judged.outcome === 'truncated' ? 'was cut off even at the greater length' : judged.outcome === 'repeating' ? 'repeated itself' : 'did not fit what was asked, twice';
  throw new AppError('SERVER_ANSWER_INVALID', `The answer of the language model ${why}. Try again, or choose another model.`, { problem: judged.problem.slice(0, 500), outcome: judged.outcome });
}

/** One question until it has an answer that fits its schema: learning what the server takes, two retries of passing faults, one repair turn, one longer reply. */
export async function ask<T>(asker: Asker, question: Question<T>, call: Call): Promise<Answer<T>> {
  if (question.capabilities?.pictures === false && question.messages.some((turn) => turn.pictures.length > 0)) {
    throw new AppError('SERVER_UNFIT', 'The model of this server takes no pictures. Choose a vision model; llama-server needs its --mmproj file too.');
  }
  const notes = new Set<string>();
  let progress: Progress = { turns: question.messages, maximumTokens: question.maximumTokens, plainText: false, repair: false, longer: false, retries: 0 };
  let { quirks } = asker;
  for (let attempt = 1; attempt <= MOST_REQUESTS; attempt += 1) {
    if (call.signal?.aborted === true) throw cancelled();
    const written = writeBody({ question, turns: progress.turns, maximumTokens: progress.maximumTokens, plainText: progress.plainText, schemaInPrompt: true, quirks });
    const started = new Date();
    const received = await sendChat(asker.reach, written.sent, { timeoutMilliseconds: asker.timeoutMilliseconds, signal: call.signal }, (characters) => call.onReceived?.(characters));
    const judged = judge(received, question.schema, written.schemaSent);
    const lesson = learnFrom(quirks, received, written);
    call.onExchange(toExchange({ question, written, attempt, repair: progress.repair, started, received, judged, lesson: lesson?.note ?? null, seedSent: quirks.fields.includes('seed') }, (text) => asker.reach.scrub(text)));
    // Kept for other questions once it has helped: a complaint about this question alone teaches nothing about the server.
    if (judged.outcome !== 'failed') asker.quirks = quirks;
    if (lesson !== null) ({ quirks } = lesson);
    for (const note of [...judged.notes, ...(lesson === null ? [] : [lesson.note])]) notes.add(note);
    if (judged.outcome === 'cancelled') throw cancelled();
    if (judged.outcome === 'accepted' && judged.value !== null) {
      if (progress.repair) notes.add('One repair turn was needed.');
      return { value: judged.value, notes: [...notes] };
    }
    const { retries } = progress;
    progress = judged.outcome === 'failed' ? afterFailure(asker, progress, received, lesson) : afterAnswer(progress, question, written, received, judged);
    if (progress.retries > retries) {
      notes.add('The server was busy or lost the connection; the question was asked again.');
      await pause(received.retryAfterMilliseconds ?? asker.backoffMilliseconds * 2 ** retries, call.signal);
    }
  }
  throw new AppError('SERVER_ANSWER_INVALID', 'The language model server could not be brought to answer. Try another model or server.');
}
