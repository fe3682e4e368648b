import { implement, ORPCError, ValidationError } from '@orpc/server';
import { apiContract, AppError, type ErrorRecord, toErrorRecord } from '../../contract/index.ts';
import type { annotationHandlers } from '../annotate/handlers.ts';
import type { custodyHandlers } from '../custody/handlers.ts';
import type { explainHandlers } from '../explain/handlers/handlers.ts';
import type { jobHandlers } from '../jobs/handlers.ts';
import type { reportHandlers } from '../report/handlers/handlers.ts';
import type { signalHandlers } from '../signals/handlers.ts';
import type { Handlers } from './handlers.ts';
import type { Workbench } from './types.ts';

export interface AllHandlers {
  readonly host: Handlers<'host'>;
  readonly settings: Handlers<'settings'>;
  readonly cases: Handlers<'cases'>;
  readonly evidence: Handlers<'evidence'>;
  readonly jobs: ReturnType<typeof jobHandlers>;
  readonly review: Handlers<'review'>;
  readonly annotations: ReturnType<typeof annotationHandlers>;
  readonly explain: ReturnType<typeof explainHandlers>;
  readonly signals: ReturnType<typeof signalHandlers>;
  readonly custody: ReturnType<typeof custodyHandlers>;
  readonly reports: ReturnType<typeof reportHandlers>;
}

interface Options<Input> {
  readonly input: Input;
  readonly signal?: AbortSignal | undefined;
}

/** A handler as the library calls it. */
function bound<Input, Answer>(handler: (input: Input, call: { readonly signal?: AbortSignal | undefined }) => Promise<Answer>) {
  return ({ input, signal }: Options<Input>): Promise<Answer> => handler(input, { signal });
}

/** Binds the plain handlers to the contract. Every failure leaves as the defined error APP. */
export function createRouter({ host, settings, cases, evidence, jobs, review, annotations, explain, signals, custody, reports }: AllHandlers): Workbench['router'] {
  const api = implement(apiContract).use(async ({ next, path, signal }) => {
    try {
      return await next();
    } catch (error) {
      throw asDefinedError(error, path.join('.'), signal?.aborted === true);
    }
  });
  return api.router({
    host: {
      info: api.host.info.handler(bound(host.info)),
      listFolder: api.host.listFolder.handler(bound(host.listFolder)),
      doctor: api.host.doctor.handler(bound(host.doctor)),
      models: api.host.models.handler(bound(host.models)),
    },
    settings: {
      read: api.settings.read.handler(bound(settings.read)),
      write: api.settings.write.handler(bound(settings.write)),
    },
    cases: {
      list: api.cases.list.handler(bound(cases.list)),
      create: api.cases.create.handler(bound(cases.create)),
      open: api.cases.open.handler(bound(cases.open)),
      close: api.cases.close.handler(bound(cases.close)),
      read: api.cases.read.handler(bound(cases.read)),
      change: api.cases.change.handler(bound(cases.change)),
      setStatus: api.cases.setStatus.handler(bound(cases.setStatus)),
      audit: api.cases.audit.handler(bound(cases.audit)),
      events: api.cases.events.handler(bound(cases.events)),
    },
    evidence: {
      query: api.evidence.query.handler(bound(evidence.query)),
      groups: api.evidence.groups.handler(bound(evidence.groups)),
      facets: api.evidence.facets.handler(bound(evidence.facets)),
      position: api.evidence.position.handler(bound(evidence.position)),
      setReview: api.evidence.setReview.handler(bound(evidence.setReview)),
      setDomain: api.evidence.setDomain.handler(bound(evidence.setDomain)),
      setNote: api.evidence.setNote.handler(bound(evidence.setNote)),
      searches: api.evidence.searches.handler(bound(evidence.searches)),
      saveSearch: api.evidence.saveSearch.handler(bound(evidence.saveSearch)),
      removeSearch: api.evidence.removeSearch.handler(bound(evidence.removeSearch)),
    },
    jobs: {
      list: api.jobs.list.handler(bound(jobs.list)),
      add: api.jobs.add.handler(bound(jobs.add)),
      scan: api.jobs.scan.handler(bound(jobs.scan)),
      retry: api.jobs.retry.handler(bound(jobs.retry)),
      pause: api.jobs.pause.handler(bound(jobs.pause)),
      resume: api.jobs.resume.handler(bound(jobs.resume)),
      cancel: api.jobs.cancel.handler(bound(jobs.cancel)),
      failures: api.jobs.failures.handler(bound(jobs.failures)),
    },
    review: {
      open: api.review.open.handler(bound(review.open)),
      pixel: api.review.pixel.handler(bound(review.pixel)),
      histogram: api.review.histogram.handler(bound(review.histogram)),
      regionsAt: api.review.regionsAt.handler(bound(review.regionsAt)),
    },
    annotations: {
      list: api.annotations.list.handler(bound(annotations.list)),
      save: api.annotations.save.handler(bound(annotations.save)),
      remove: api.annotations.remove.handler(bound(annotations.remove)),
      history: api.annotations.history.handler(bound(annotations.history)),
      mask: api.annotations.mask.handler(bound(annotations.mask)),
      saveMask: api.annotations.saveMask.handler(bound(annotations.saveMask)),
      combineMask: api.annotations.combineMask.handler(bound(annotations.combineMask)),
      maskHistory: api.annotations.maskHistory.handler(bound(annotations.maskHistory)),
    },
    explain: {
      list: api.explain.list.handler(bound(explain.list)),
      measure: api.explain.measure.handler(bound(explain.measure)),
      ask: api.explain.ask.handler(bound(explain.ask)),
      cancel: api.explain.cancel.handler(bound(explain.cancel)),
      exchanges: api.explain.exchanges.handler(bound(explain.exchanges)),
      preview: api.explain.preview.handler(bound(explain.preview)),
      decide: api.explain.decide.handler(bound(explain.decide)),
      decisions: api.explain.decisions.handler(bound(explain.decisions)),
      ablation: api.explain.ablation.handler(bound(explain.ablation)),
      server: api.explain.server.handler(bound(explain.server)),
      probe: api.explain.probe.handler(bound(explain.probe)),
      consent: api.explain.consent.handler(bound(explain.consent)),
      setConsent: api.explain.setConsent.handler(bound(explain.setConsent)),
    },
    signals: {
      list: api.signals.list.handler(bound(signals.list)),
      start: api.signals.start.handler(bound(signals.start)),
      cancel: api.signals.cancel.handler(bound(signals.cancel)),
    },
    custody: {
      read: api.custody.read.handler(bound(custody.read)),
      checks: api.custody.checks.handler(bound(custody.checks)),
      check: api.custody.check.handler(bound(custody.check)),
      cancelCheck: api.custody.cancelCheck.handler(bound(custody.cancelCheck)),
      addTransfer: api.custody.addTransfer.handler(bound(custody.addTransfer)),
    },
    reports: {
      list: api.reports.list.handler(bound(reports.list)),
      draft: api.reports.draft.handler(bound(reports.draft)),
      saveDraft: api.reports.saveDraft.handler(bound(reports.saveDraft)),
      lint: api.reports.lint.handler(bound(reports.lint)),
      make: api.reports.make.handler(bound(reports.make)),
      cancel: api.reports.cancel.handler(bound(reports.cancel)),
      export: api.reports.export.handler(bound(reports.export)),
      mergeReview: api.reports.mergeReview.handler(bound(reports.mergeReview)),
    },
  });
}

/** What went wrong as the one error of the contract. Bugs are told on the console, with their stack. */
function asDefinedError(error: unknown, method: string, aborted: boolean): ORPCError<'APP', ErrorRecord> {
  const record = recordOf(error, aborted);
  if (record.code === 'INTERNAL') console.error(`${method} failed:`, error);
  return new ORPCError('APP', { message: record.message, data: record, cause: error });
}

function recordOf(error: unknown, aborted: boolean): ErrorRecord {
  if (error instanceof AppError) return toErrorRecord(error);
  if (aborted) return { code: 'CANCELLED', message: 'The call was cancelled.' };
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const issues = error.cause instanceof ValidationError ? error.cause.issues.map(({ message, path }) => ({ message, path: pathInWords(path) })) : [];
    const said = issues.map(({ message, path }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
    return { code: 'ARGUMENT_INVALID', message: `What was asked is not valid${said === '' ? '' : `: ${said}`}. Correct it and try again.`, details: { issues } };
  }
  return toErrorRecord(error);
}

function pathInWords(path: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined): string {
  return (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}
