import { AppError } from '../../../contract/index.ts';
import type { Received } from './chat.ts';
import { saysNoPictures } from './quirks.ts';

const CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name is unknown',
  EAI_AGAIN: 'the name could not be looked up',
  ETIMEDOUT: 'it did not answer',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'there is no way to it',
};

function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? codeOf(error.cause) : '';
}

/** A connection that failed, in the words of this program. */
export function unreachable(error: Error): AppError {
  const code = codeOf(error);
  return new AppError('SERVER_UNREACHABLE', `The language model server could not be reached (${CONNECTION[code] ?? error.message}). Start it, or check its address in the settings.`, code === '' ? {} : { code }, error);
}

export function timedOut(timeoutMilliseconds: number): AppError {
  return new AppError('SERVER_TIMEOUT', 'The language model server did not answer in time. Allow it more time in the settings, or choose a smaller model.', { timeoutMilliseconds });
}

export function cancelled(): AppError {
  return new AppError('CANCELLED', 'The question to the language model was cancelled.');
}

/** Whether the same request may succeed a moment later: a busy server, or a connection lost on the way. */
export function isPassing(received: Received): boolean {
  if (received.stopped !== null) return false;
  if (received.broken !== null) return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', ''].includes(codeOf(received.broken));
  return received.status === 429 || received.status === 503 || (received.status === 200 && received.complaint === null);
}

/** An answer that is no reply of a model, as an error. `text` is what the server said, its key taken out. */
export function statusError(status: number, text: string): AppError {
  const details = { status, text: text.slice(0, 500) };
  const words = text === '' ? `status ${status}` : text.slice(0, 300);
  if (status >= 300 && status < 400) return new AppError('SERVER_REFUSED', 'The server sent the request on to another address, which is never followed. Set the address that answers itself.', details);
  if (status === 401 || status === 403) return new AppError('SERVER_REFUSED', `The server wants a valid key (${words}). Set it in the settings.`, details);
  if (status === 404) return new AppError('SERVER_REFUSED', `The server does not know this address or model (${words}). The address mostly ends in /v1.`, details);
  if (status === 429) return new AppError('SERVER_REFUSED', `The server takes no more questions at present (${words}). Try again later.`, details);
  if (status === 502 || status === 503 || status === 504) return new AppError('SERVER_UNREACHABLE', `The server is not ready (${words}). Wait until its model is loaded, then try again.`, details);
  if (saysNoPictures(text)) return new AppError('SERVER_UNFIT', `The model takes no pictures (${words}). Choose a vision model; llama-server needs its --mmproj file too.`, details);
  return new AppError('SERVER_REFUSED', `The server refused the question: ${words}`, details);
}
