import { type Command, InvalidArgumentError } from 'commander';
import { openCase } from '../../casework/index.ts';
import { SIGNAL_NAMES, type SignalName, signalNameSchema } from '../../contract/index.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { interruptible } from '../interrupt.ts';
import { requireOpenCase } from '../requireOpenCase.ts';
import { type SelectionFlags, selectionOf, withSelectionFlags } from '../selection.ts';
import { withCasesFlag } from '../settings.ts';
import { runSignals } from '../signals/run.ts';

interface SignalsFlags extends SelectionFlags {
  readonly cases: string;
  readonly methods?: readonly SignalName[];
  readonly again: boolean;
  readonly json: boolean;
}

export function addSignals(program: Command, finish: (code: ExitCode) => void): void {
  withSelectionFlags(withCasesFlag(program.command('signals').argument('<case>', 'name of the case')))
    .description('Second opinions: run classical methods over pictures of a case, and say how far they agree.')
    .option('--methods <methods>', `which, separated by commas: ${SIGNAL_NAMES.join(', ')} (default: all)`, methodNames)
    .option('--again', 'run them also where the same release has the answer already', false)
    .option('--json', 'each run as a line of JSON on stdout', false)
    .action(async (name: string, flags: SignalsFlags) => finish(await runSignalsCommand(name, flags)));
}

async function runSignalsCommand(name: string, flags: SignalsFlags): Promise<ExitCode> {
  const selection = selectionOf(flags);
  const session = await openCase(flags.cases, name, { mode: 'existing' });
  try {
    requireOpenCase(session);
    const request = { selection, names: flags.methods ?? null, again: flags.again, json: flags.json };
    const { problems, interrupted } = await interruptible((signal) => runSignals(session, request, signal));
    if (interrupted) return EXIT.interrupted;
    return problems > 0 ? EXIT.problemFiles : EXIT.ok;
  } finally {
    await session.close();
  }
}

function methodNames(text: string): readonly SignalName[] {
  const names = text.split(',').map((name) => signalNameSchema.safeParse(name.trim()));
  if (names.some(({ success }) => !success)) throw new InvalidArgumentError(`Methods are ${SIGNAL_NAMES.join(', ')}, separated by commas.`);
  return names.flatMap(({ data }) => data ?? []);
}
