import { type CaseSession, readCase } from '../casework/index.ts';
import { AppError } from '../contract/index.ts';

/** Error: ARGUMENT_INVALID for a case that is closed to changes. */
export function requireOpenCase({ database, slug }: CaseSession): void {
  const status = readCase(database)?.status ?? 'open';
  if (status !== 'open') throw new AppError('ARGUMENT_INVALID', `The case is ${status}, so nothing can be added to it. Reopen it first.`, { case: slug, status });
}
