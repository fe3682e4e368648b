import type { Command } from 'commander';
import { type CheckResult, closeAbandonedChecks, type Custody, forTerminal, openCase, readCustody, runCheck, startCheck, viewCase } from '../../casework/index.ts';
import { AppError } from '../../contract/index.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { interruptible } from '../interrupt.ts';
import { print, printJson } from '../output.ts';
import { type SelectionFlags, selectionOf, withSelectionFlags } from '../selection.ts';
import { withCasesFlag } from '../settings.ts';
import { createStageView } from '../stageView.ts';

interface CustodyFlags extends SelectionFlags {
  readonly cases: string;
  readonly check: boolean;
  readonly json: boolean;
}

export function addCustody(program: Command, finish: (code: ExitCode) => void): void {
  withSelectionFlags(withCasesFlag(program.command('custody').argument('<case>', 'name of the case')))
    .description('Say whether the evidence is as it was taken in, and who had it. --check reads it again.')
    .option('--check', 'read the evidence again and compare bytes, modification times and the listing of its folders', false)
    .option('--json', 'the result as one line of JSON on stdout', false)
    .action(async (name: string, flags: CustodyFlags) => finish(await (flags.check ? runCheckCommand(name, flags) : runRead(name, flags))));
}

async function runRead(name: string, flags: CustodyFlags): Promise<ExitCode> {
  if (selectionOf(flags) !== null) throw new AppError('ARGUMENT_INVALID', '--items and --review go with --check.');
  const view = viewCase(flags.cases, name);
  try {
    return say(view.slug, await readCustody(view.database), null, flags.json);
  } finally {
    view.close();
  }
}

async function runCheckCommand(name: string, flags: CustodyFlags): Promise<ExitCode> {
  const items = selectionOf(flags);
  const session = await openCase(flags.cases, name, { mode: 'existing' });
  const view = createStageView({ verify: 'Reading evidence' }, false);
  try {
    closeAbandonedChecks(session);
    const check = await interruptible((signal) => runCheck(session, startCheck(session, items, session.actor), { signal, onProgress: (done, total) => view.on('verify', done, total) }));
    view.stop();
    const code = say(session.slug, await readCustody(session.database), check, flags.json);
    return check.status === 'finished' ? code : EXIT.interrupted;
  } finally {
    view.stop();
    await session.close();
  }
}

function say(slug: string, custody: Custody, made: CheckResult | null, json: boolean): ExitCode {
  const { items, transfers, statement } = custody;
  const wrong = items.filter(({ check }) => check !== null && check.outcome !== 'unchanged');
  const others = listingWords(made);
  if (json) printJson({ case: slug, check: made, items, transfers, statement });
  else {
    for (const { path, check } of wrong) print(`${forTerminal(path)}: ${check?.outcome ?? ''}; ${forTerminal(check?.message ?? '')}`);
    for (const line of others) print(line);
    const unchecked = items.filter(({ check, sha256 }) => check === null && sha256 !== null).length;
    print(statement === null ? 'There was no check of all files yet; --check makes one.' : forTerminal(statement));
    print(`${items.length} items, ${wrong.length} not as taken in, ${unchecked} not checked since; ${transfers.length} hand-overs recorded.`);
    for (const { at, from, to, purpose } of transfers) print(`  ${forTerminal(at)}  ${forTerminal(from)} to ${forTerminal(to)}${purpose === '' ? '' : `: ${forTerminal(purpose)}`}`);
  }
  return wrong.length + others.length > 0 ? EXIT.verificationFailed : EXIT.ok;
}

/** What the check just made found beside the files themselves. */
function listingWords(made: CheckResult | null): readonly string[] {
  const { appeared, vanished, unlistable } = made?.listing ?? {};
  const lines = ([['was not there at intake', appeared], ['is gone, and was not read at intake', vanished], ['cannot be listed', unlistable]] as const).flatMap(([words, named]) => {
    const more = (named?.count ?? 0) - (named?.paths.length ?? 0);
    return [...(named?.paths ?? []).map((path) => `${forTerminal(path)}: ${words}`), ...(more > 0 ? [`and ${more} more: ${words}`] : [])];
  });
  return lines;
}
