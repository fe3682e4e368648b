import { type AnalysisOptions, analysisOptionsSchema, AppError, type Job, type JobFailure, type JobKind, type Provider, type ScanSettings } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import { resolveModel } from '../modelFolder.ts';
import { inTransaction } from '../store/database.ts';
import { requireEditable, type WorkbenchContext } from '../workbench/context.ts';
import { requirePaths } from './addFiles.ts';
import { chooseItems, jobFailures, type Selection, type Taken } from './jobItems.ts';
import { insertJob, readJob, readJobs, setJobListed } from './jobRows.ts';
import { type CaseQueue, createQueue, recoverJobs } from './queue.ts';
import { itemsInWords } from './runJob.ts';

type InCase = Readonly<{ case: string }>;
type OnJob = InCase & Readonly<{ jobId: number }>;
/** Options left out, or undefined, are as the contract has them by default. */
interface AskedSettings {
  readonly model: string;
  readonly provider: Provider | 'auto';
  readonly options: { readonly [Option in keyof AnalysisOptions]?: AnalysisOptions[Option] | undefined };
}
type ScanInput = InCase & Readonly<{ items: Selection | null; settings: AskedSettings }>;
type RetryInput = InCase & Readonly<{ items: Selection; settings: AskedSettings }>;

export interface JobHandlers {
  /** Newest first. */
  readonly list: (input: InCase) => Promise<Job[]>;
  readonly add: (input: InCase & Readonly<{ paths: readonly string[] }>) => Promise<Job>;
  readonly scan: (input: ScanInput) => Promise<Job>;
  readonly retry: (input: RetryInput) => Promise<Job>;
  readonly pause: (input: OnJob) => Promise<Job>;
  readonly resume: (input: OnJob) => Promise<Job>;
  readonly cancel: (input: OnJob) => Promise<Job>;
  readonly failures: (input: OnJob) => Promise<JobFailure[]>;
  /** After a case was opened, also for changes: jobs that were in work or waiting go on by themselves. */
  readonly onCaseOpened: (slug: string) => void;
  /** Before a case closes, or is closed to changes: what runs stops and goes on when the case is opened again. */
  readonly stopCase: (slug: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Reasons one call hands out; a drawer cannot show more. */
const MOST_FAILURES = 10_000;

/** The jobs of all open cases. Errors: CASE_NOT_OPEN, ITEM_NOT_FOUND, ARGUMENT_INVALID; FILE_NOT_FOUND (add); MODEL_MISSING, MODEL_INVALID (scan, retry). */
export function jobHandlers(context: WorkbenchContext): JobHandlers {
  const queues = new Map<string, CaseQueue>();

  function queueOf(slug: string): CaseQueue {
    const known = queues.get(slug);
    if (known !== undefined) return known;
    const queue = createQueue(context, slug);
    queues.set(slug, queue);
    return queue;
  }

  function create(slug: string, kind: JobKind, subject: string, paths: readonly string[] | null, settings: ScanSettings | null, choose?: (jobId: number) => number): Job {
    const { database, actor } = requireEditable(context, slug).session;
    const author = context.author();
    const id = inTransaction(database, () => {
      const at = new Date().toISOString();
      const jobId = insertJob(database, { kind, subject, paths, settings, author, at });
      const items = choose?.(jobId);
      if (items !== undefined) setJobListed(database, jobId, itemsInWords(items));
      appendAudit(database, { actor, action: 'job.created', subject: `job ${jobId}`, details: { kind, author, ...(paths === null ? {} : { paths }), ...(settings === null ? {} : { settings }), ...(items === undefined ? {} : { items }) } }, at);
      return jobId;
    });
    const queue = queueOf(slug);
    queue.tell(id);
    queue.pump();
    return queue.view(readJob(database, id));
  }

  async function settingsOf(asked: AskedSettings): Promise<ScanSettings> {
    await resolveModel(context.config.modelsFolder, asked.model);
    return { model: asked.model, provider: asked.provider, options: analysisOptionsSchema.parse(asked.options) };
  }

  /** Nothing chosen is an answer at once, not a job that ends with nothing done. */
  function chooser(slug: string, items: Selection, taken: Taken, none: string): (jobId: number) => number {
    return (jobId) => {
      const chosen = chooseItems(context.requireOpen(slug).session.database, jobId, items, taken);
      if (chosen === 0) throw new AppError('ARGUMENT_INVALID', none);
      return chosen;
    };
  }

  return {
    async list(input) {
      const { database } = context.requireOpen(input.case).session;
      const queue = queueOf(input.case);
      return readJobs(database).map(queue.view);
    },
    async add(input) {
      const { session } = requireEditable(context, input.case);
      const paths = [...new Set(input.paths)];
      await requirePaths(paths, session.paths.folder);
      return create(input.case, 'add', pathsInWords(paths), paths, null);
    },
    async scan(input) {
      requireEditable(context, input.case);
      const settings = await settingsOf(input.settings);
      if (input.items === null) return create(input.case, 'scan', 'everything pending', null, settings);
      return create(input.case, 'scan', '', null, settings, chooser(input.case, input.items, 'any', 'None of the chosen items is in this case any more. Choose again and start the scan.'));
    },
    async retry(input) {
      requireEditable(context, input.case);
      const settings = await settingsOf(input.settings);
      return create(input.case, 'retry', '', null, settings, chooser(input.case, input.items, 'problems', 'None of the chosen items has a problem, so there is nothing to retry. Choose problem files, or use Scan.'));
    },
    async pause(input) {
      context.requireOpen(input.case);
      return queueOf(input.case).pause(input.jobId);
    },
    async resume(input) {
      requireEditable(context, input.case);
      return queueOf(input.case).resume(input.jobId);
    },
    async cancel(input) {
      context.requireOpen(input.case);
      return queueOf(input.case).cancel(input.jobId);
    },
    async failures(input) {
      const { database } = context.requireOpen(input.case).session;
      readJob(database, input.jobId);
      return [...jobFailures(database, input.jobId, MOST_FAILURES)];
    },
    onCaseOpened(slug) {
      if (queues.get(slug)?.isStopped() === false) {
        queueOf(slug).pump();
        return;
      }
      queues.delete(slug);
      recoverJobs(context.requireOpen(slug).session);
      queueOf(slug).pump();
    },
    async stopCase(slug) {
      // The stopped queue stays until the case is opened anew: a call that comes in between cannot start another.
      await queues.get(slug)?.stop();
    },
    async stop() {
      await Promise.all([...queues.values()].map((queue) => queue.stop()));
    },
  };
}

function pathsInWords(paths: readonly string[]): string {
  const [first = ''] = paths;
  return paths.length === 1 ? first : `${first} and ${paths.length - 1} more`;
}
