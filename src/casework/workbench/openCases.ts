import { AppError } from '../../contract/index.ts';
import { type CaseSession, openCase, type OpenOptions } from '../caseFolder.ts';
import { caseSlug } from '../caseNames.ts';
import type { OpenCase } from './context.ts';
import { createEventHub } from './events.ts';

/** What else happens around a case that is open. */
export interface CaseHooks {
  /** After it was opened; a failure closes it again. */
  readonly opened: (open: OpenCase) => Promise<void> | void;
  /** Before its database is closed: whatever writes has to end. */
  readonly closing: (open: OpenCase) => Promise<void>;
}

/** The cases this application holds open, each with its lock. */
export interface OpenCases {
  readonly find: (slug: string) => OpenCase | undefined;
  /** Error: CASE_NOT_OPEN. */
  readonly require: (slug: string) => OpenCase;
  readonly open: (slug: string, options: OpenOptions) => Promise<OpenCase>;
  readonly close: (slug: string) => Promise<void>;
  readonly closeAll: () => Promise<void>;
}

export function createOpenCases(casesFolder: string, hooks: CaseHooks): OpenCases {
  const cases = new Map<string, OpenCase>();
  // Opening and closing of one case follow each other, whatever order pages ask in.
  const turns = new Map<string, Promise<unknown>>();
  let closed = false;

  async function inTurn<T>(slug: string, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(slug) ?? Promise.resolve()).catch(() => undefined).then(work);
    turns.set(slug, turn);
    try {
      return await turn;
    } finally {
      if (turns.get(slug) === turn) turns.delete(slug);
    }
  }

  async function openNow(slug: string, options: OpenOptions): Promise<OpenCase> {
    const known = cases.get(slug);
    if (known !== undefined && options.mode !== 'new') return known;
    if (closed) throw new AppError('CANCELLED', 'The application is closing. Start it again to open the case.');
    const session: CaseSession = await openCase(casesFolder, slug, options);
    const open: OpenCase = { session, events: createEventHub() };
    cases.set(slug, open);
    try {
      await hooks.opened(open);
    } catch (error) {
      cases.delete(slug);
      await session.close();
      throw error;
    }
    return open;
  }

  async function closeNow(slug: string): Promise<void> {
    const open = cases.get(slug);
    if (open === undefined) return;
    try {
      await hooks.closing(open);
    } finally {
      cases.delete(slug);
      open.events.close();
      await open.session.close();
    }
  }

  const close = (slug: string): Promise<void> => inTurn(slug, () => closeNow(slug));
  return {
    find: (slug) => cases.get(slug),
    require(slug) {
      const open = cases.get(slug);
      if (open === undefined) throw new AppError('CASE_NOT_OPEN', `Case "${slug}" is not open. Open it from the list of cases.`, { case: slug });
      return open;
    },
    open(slug, options) {
      return inTurn(slug, () => openNow(requireSlug(slug), options));
    },
    close,
    async closeAll() {
      closed = true;
      const failures: unknown[] = [];
      for (const slug of new Set([...cases.keys(), ...turns.keys()])) await close(slug).catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** A name that comes from a page has to be the folder's name itself, never a text that turns into one. */
export function requireSlug(slug: string): string {
  if (caseSlug(slug) === slug) return slug;
  throw new AppError('CASE_NOT_FOUND', `There is no case "${slug}". Reload the list of cases.`, { case: slug });
}
