import { type CaseSession, closeAbandonedSignals, createSignalRunner, createTurns, forTerminal, type ItemSelection, knownSignalRun, readSignalRun, type SignalItem, signalItems, type SignalRunner } from '../../casework/index.ts';
import { AppError, type ErrorRecord, type MadeOf, type SignalName, type SignalRun, toErrorRecord } from '../../contract/index.ts';
import { startViewer } from '../../engine/index.ts';
import { exitCodeFor, EXIT } from '../exitCodes.ts';
import { note, print, printJson } from '../output.ts';
import { sayRun } from './say.ts';

export interface SignalsRequest {
  /** Null for all pictures of the case. */
  readonly selection: ItemSelection | null;
  /** Null for all methods. */
  readonly names: readonly SignalName[] | null;
  readonly again: boolean;
  readonly json: boolean;
}

export interface SignalsOutcome {
  /** Items over which not all methods could be run, each named with its reason. */
  readonly problems: number;
  readonly interrupted: boolean;
}

/** Longest time of one method over one picture; large ones take minutes. */
const TIMEOUT = 900_000;

/** Runs the methods over item after item and prints what each said. Throws AppError for what stops all of it. */
export async function runSignals(session: CaseSession, request: SignalsRequest, signal: AbortSignal): Promise<SignalsOutcome> {
  const items = signalItems(session.database, request.selection);
  if (items.length === 0) throw new AppError('ITEM_NOT_FOUND', 'No such item is in this case. "palimpsest cases" shows the case; scan a folder to add its pictures.');
  closeAbandonedSignals(session);
  const viewer = startViewer({ timeoutMilliseconds: TIMEOUT });
  const bar = process.stderr.isTTY && !request.json;
  const clear = (): void => void (bar && process.stderr.write('\r\u001b[2K'));
  const runner = createSignalRunner({
    session,
    viewer: () => viewer,
    turns: createTurns(),
    author: () => session.actor,
    emit: (event) => {
      if (!bar || event.type !== 'signals') return;
      const { results, names } = readSignalRun(session.database, event.runId);
      process.stderr.write(`\r\u001b[2Kitem ${event.evidenceId}: ${results.length} of ${names.length} methods`);
    },
  });
  const onAbort = (): void => void runner.stop();
  signal.addEventListener('abort', onAbort, { once: true });
  let problems = 0;
  try {
    const madeOf = await viewer.madeOf();
    for (const item of items) {
      if (signal.aborted) break;
      const problem = await runItem(session, runner, item, request, madeOf, clear);
      if (signal.aborted || problem === null) continue;
      problems += 1;
      note(`palimpsest: item ${item.evidenceId}: ${forTerminal(problem.message)} [${problem.code}]`);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    await runner.stop();
    await viewer.close();
  }
  if (signal.aborted) note('Interrupted; what was finished is in the case. The same command goes on where it stopped.');
  return { problems, interrupted: signal.aborted };
}

/** Null when every method has answered, otherwise why not. */
async function runItem(session: CaseSession, runner: SignalRunner, item: SignalItem, { names, again, json }: SignalsRequest, madeOf: MadeOf, clear: () => void): Promise<Pick<ErrorRecord, 'code' | 'message'> | null> {
  if (!item.isRead) return { code: 'ARGUMENT_INVALID', message: `${item.path} has not been read yet. Scan it first.` };
  try {
    const run = (again ? null : knownSignalRun(session.database, item.evidenceId, names, madeOf)) ?? (await newRun(session, runner, item, names));
    clear();
    if (json) printJson({ type: 'signals', case: session.slug, path: item.path, run });
    else {
      print(forTerminal(item.path));
      sayRun(run);
    }
    return run.status === 'done' ? null : problemOf(run);
  } catch (error) {
    clear();
    // What concerns the process rather than one item: the next item would fare no better.
    if (!(error instanceof AppError) || exitCodeFor(error) === EXIT.unavailable) throw error;
    return toErrorRecord(error);
  }
}

async function newRun(session: CaseSession, runner: SignalRunner, { evidenceId }: SignalItem, names: readonly SignalName[] | null): Promise<SignalRun> {
  const { id } = await runner.start(evidenceId, names);
  await runner.ended(id);
  return readSignalRun(session.database, id);
}

function problemOf({ error }: SignalRun): Pick<ErrorRecord, 'code' | 'message'> {
  const { code, message } = error ?? { code: 'INTERNAL', message: 'The methods were not finished.' };
  return { code: code as ErrorRecord['code'], message };
}
