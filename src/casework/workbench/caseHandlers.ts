import { existsSync } from 'node:fs';
import { AppError, type CaseOverview } from '../../contract/index.ts';
import { casePaths, type CaseSession, changeCaseDetails, changeCaseStatus, listCaseSlugs, viewCase } from '../caseFolder.ts';
import { caseSlug } from '../caseNames.ts';
import { type CaseDetails, readCase } from '../store/cases.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { caseOverview, readAudit, summariseCase } from './caseViews.ts';
import type { OpenCase, WorkbenchContext } from './context.ts';
import type { Handlers } from './handlers.ts';
import { type OpenCases, requireSlug } from './openCases.ts';
import type { RecentCases } from './recentCases.ts';

/** Work in the background of a case, which ends before the case is closed to changes and goes on when it is open to them again. */
export interface BackgroundWork {
  readonly onCaseOpened: (slug: string) => void;
  readonly stopCase: (slug: string) => Promise<void>;
}

const MOST_CASES_OF_A_NAME = 1000;

/** Cases: list, create, open, close, and their cover. What only reads or changes the cover works on a case that is not open here too. */
export function caseHandlers({ config, emit }: WorkbenchContext, cases: OpenCases, recent: RecentCases, work: BackgroundWork): Handlers<'cases'> {
  const viewOf = ({ session }: OpenCase): CaseOverview => caseOverview(session.slug, session.paths, session.database);

  function reading<T>(slug: string, read: (database: ReadableDatabase, paths: CaseSession['paths']) => T): T {
    const open = cases.find(slug);
    if (open !== undefined) return read(open.session.database, open.session.paths);
    const view = viewCase(config.casesFolder, requireSlug(slug));
    try {
      return read(view.database, view.paths);
    } finally {
      view.close();
    }
  }

  /** Changes the cover; a case that is not open is opened for as long as that takes. */
  async function changing(slug: string, change: (session: CaseSession) => Promise<void> | void): Promise<CaseOverview> {
    const before = cases.find(slug);
    const open = before ?? (await cases.open(slug, { mode: 'existing' }));
    try {
      await change(open.session);
      emit(slug, { type: 'case' });
      return viewOf(open);
    } finally {
      if (before === undefined) await cases.close(slug);
    }
  }

  return {
    async list() {
      const slugs = await listCaseSlugs(config.casesFolder);
      const summaries = slugs.map((slug) => summariseCase(config.casesFolder, slug, recent.openedAt(slug), cases.find(slug)?.session.database ?? null));
      return summaries.toSorted((a, b) => later(a.openedAt, b.openedAt) || later(a.createdAt, b.createdAt) || (a.slug < b.slug ? -1 : 1));
    },
    async create(input) {
      const details = withoutUndefined(input);
      const open = await cases.open(freeSlug(config.casesFolder, details), { mode: 'new', details });
      recent.opened(open.session.slug);
      return viewOf(open);
    },
    async open({ case: slug }) {
      const open = await cases.open(slug, { mode: 'existing' });
      recent.opened(slug);
      return viewOf(open);
    },
    async close({ case: slug }) {
      await cases.close(slug);
      return {};
    },
    read: async ({ case: slug }) => reading(slug, (database, paths) => caseOverview(slug, paths, database)),
    change: async ({ case: slug, details }) =>
      changing(slug, (session) => {
        const status = readCase(session.database)?.status ?? 'open';
        if (status !== 'open') throw new AppError('ARGUMENT_INVALID', `The case is ${status}, so its cover stays as it is. Reopen the case to change it.`, { case: slug, status });
        changeCaseDetails(session, withoutUndefined(details));
      }),
    setStatus: async ({ case: slug, status }) =>
      changing(slug, async (session) => {
        if (status !== 'open') await work.stopCase(slug);
        changeCaseStatus(session, status);
        if (status === 'open') work.onCaseOpened(slug);
      }),
    audit: async ({ case: slug, before, limit }) => reading(slug, (database) => readAudit(database, before, limit)),
    events: async ({ case: slug }, { signal }) => cases.require(slug).events.subscribe(signal),
  };
}

/** Later times first; unknown ones last. */
function later(a: string | null, b: string | null): number {
  if (a === b) return 0;
  return (a ?? '') > (b ?? '') ? -1 : 1;
}

/** A folder name made of the case's number, else of its title, else `case`; numbered when taken. Error: CASE_EXISTS. */
function freeSlug(casesFolder: string, { number, title }: CaseDetails): string {
  const base = [number, title].flatMap((name) => slugOrNothing(name ?? '')).at(0) ?? 'case';
  for (let count = 1; count <= MOST_CASES_OF_A_NAME; count += 1) {
    const slug = count === 1 ? base : `${base.slice(0, 58)}-${count}`;
    if (!existsSync(casePaths(casesFolder, slug).folder)) return slug;
  }
  throw new AppError('CASE_EXISTS', `There are already ${MOST_CASES_OF_A_NAME} cases called "${base}". Give this one a number of its own.`);
}

function slugOrNothing(name: string): readonly string[] {
  try {
    return [caseSlug(name)];
  } catch {
    // Names in other scripts leave no letters a folder name may have; the title on the cover keeps them.
    return [];
  }
}

function withoutUndefined(details: { readonly [Field in keyof CaseDetails]?: string | undefined }): CaseDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
