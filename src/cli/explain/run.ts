import {
  batchAblation, type CaseSession, closeAbandoned, createChatClient, createExplainer, createServers, type Explainable, explainableItems, type Explainer, forTerminal, isConsented, knownRuns, parseAddress, readExplanation, writeConsent,
} from '../../casework/index.ts';
import { AppError, type ErrorRecord, type Explanation, type ModelServer, toErrorRecord } from '../../contract/index.ts';
import { startViewer } from '../../engine/index.ts';
import { note, print, printJson } from '../output.ts';
import { sayAblation, sayExplanation } from './say.ts';

export interface ExplainRequest {
  readonly item: number | null;
  /** Null: measured explanations only. */
  readonly server: ModelServer | null;
  /** Why pictures may go to another machine, or null. */
  readonly consent: string | null;
  readonly ablation: boolean;
  readonly level: 'plain' | 'technical';
  readonly json: boolean;
  readonly modelsFolder: string;
}

export interface ExplainOutcome {
  /** Items without an explanation, each named with its reason. */
  readonly problems: number;
  readonly interrupted: boolean;
}

/** What concerns the server rather than one item: the next item would fare no better. */
const ENDS_ALL: ReadonlySet<ErrorRecord['code']> = new Set(['SERVER_OFF', 'SERVER_REMOTE', 'SERVER_UNREACHABLE', 'SERVER_UNFIT']);

/** Explains item after item and prints each as it is done; what is there already is printed, not made again. Throws AppError for what stops all of it. */
export async function runExplanations(session: CaseSession, request: ExplainRequest, signal: AbortSignal): Promise<ExplainOutcome> {
  const items = explainableItems(session.database, request.item);
  if (items.length === 0) throw new AppError('ITEM_NOT_FOUND', request.item === null ? 'No item of this case has a finding. Scan the evidence first.' : `Item ${request.item} has no finding for its present content. Scan it first; "palimpsest cases" shows the case.`);
  closeAbandoned(session);
  allowRemote(session, request);
  const viewer = startViewer();
  const bar = process.stderr.isTTY && !request.json;
  const explainer = createExplainer({
    session,
    modelsFolder: request.modelsFolder,
    viewer: () => viewer,
    servers: createServers(createChatClient),
    isCurrent: () => true,
    author: () => session.actor,
    emit: (event) => {
      if (bar && event.type === 'explanation' && event.progress !== null) process.stderr.write(`\r\u001b[2Kitem ${event.evidenceId}: ${event.progress.step} ${Math.round(event.progress.value * 100)} %`);
    },
  });
  const onAbort = (): void => void explainer.stop();
  signal.addEventListener('abort', onAbort, { once: true });
  let problems = 0;
  try {
    for (const item of items) {
      if (signal.aborted) break;
      const problem = await explainItem(session, explainer, item, request, signal, () => void (bar && process.stderr.write('\r\u001b[2K')));
      if (signal.aborted || problem === null) continue;
      if (ENDS_ALL.has(problem.code)) throw new AppError(problem.code, problem.message);
      problems += 1;
      note(`palimpsest: item ${item.evidenceId}: ${forTerminal(problem.message)} [${problem.code}]`);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    await explainer.stop();
    await viewer.close();
  }
  if (signal.aborted) note('Interrupted; what was finished is in the case. The same command goes on where it stopped.');
  return { problems, interrupted: signal.aborted };
}

/** Null when everything asked for is there, otherwise why not. */
async function explainItem(session: CaseSession, explainer: Explainer, item: Explainable, request: ExplainRequest, signal: AbortSignal, clear: () => void): Promise<ErrorRecord | null> {
  try {
    const measured = await explainer.measure(item.findingId, signal);
    clear();
    if (!request.json) print(forTerminal(item.path));
    show(session, item, measured, request);
    if (request.server === null) return null;
    if ((measured.measurement?.regionsInAll ?? 0) === 0) {
      if (!request.json) print('  The language model was not asked: there are no regions to describe.');
      return null;
    }
    const runs = await modelRuns(session, explainer, item, request.server, request.ablation);
    clear();
    for (const run of runs.filter(({ status }) => status === 'done')) show(session, item, run, request);
    const failed = runs.find(({ status }) => status !== 'done');
    if (failed !== undefined) return failed.error ?? { code: 'INTERNAL', message: 'The explanation was not finished.' };
    const [batch] = runs.flatMap((run) => run.batch ?? []);
    const ablation = batch === undefined || !request.ablation ? null : batchAblation(session.database, batch);
    if (ablation !== null && request.json) printJson({ type: 'ablation', case: session.slug, evidenceId: item.evidenceId, ablation });
    else if (ablation !== null) sayAblation(ablation);
    return null;
  } catch (error) {
    clear();
    if (error instanceof AppError) return toErrorRecord(error);
    throw error;
  }
}

async function modelRuns(session: CaseSession, explainer: Explainer, item: Explainable, server: ModelServer, ablation: boolean): Promise<readonly Explanation[]> {
  const variants = ablation ? (['mask', 'shuffled', 'none'] as const) : (['mask'] as const);
  const known = knownRuns(session.database, item.findingId, { origin: parseAddress(server.address).origin, model: server.model, variants });
  if (known !== null) return known;
  const asked = await explainer.ask(item.findingId, variants, server);
  for (const { id } of asked) await explainer.ended(id);
  return asked.map(({ id }) => readExplanation(session.database, id));
}

function show(session: CaseSession, item: Explainable, explanation: Explanation, { json, level }: ExplainRequest): void {
  if (json) printJson({ type: 'explanation', case: session.slug, path: item.path, explanation });
  else sayExplanation(explanation, level);
}

/** Writes the consent that the flags give, once; without it a remote server is refused before anything is measured. */
function allowRemote(session: CaseSession, { server, consent }: ExplainRequest): void {
  if (server === null || isConsented(session.database, server.address)) return;
  const { origin } = parseAddress(server.address);
  if (consent === null) throw new AppError('SERVER_REMOTE', `${origin} is not this machine. Pictures of this case go there only with --allow-remote and a --reason, which is kept in the audit log.`, { origin });
  writeConsent(session, server.address, { given: true, reason: consent, author: session.actor });
}
