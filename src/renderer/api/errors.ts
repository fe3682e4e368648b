import { ORPCError } from '@orpc/client';
import { notifications } from '@mantine/notifications';
import { AppError, isErrorCode, toErrorRecord, type ErrorCode, type ErrorRecord } from '../../contract/index.ts';

/** Title of an error by its code, a few words without a full stop. */
const TITLES: Readonly<Record<ErrorCode, string>> = {
  FILE_NOT_FOUND: 'The file is not there',
  FILE_NO_PERMISSION: 'No permission to read the file',
  FILE_IS_DIRECTORY: 'This is a folder',
  FILE_NOT_REGULAR: 'Not an ordinary file',
  FILE_EMPTY: 'The file is empty',
  FILE_TOO_LARGE: 'The file is too large',
  FILE_READ_FAILED: 'The file could not be read',
  FILE_CHANGED: 'The file has changed since it was added',
  TYPE_UNKNOWN: 'Not a picture of a known type',
  TYPE_UNSUPPORTED: 'This type cannot be analysed',
  IMAGE_TOO_MANY_PIXELS: 'The picture has too many pixels',
  IMAGE_TOO_SMALL: 'The picture is too small',
  IMAGE_TRUNCATED: 'The picture is cut off',
  IMAGE_CORRUPT: 'The picture is damaged',
  JPEG_UNSUPPORTED: 'A rare kind of JPEG',
  ENGINE_CRASHED: 'The analysis process ended unexpectedly',
  ENGINE_TIMEOUT: 'The analysis took too long',
  ENGINE_PROTOCOL: 'The analysis process gave an unreadable answer',
  MODEL_MISSING: 'The model is not installed',
  MODEL_INVALID: 'The model cannot be used',
  PROVIDER_UNAVAILABLE: 'The processor chosen is not available',
  OUT_OF_MEMORY: 'Not enough memory',
  ARTIFACT_WRITE_FAILED: 'A result could not be written',
  CASE_NOT_FOUND: 'The case is not there',
  CASE_EXISTS: 'A case of this name exists',
  CASE_NEWER: 'Made by a newer version',
  CASE_IN_USE: 'The case is open elsewhere',
  CASE_CORRUPT: 'The case cannot be read',
  CASE_INVALID_NAME: 'This name cannot be used',
  AUDIT_BROKEN: 'The audit log does not hold together',
  CASE_NOT_OPEN: 'The case is not open',
  ITEM_NOT_FOUND: 'Not found',
  REVISION_CONFLICT: 'Changed somewhere else meanwhile',
  SERVER_OFF: 'The language model is off',
  SERVER_REMOTE: 'The case has not agreed to send pictures',
  SERVER_UNREACHABLE: 'The server does not answer',
  SERVER_REFUSED: 'The model declined',
  SERVER_UNFIT: 'The server cannot be used for this',
  SERVER_ANSWER_INVALID: 'The answer could not be read',
  SERVER_TIMEOUT: 'The server took too long',
  ARGUMENT_INVALID: 'Not accepted',
  CANCELLED: 'Cancelled',
  INTERNAL: 'Something went wrong',
};

export function errorTitle(code: ErrorCode): string {
  return TITLES[code];
}

/** What a call ends with when the line broke under it. */
export function connectionLost(cause: unknown): AppError {
  return new AppError('INTERNAL', 'The connection to Palimpsest broke before it answered. It is being opened again; then try once more.', { connectionLost: true }, cause);
}

export function isConnectionLost(error: unknown): boolean {
  return error instanceof AppError && error.details?.['connectionLost'] === true;
}

/** Any failure of a call as a record with a stable code and a message that says what to do next. */
export function toRecord(error: unknown): ErrorRecord {
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    if (isRecord(data)) return data;
    if (error.code === 'BAD_REQUEST') return { code: 'ARGUMENT_INVALID', message: 'What was entered was not accepted. Check it and try again.' };
    return { code: 'INTERNAL', message: `${error.message}. Try again; if it stays, start Palimpsest again.` };
  }
  if (error instanceof AppError) return toErrorRecord(error);
  if (isRecord(error)) return error;
  if (error instanceof Error && error.name === 'AbortError') return { code: 'CANCELLED', message: 'This was cancelled before it was done.' };
  return toErrorRecord(error);
}

function isRecord(value: unknown): value is ErrorRecord {
  return typeof value === 'object' && value !== null && 'code' in value && isErrorCode(value.code) && 'message' in value && typeof value.message === 'string';
}

/** Tells of a failed action: what failed in the title, why and what to do next below it. A cancelled one is not told. */
export function notifyError(error: unknown, whatFailed: string): void {
  const record = toRecord(error);
  if (record.code === 'CANCELLED') return;
  notifications.show({ title: whatFailed, message: record.message, color: 'red', autoClose: 12_000, withBorder: true });
}

/** Tells of something done, for four seconds. */
export function notifyDone(message: string): void {
  notifications.show({ message, autoClose: 4000, withBorder: true });
}
