import { AppError } from '../contract/errors.ts';

/** Running out of memory is expected of very large pictures; it is told as such where JavaScript notices it. Everything else is handed back as it is. */
export function asExpected(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const exhausted = error instanceof RangeError && /allocation failed|invalid typed array length|invalid array buffer length/i.test(error.message);
  if (!exhausted && !/out of memory|bad_alloc|failed to allocate/i.test(error.message)) return error;
  return new AppError('OUT_OF_MEMORY', 'Memory ran out. Close other programs, use smaller tiles, or analyse a part of the picture.', { reason: error.message }, error);
}
