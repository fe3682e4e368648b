import { type Command, Option } from 'commander';
import { readCase, openCase, parseAddress } from '../../casework/index.ts';
import { AppError, type ModelServer, modelServerSchema } from '../../contract/index.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { runExplanations } from '../explain/run.ts';
import { interruptible } from '../interrupt.ts';
import { MODELS_FOLDER, smallNumber, withCasesFlag } from '../settings.ts';

interface ExplainFlags {
  readonly cases: string;
  readonly models?: string;
  readonly item?: number;
  readonly all: boolean;
  readonly server?: string;
  readonly model: string;
  readonly allowRemote: boolean;
  readonly reason?: string;
  readonly seed?: number;
  readonly ablation: boolean;
  readonly level: 'plain' | 'technical';
  readonly json: boolean;
}

export function addExplain(program: Command, finish: (code: ExitCode) => void): void {
  withCasesFlag(program.command('explain').argument('<case>', 'name of the case'))
    .description('Put findings into sentences, each with the measured values it rests on. No language model unless --server names one.')
    .option('--item <id>', 'only this item', smallNumber)
    .option('--all', 'every item with a finding; so it is without --item', false)
    .option('--server <url>', 'also ask a language model: base address of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1')
    .option('--model <name>', 'model to ask; the first the server lists when left out', '')
    .option('--seed <number>', 'seed of the model (default 1)', smallNumber)
    .option('--allow-remote', 'let pictures of this case go to a server that is not this machine; needs --reason', false)
    .option('--reason <text>', 'why that is allowed, for the audit log')
    .option('--ablation', 'ask with the mask, with a shuffled one and without, and compare the words', false)
    .addOption(new Option('--level <level>', 'for whom the sentences are').choices(['plain', 'technical']).default('plain'))
    .addOption(new Option('--models <folder>', 'where models are kept').env('PALIMPSEST_MODELS'))
    .option('--json', 'each explanation as a line of JSON on stdout', false)
    .addHelpText('after', '\nThe key of a server that needs one is read from PALIMPSEST_SERVER_KEY.')
    .action(async (name: string, flags: ExplainFlags) => finish(await runExplain(name, flags)));
}

async function runExplain(name: string, flags: ExplainFlags): Promise<ExitCode> {
  const server = serverOf(flags);
  const consent = consentOf(flags, server);
  const session = await openCase(flags.cases, name, { mode: 'existing' });
  try {
    const status = readCase(session.database)?.status ?? 'open';
    if (status !== 'open') throw new AppError('ARGUMENT_INVALID', `The case is ${status}, so nothing can be added to it. Reopen it first.`, { case: session.slug, status });
    const request = { item: flags.item ?? null, server, consent, ablation: flags.ablation, level: flags.level, json: flags.json, modelsFolder: flags.models ?? MODELS_FOLDER };
    const { problems, interrupted } = await interruptible((signal) => runExplanations(session, request, signal));
    if (interrupted) return EXIT.interrupted;
    return problems > 0 ? EXIT.problemFiles : EXIT.ok;
  } finally {
    await session.close();
  }
}

/** The language model of the flags, or null. Errors: ARGUMENT_INVALID. */
function serverOf({ server, model, seed, ablation, item, all }: ExplainFlags): ModelServer | null {
  if (all && item !== undefined) throw new AppError('ARGUMENT_INVALID', '--item and --all say different things. Give one of them.');
  if (server === undefined) {
    if (ablation || model !== '' || seed !== undefined) throw new AppError('ARGUMENT_INVALID', '--ablation, --model and --seed are about a language model. Name its server with --server.');
    return null;
  }
  parseAddress(server);
  return modelServerSchema.parse({ enabled: true, address: server, model, key: process.env['PALIMPSEST_SERVER_KEY'] ?? '', ...(seed === undefined ? {} : { seed }) });
}

function consentOf({ allowRemote, reason }: ExplainFlags, server: ModelServer | null): string | null {
  if (!allowRemote) return null;
  if (server === null || reason === undefined || reason.trim() === '') throw new AppError('ARGUMENT_INVALID', '--allow-remote goes with --server and a --reason, which is kept in the audit log.');
  return reason.trim();
}
