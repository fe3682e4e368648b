import { extname } from 'node:path';
import type { ErrorCode, ErrorRecord } from '../../contract/index.ts';
import type { Failure } from '../store/evidence.ts';

/** The run cannot go on: it is not this file that is at fault. */
const FATAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['MODEL_MISSING', 'MODEL_INVALID', 'PROVIDER_UNAVAILABLE', 'ARTIFACT_WRITE_FAILED', 'CASE_CORRUPT', 'CASE_NOT_FOUND', 'ARGUMENT_INVALID']);

/** The process went away or spoke nonsense: worth one more try with a fresh one. */
const RETRIED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ENGINE_CRASHED', 'ENGINE_PROTOCOL']);

/** The same file with the same parameters and release would fail again; a later scan takes the answer over instead of trying. */
const LASTING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'FILE_EMPTY', 'FILE_TOO_LARGE', 'TYPE_UNKNOWN', 'TYPE_UNSUPPORTED', 'IMAGE_TOO_MANY_PIXELS', 'IMAGE_TOO_SMALL', 'IMAGE_TRUNCATED', 'IMAGE_CORRUPT', 'JPEG_UNSUPPORTED', 'ENGINE_CRASHED', 'ENGINE_TIMEOUT',
]);

const PICTURE_EXTENSIONS: ReadonlySet<string> = new Set([
  '.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.tif', '.tiff', '.webp', '.avif', '.heic', '.heif', '.bmp', '.dib', '.gif', '.jp2', '.jxl', '.dng', '.cr2', '.cr3', '.nef', '.arw', '.raf', '.orf', '.rw2', '.psd', '.svg', '.pdf',
]);
const NOT_A_PICTURE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['TYPE_UNKNOWN', 'TYPE_UNSUPPORTED', 'FILE_EMPTY']);

export function isFatal(code: ErrorCode): boolean {
  return FATAL.has(code);
}

export function isRetried(code: ErrorCode): boolean {
  return RETRIED.has(code);
}

export function isLasting(code: ErrorCode): boolean {
  return LASTING.has(code);
}

/** A text file in an evidence folder is passed over; something that says it is a picture and is none is a problem. */
export function asFailure(error: ErrorRecord, path: string): Failure {
  const passedOver = NOT_A_PICTURE.has(error.code) && !PICTURE_EXTENSIONS.has(extname(path).toLowerCase());
  return { status: passedOver || error.code === 'FILE_NOT_REGULAR' ? 'skipped' : 'failed', code: error.code, message: error.message };
}
