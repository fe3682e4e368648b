import { hostname } from 'node:os';
import { join } from 'node:path';
import { annotationHandlers } from '../annotate/handlers.ts';
import { userName } from '../caseLock.ts';
import { custodyHandlers } from '../custody/handlers.ts';
import { explainHandlers } from '../explain/handlers/handlers.ts';
import { createCaseFiles } from '../files/caseFiles.ts';
import { trimCache } from '../files/trimCache.ts';
import { jobHandlers } from '../jobs/handlers.ts';
import { reportHandlers } from '../report/handlers/handlers.ts';
import { signalHandlers } from '../signals/handlers.ts';
import type { ViewerPort } from '../viewerPort.ts';
import { type BackgroundWork, caseHandlers } from './caseHandlers.ts';
import type { WorkbenchContext } from './context.ts';
import { evidenceHandlers } from './evidenceHandlers.ts';
import { hostHandlers } from './hostHandlers.ts';
import { createOpenCases } from './openCases.ts';
import { createRecentCases } from './recentCases.ts';
import { reviewHandlers } from './reviewHandlers.ts';
import { createRouter } from './router.ts';
import { createSettingsStore, settingsHandlers } from './settings.ts';
import type { Workbench, WorkbenchConfig } from './types.ts';

/** Puts the application together: what all hosts serve. Nothing is started or opened before it is asked for. */
export async function createWorkbench(config: WorkbenchConfig): Promise<Workbench> {
  const settings = createSettingsStore(config.dataFolder);
  const trims = new AbortController();
  let viewer: ViewerPort | null = null;
  let measurer: ViewerPort | null = null;
  const cases = createOpenCases(config.casesFolder, {
    opened: ({ session }) => {
      work.onCaseOpened(session.slug);
      trimCache(join(session.paths.folder, 'cache'), undefined, trims.signal).catch((error: unknown) => console.error(`The cache of case ${session.slug} could not be trimmed:`, error));
    },
    closing: ({ session }) => work.stopCase(session.slug),
  });
  const context: WorkbenchContext = {
    config,
    requireOpen: cases.require,
    viewer: () => (viewer ??= config.startViewer()),
    author: () => settings.read().examiner.trim() || `${userName()}@${hostname()}`,
    emit: (slug, event) => cases.find(slug)?.events.emit(event),
  };
  const jobs = jobHandlers(context);
  // Beside the one that serves tiles: measuring, second opinions and the pictures of a report take long.
  const helper = (): ViewerPort => (measurer ??= config.startViewer());
  const explain = explainHandlers(context, { server: () => settings.read().server, measurer: helper });
  const signals = signalHandlers(context, helper);
  const custody = custodyHandlers(context);
  const reports = reportHandlers(context, helper);
  const work: BackgroundWork = {
    onCaseOpened: (slug) => {
      explain.onCaseOpened(slug);
      signals.onCaseOpened(slug);
      custody.onCaseOpened(slug);
      reports.onCaseOpened(slug);
      jobs.onCaseOpened(slug);
    },
    stopCase: async (slug) => {
      await Promise.all([explain.stopCase(slug), signals.stopCase(slug), custody.stopCase(slug), reports.stopCase(slug), jobs.stopCase(slug)]);
    },
  };
  const files = createCaseFiles(context);
  const router = createRouter({
    host: hostHandlers(context),
    settings: settingsHandlers(settings),
    cases: caseHandlers(context, cases, createRecentCases(config.dataFolder, config.casesFolder), work),
    evidence: evidenceHandlers(context),
    jobs,
    review: reviewHandlers(context),
    annotations: annotationHandlers(context),
    explain,
    signals,
    custody,
    reports,
  });
  let closing: Promise<void> | null = null;
  const closeEverything = async (): Promise<void> => {
    trims.abort();
    try {
      await cases.closeAll();
    } finally {
      await jobs.stop();
      await Promise.all([viewer?.close(), measurer?.close()]);
    }
  };
  return { router, file: files.file, close: () => (closing ??= closeEverything()) };
}
