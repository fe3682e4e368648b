import { relative, sep } from 'node:path';
import { type EvidenceFilter, type ReportFields, reportFieldsSchema, type ReportRow } from '../../../contract/index.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { buildExtract } from '../../extract/buildExtract.ts';
import { readCase } from '../../store/cases.ts';
import type { ItemSelection } from '../../store/itemState.ts';
import { readDraft, readReport, readReports, saveDraft } from '../../store/reports.ts';
import type { ViewerPort } from '../../viewerPort.ts';
import { requireEditable, type WorkbenchContext } from '../../workbench/context.ts';
import type { Handlers } from '../../workbench/handlers.ts';
import { lintReport } from '../lint/lintReport.ts';
import { clearAbandonedReports } from '../make/makeReport.ts';
import { numberedFields } from '../make/request.ts';
import { exportItems } from './exportItems.ts';
import { createReporter, type Reporter } from './reporter.ts';
import { takeNotes } from './takeNotes.ts';

export interface ReportHandlers extends Handlers<'reports'> {
  /** After a case was opened, also for changes: reports whose process ended are closed as failed. */
  readonly onCaseOpened: (slug: string) => void;
  /** Before a case closes, or is closed to changes: what runs is given up. */
  readonly stopCase: (slug: string) => Promise<void>;
}

/**
 * Reports, exports and the notes of reviewers. Exports and the linter only look at a case and may be asked of one that is closed to changes.
 * Errors: CASE_NOT_OPEN, ITEM_NOT_FOUND, ARGUMENT_INVALID, and those of what is made.
 */
export function reportHandlers(context: WorkbenchContext, helper: () => ViewerPort): ReportHandlers {
  const reporters = new Map<string, Reporter>();
  const clearing = new Map<string, Promise<void>>();
  const { modelsFolder } = context.config;

  function reporterOf(slug: string): Reporter {
    const { session } = requireEditable(context, slug);
    const known = reporters.get(slug);
    if (known?.isStopped() === false) return known;
    const reporter = createReporter({ session, modelsFolder, viewer: helper, author: context.author, emit: (event) => context.emit(slug, event) });
    reporters.set(slug, reporter);
    return reporter;
  }

  const alive = (slug: string) => (row: ReportRow): ReportRow => (row.status === 'running' ? { ...row, progress: reporters.get(slug)?.progress(row.id) ?? row.progress } : row);

  return {
    list: async ({ case: slug }) => readReports(context.requireOpen(slug).session.database).map(alive(slug)),
    draft: async ({ case: slug }) => ({ fields: draftFields(context.requireOpen(slug).session, context.author()) }),
    async saveDraft({ case: slug, fields }) {
      saveDraft(requireEditable(context, slug).session.database, fields, context.author());
      return {};
    },
    async lint({ case: slug, items, fields }, { signal }) {
      const { session } = context.requireOpen(slug);
      const { extract } = await buildExtract(session, { selection: wholeOr(items), modelsFolder, ...(signal === undefined ? {} : { signal }) });
      return [...lintReport(extract, numberedFields(session.database, slug, fields))];
    },
    async make({ case: slug, items, fields, final, signature }) {
      const reporter = reporterOf(slug);
      await clearing.get(slug);
      return reporter.make({ items: wholeOr(items), fields, final, signature: signature === null ? null : { pkcs12: Buffer.from(signature.pkcs12, 'base64'), passphrase: signature.passphrase } });
    },
    async cancel({ case: slug, id }) {
      const { session } = context.requireOpen(slug);
      readReport(session.database, id);
      await reporters.get(slug)?.cancel(id);
      return readReport(session.database, id);
    },
    async export({ case: slug, items, formats }, { signal }) {
      const { session } = context.requireOpen(slug);
      const { folder, files } = await exportItems(session, { items: wholeOr(items), formats, folder: null }, { viewer: helper, author: context.author(), modelsFolder, ...(signal === undefined ? {} : { signal }) });
      return { folder: relative(session.paths.folder, folder).split(sep).join('/'), files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })) };
    },
    async mergeReview({ case: slug, review, apply }) {
      const { session } = apply ? requireEditable(context, slug) : context.requireOpen(slug);
      const taken = await takeNotes(session, review, { apply, modelsFolder, author: context.author() });
      if (apply && taken.applied.length > 0) {
        const ids = [...new Set(taken.applied.map(({ evidenceId }) => evidenceId))];
        context.emit(slug, { type: 'evidence', ids: ids.length > 500 ? [] : ids });
        for (const evidenceId of ids.slice(0, 500)) context.emit(slug, { type: 'annotations', evidenceId });
        context.emit(slug, { type: 'case' });
      }
      return { applied: [...taken.applied], conflicts: [...taken.conflicts] };
    },
    onCaseOpened(slug) {
      if (reporters.get(slug)?.isStopped() === false) return;
      reporters.delete(slug);
      const cleared = clearAbandonedReports(context.requireOpen(slug).session).catch((error: unknown) => console.error(`What was left of a report of case ${slug} could not be taken away:`, error));
      clearing.set(slug, cleared);
    },
    async stopCase(slug) {
      await clearing.get(slug);
      await reporters.get(slug)?.stop();
    },
  };
}

/** The form as it was left, else that of the newest report without its reason to issue, else what the case knows. */
export function draftFields({ database }: CaseSession, author: string): ReportFields {
  const draft = readDraft(database);
  if (draft !== null) return draft;
  const [newest] = readReports(database);
  if (newest !== undefined) return { ...newest.fields, supersedes: '', overrideReason: '' };
  const record = readCase(database);
  return reportFieldsSchema.parse({ title: '', examiner: { name: record?.examiner.trim() || author }, agency: { name: record?.agency ?? '' } });
}

/** A filter without any condition is the whole case. */
function wholeOr(items: { readonly ids: readonly number[] } | { readonly filter: EvidenceFilter }): ItemSelection | null {
  return 'filter' in items && Object.values(items.filter).every((value) => value === undefined) ? null : items;
}
