/** Every way Palimpsest can refuse or fail, by stable code. UI text is chosen by code; `message` says what the user can do next. */
export const ERROR_CODES = [
  // the file
  'FILE_NOT_FOUND',
  'FILE_NO_PERMISSION',
  'FILE_IS_DIRECTORY',
  'FILE_NOT_REGULAR',
  'FILE_EMPTY',
  'FILE_TOO_LARGE',
  'FILE_READ_FAILED',
  'FILE_CHANGED',
  'TYPE_UNKNOWN',
  'TYPE_UNSUPPORTED',
  'IMAGE_TOO_MANY_PIXELS',
  'IMAGE_TOO_SMALL',
  'IMAGE_TRUNCATED',
  'IMAGE_CORRUPT',
  'JPEG_UNSUPPORTED',
  // the engine
  'ENGINE_CRASHED',
  'ENGINE_TIMEOUT',
  'ENGINE_PROTOCOL',
  'MODEL_MISSING',
  'MODEL_INVALID',
  'PROVIDER_UNAVAILABLE',
  'OUT_OF_MEMORY',
  'ARTIFACT_WRITE_FAILED',
  // the case
  'CASE_NOT_FOUND',
  'CASE_EXISTS',
  'CASE_NEWER',
  'CASE_IN_USE',
  'CASE_CORRUPT',
  'CASE_INVALID_NAME',
  'AUDIT_BROKEN',
  'CASE_NOT_OPEN',
  'ITEM_NOT_FOUND',
  'REVISION_CONFLICT',
  // the language model
  'SERVER_OFF',
  'SERVER_REMOTE',
  'SERVER_UNREACHABLE',
  'SERVER_REFUSED',
  'SERVER_UNFIT',
  'SERVER_ANSWER_INVALID',
  'SERVER_TIMEOUT',
  // the request
  'ARGUMENT_INVALID',
  'CANCELLED',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** JSON form of an error, as it crosses processes and lands in rows. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An expected failure. Anything else that is thrown is a bug and is reported as `INTERNAL`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, details?: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && (ERROR_CODES as readonly string[]).includes(value);
}

/** Any thrown value as a record; unknown ones become `INTERNAL` with their message kept. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof AppError) {
    return error.details === undefined
      ? { code: error.code, message: error.message }
      : { code: error.code, message: error.message, details: error.details };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message };
}

export function fromErrorRecord(record: ErrorRecord): AppError {
  return new AppError(record.code, record.message, record.details);
}
