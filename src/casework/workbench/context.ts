import { AppError, type CaseEvent } from '../../contract/index.ts';
import type { CaseSession } from '../caseFolder.ts';
import { readCase } from '../store/cases.ts';
import type { ViewerPort } from '../viewerPort.ts';
import type { EventHub } from './events.ts';
import type { WorkbenchConfig } from './types.ts';

/** A case this application holds open, with its lock. */
export interface OpenCase {
  readonly session: CaseSession;
  readonly events: EventHub;
}

/** What every handler of the workbench works with. */
export interface WorkbenchContext {
  readonly config: WorkbenchConfig;
  /** Error: CASE_NOT_OPEN. */
  readonly requireOpen: (slug: string) => OpenCase;
  /** Started on first use, kept until the workbench closes. */
  readonly viewer: () => ViewerPort;
  /** The examiner of the settings, or account@machine: written as author of marks. The audit log names `session.actor`. */
  readonly author: () => string;
  /** Tells the pages that look at a case; nothing happens where it is not open. */
  readonly emit: (slug: string, event: CaseEvent) => void;
}

/** What a handler may use of its call. */
export interface HandlerCall {
  readonly signal?: AbortSignal | undefined;
}

/** An open case whose status lets evidence, marks and jobs change. Errors: CASE_NOT_OPEN; ARGUMENT_INVALID for a closed or archived case. */
export function requireEditable(context: WorkbenchContext, slug: string): OpenCase {
  const open = context.requireOpen(slug);
  const status = readCase(open.session.database)?.status ?? 'open';
  if (status !== 'open') throw new AppError('ARGUMENT_INVALID', `The case is ${status}, so nothing in it can be changed. Reopen the case (Case, Status) to go on working in it.`, { case: slug, status });
  return open;
}
