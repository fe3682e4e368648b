import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CaseSession, openCase } from '../../src/casework/caseFolder.ts';
import type { EnginePort } from '../../src/casework/enginePort.ts';
import { annotationHandlers, type AnnotationHandlers } from '../../src/casework/annotate/handlers.ts';
import { jobHandlers, type JobHandlers } from '../../src/casework/jobs/handlers.ts';
import { fakeRequest } from '../../src/casework/scan/fakeEngine.testing.ts';
import type { BitTile, ViewerPort, ViewSource } from '../../src/casework/viewerPort.ts';
import type { WorkbenchContext } from '../../src/casework/workbench/context.ts';
import { createEventHub } from '../../src/casework/workbench/events.ts';
import { analysisOptionsSchema, AppError, type CaseEvent, type Job, type JobStatus } from '../../src/contract/index.ts';

export const SLUG = 'work';
export const AUTHOR = 'E. Examiner';
export const SETTINGS = { model: 'small-test', provider: 'cpu' as const, options: {} };
export const FULL_SETTINGS = { ...SETTINGS, options: analysisOptionsSchema.parse({}) };

/** One case, held open, with the handlers of jobs and marks: the workbench without its router. */
export interface SmallWorkbench {
  readonly session: CaseSession;
  readonly jobs: JobHandlers;
  readonly marks: AnnotationHandlers;
  readonly events: CaseEvent[];
  /** What each engine that was started was started with. */
  readonly engines: { readonly model: string; readonly provider: string; closed: boolean }[];
  readonly close: () => Promise<void>;
}

export interface SmallParts {
  readonly engine?: () => EnginePort;
  readonly maskTiles?: (source: ViewSource, threshold: number) => readonly BitTile[];
}

/** Opens the case below `folder` (made when new) and takes its jobs up. */
export async function openSmallWorkbench(folder: string, parts: SmallParts = {}): Promise<SmallWorkbench> {
  const modelsFolder = join(folder, 'models');
  mkdirSync(join(modelsFolder, SETTINGS.model), { recursive: true });
  writeFileSync(join(modelsFolder, SETTINGS.model, 'manifest.json'), JSON.stringify(fakeRequest().model.manifest));
  const session = await openCase(join(folder, 'cases'), SLUG, { mode: 'create' });
  const events: CaseEvent[] = [];
  const engines: SmallWorkbench['engines'] = [];
  const hub = createEventHub();
  const unused = (): Promise<never> => Promise.reject(new AppError('INTERNAL', 'this test needs no pictures'));
  const viewer: ViewerPort = {
    pictureTile: unused, mapTile: unused, thumbnail: unused, lookingCopy: unused, pixel: unused, histogram: unused, regions: unused, measure: unused, promptPictures: unused, reportFigures: unused, signal: unused, agreement: unused, madeOf: unused,
    maskTiles: (source, threshold) => Promise.resolve(parts.maskTiles?.(source, threshold) ?? []),
    close: () => Promise.resolve(),
  };
  const context: WorkbenchContext = {
    config: {
      host: 'browser', reason: 'a test', casesFolder: join(folder, 'cases'), dataFolder: join(folder, 'data'), modelsFolder,
      startEngine(model, provider) {
        const made = parts.engine?.();
        if (made === undefined) throw new AppError('PROVIDER_UNAVAILABLE', 'this test has no engine');
        const entry = { model: model.manifest.id, provider, closed: false };
        engines.push(entry);
        return { ...made, close: () => { entry.closed = true; return made.close(); } };
      },
      startViewer: () => viewer,
    },
    requireOpen(slug) {
      if (slug !== SLUG || !session.database.open) throw new AppError('CASE_NOT_OPEN', `case ${slug} is not open`);
      return { session, events: hub };
    },
    viewer: () => viewer,
    author: () => AUTHOR,
    emit: (_slug, event) => events.push(structuredClone(event)),
  };
  const jobs = jobHandlers(context);
  jobs.onCaseOpened(SLUG);
  return {
    session, jobs, marks: annotationHandlers(context), events, engines,
    async close() {
      await jobs.stopCase(SLUG);
      hub.close();
      await session.close();
    },
  };
}

/** Waits until the job has one of the statuses. */
export async function jobReaches(workbench: SmallWorkbench, id: number, ...statuses: readonly JobStatus[]): Promise<Job> {
  const until = performance.now() + 20_000;
  for (;;) {
    const job = (await workbench.jobs.list({ case: SLUG })).find((candidate) => candidate.id === id);
    if (job !== undefined && statuses.includes(job.status)) return job;
    if (performance.now() > until) throw new Error(`job ${id} is ${job?.status ?? 'gone'}, not ${statuses.join(' or ')}: ${JSON.stringify(job)}`);
    await sleep(10);
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export function single(workbench: SmallWorkbench, sql: string): unknown {
  return workbench.session.database.prepare(sql).pluck().get();
}
