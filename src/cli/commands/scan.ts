import { join, relative } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { forTerminal, openCase, requireFolder, scanFolder, type ScanSummary } from '../../casework/index.ts';
import type { ScanEvent } from '../../contract/index.ts';
import { withEngines } from '../engine.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { interruptible } from '../interrupt.ts';
import { duration, note, print } from '../output.ts';
import { createScanView } from '../scanView.ts';
import { type AnalysisFlags, analysisOptions, modelOf, smallNumber, withAnalysisFlags, withCasesFlag } from '../settings.ts';

interface ScanFlags extends AnalysisFlags {
  readonly case: string;
  readonly cases: string;
  readonly json: boolean;
  readonly retryFailed: boolean;
  readonly jobs?: number;
}

/** Problem files named at the end; the contact sheet and the case hold all of them. */
const NAMED_PROBLEMS = 20;

export function addScan(program: Command, finish: (code: ExitCode) => void): void {
  const command = program.command('scan').argument('<folder>', 'folder of pictures, read with everything below it').requiredOption('--case <name>', 'case to write into; made when it is not there');
  withCasesFlag(withAnalysisFlags(command))
    .description('Analyse every picture of a folder into a case and write a contact sheet.')
    .option('--json', 'every event as a line of JSON on stdout', false)
    .option('--retry-failed', 'try files again whose problem is known', false)
    .option('--jobs <count>', 'pictures analysed at a time (default: one a processor core, as far as memory allows)', jobs)
    .action(async (folder: string, flags: ScanFlags) => finish(await runScan(folder, flags)));
}

function jobs(text: string): number {
  const count = smallNumber(text);
  if (count < 1 || count > 64) throw new InvalidArgumentError('A number from 1 to 64 is needed.');
  return count;
}

async function runScan(folder: string, flags: ScanFlags): Promise<ExitCode> {
  const options = analysisOptions(flags);
  const model = await modelOf(flags);
  // A path that is not right must not leave an empty case behind.
  await requireFolder(folder);
  const session = await openCase(flags.cases, flags.case, { mode: 'create' });
  const view = createScanView(flags.json);
  const problems: Extract<ScanEvent, { type: 'item' }>[] = [];
  let known = 0;
  let seconds = 0;
  try {
    const summary = await interruptible((signal) =>
      withEngines(model, flags.provider, flags.jobs, (engine) =>
        scanFolder(session, engine, folder, { model, provider: flags.provider, options, retryFailed: flags.retryFailed, secondsPerFile: flags.limitSeconds ?? null }, {
          signal,
          onEvent: (event) => {
            view.onEvent(event);
            if (event.type === 'item' && event.status === 'known') known += 1;
            if (event.type === 'item' && event.status === 'failed') problems.push(event);
            if (event.type === 'finished') seconds = event.seconds;
          },
        }),
      ),
    );
    view.stop();
    const say = flags.json ? note : print;
    sayResult(say, summary, known, seconds, problems);
    sayPlaces(say, summary, session.paths.folder);
    if (summary.cancelled) return EXIT.interrupted;
    return summary.failed > 0 ? EXIT.problemFiles : EXIT.ok;
  } finally {
    view.stop();
    await session.close();
  }
}

function sayResult(say: (line: string) => void, summary: ScanSummary, known: number, seconds: number, problems: readonly Extract<ScanEvent, { type: 'item' }>[]): void {
  const files = summary.done + summary.failed + summary.skipped + summary.waiting;
  say('');
  say(`${files} files: ${summary.done} analysed${known > 0 ? ` (${known} of them known before)` : ''}, ${summary.failed} with a problem, ${summary.skipped} passed over${summary.waiting > 0 ? `, ${summary.waiting} still to do` : ''}, in ${duration(seconds)}.`);
  for (const problem of problems.slice(0, NAMED_PROBLEMS)) say(`  ${problem.error?.code ?? ''}  ${forTerminal(problem.path)}`);
  if (problems.length > NAMED_PROBLEMS) say(`  and ${problems.length - NAMED_PROBLEMS} more, all on the contact sheet`);
  if (summary.cancelled) say('Interrupted. Everything finished is in the case; run the same command again to go on.');
}

function sayPlaces(say: (line: string) => void, summary: ScanSummary, caseFolder: string): void {
  const shown = (path: string): string => forTerminal(relative(process.cwd(), path) || '.');
  const [first] = summary.sheets;
  if (first !== undefined) say(`Contact sheet       ${shown(first)}${summary.sheets.length > 1 ? ` (${summary.sheets.length} pages)` : ''}`);
  say(`Overlays and masks  ${shown(join(caseFolder, 'artifacts'))}`);
  say(`Case                ${shown(join(caseFolder, 'case.sqlite'))}`);
}
