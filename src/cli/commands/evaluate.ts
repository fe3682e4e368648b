import { join, relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { forTerminal, type ModelReference } from '../../casework/index.ts';
import { AppError } from '../../contract/index.ts';
import { startEngines, startViewer } from '../../engine/index.ts';
import { A_DAY } from '../engine.ts';
import { runCompare } from '../evaluate/compare/runCompare.ts';
import { checkProtocol, type ProtocolName, protocolHint, PROTOCOLS } from '../evaluate/layouts/protocol.ts';
import { type Method, networkMethod, parseMethods, signalMethod } from '../evaluate/methods.ts';
import { progress } from '../evaluate/report/progress.ts';
import { sayEvaluation } from '../evaluate/report/terminal.ts';
import { parseChanges } from '../evaluate/robustness/changes.ts';
import { methodFolder, runEvaluation, type SetEvaluation } from '../evaluate/run.ts';
import { type EvaluationSet, findSets, LAYOUT_NAMES, type LayoutName } from '../evaluate/sets.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { interruptible } from '../interrupt.ts';
import { note, printJson } from '../output.ts';
import { type AnalysisFlags, analysisOptions, evaluationsFolder, modelOf, smallNumber, withAnalysisFlags, withCasesFlag } from '../settings.ts';

interface EvaluateFlags extends AnalysisFlags {
  readonly cases: string;
  readonly out?: string;
  readonly json: boolean;
  readonly keepMasks: boolean;
  readonly layout?: LayoutName;
  readonly protocol?: ProtocolName;
  readonly methods: string;
  readonly robustness?: string | true;
  readonly robustnessShare: number;
  readonly robustnessPictures: number;
  readonly compare?: readonly string[];
  readonly force: boolean;
}

export function addEvaluate(program: Command, finish: (code: ExitCode) => void): void {
  const command = program.command('evaluate').argument('[folder]', 'a set (images/, masks/, authentic/, or a published layout) or a folder of sets');
  withCasesFlag(withAnalysisFlags(command))
    .description('Measure the model on pictures whose alterations are known, alone, beside classical methods, under changes, or against another run.')
    .option('--out <folder>', 'where results go (default: evaluations/ in the folder of cases)')
    .option('--keep-masks', 'keep masks and overlays beside the results', false)
    .addOption(new Option('--layout <name>', 'form in which the set was published (default: recognised)').choices(LAYOUT_NAMES))
    .addOption(new Option('--protocol <name>', 'compression protocol of DocTamper').choices(PROTOCOLS))
    .option('--methods <list>', 'what to measure: network, classical methods, separated by commas, or all', 'network')
    .option('--robustness [kinds]', 'also measure changed copies: all, or some of jpeg,resize,blur,noise,social')
    .option('--robustness-share <share>', 'share of the pictures that are changed, above 0 to 1', share, 1)
    .option('--robustness-pictures <count>', 'most altered and most untouched pictures that are changed', smallNumber, 40)
    .option('--compare <folders...>', 'two folders of results A and B, or with a folder of sets two models: paired differences with tests')
    .option('--force', 'compare runs whose thresholds or options differ', false)
    .option('--json', 'each summary as a line of JSON on stdout', false)
    .action(async (folder: string | undefined, flags: EvaluateFlags) => finish(await runEvaluate(folder, flags)));
}

async function runEvaluate(folder: string | undefined, flags: EvaluateFlags): Promise<ExitCode> {
  if (flags.compare !== undefined) return compare(folder, flags, flags.compare);
  if (folder === undefined) throw new AppError('ARGUMENT_INVALID', 'Name a set or a folder of sets, such as "palimpsest evaluate sets", or two results with --compare A B.');
  const { evaluations, code } = await evaluate(folder, flags, resolve(flags.out ?? evaluationsFolder(flags.cases)));
  if (!flags.json) sayEvaluation(evaluations, analysisOptions(flags).threshold);
  return code;
}

/** Two folders of results; or two models, each of which is run on the sets first. */
async function compare(folder: string | undefined, flags: EvaluateFlags, [a, b, ...more]: readonly string[]): Promise<ExitCode> {
  if (a === undefined || b === undefined || more.length > 0) throw new AppError('ARGUMENT_INVALID', 'Name two folders: "palimpsest evaluate --compare A B", or "palimpsest evaluate SETS --compare MODEL MODEL".');
  const common = { force: flags.force, json: flags.json };
  if (folder === undefined) {
    await runCompare({ ...common, a, b, out: flags.out === undefined ? null : resolve(flags.out) });
    return EXIT.ok;
  }
  const out = resolve(flags.out ?? evaluationsFolder(flags.cases));
  const [left, right] = [join(out, 'a'), join(out, 'b')];
  const first = await evaluate(folder, { ...flags, model: a, json: false }, left);
  const second = await evaluate(folder, { ...flags, model: b, json: false }, right);
  await runCompare({ ...common, a: left, b: right, out });
  return first.code === EXIT.ok ? second.code : first.code;
}

async function evaluate(folder: string, flags: EvaluateFlags, out: string): Promise<{ readonly evaluations: readonly SetEvaluation[]; readonly code: ExitCode }> {
  const options = analysisOptions(flags);
  const names = parseMethods(flags.methods);
  const protocol = flags.protocol ?? null;
  const robustness = flags.robustness === undefined ? null : { changes: parseChanges(flags.robustness === true ? 'all' : flags.robustness), portion: { share: flags.robustnessShare, most: flags.robustnessPictures } };
  if (protocol !== null && (robustness !== null || names.some((name) => name !== 'network'))) throw new AppError('ARGUMENT_INVALID', 'A compression protocol is for the network alone: leave out --robustness and --methods, or --protocol.');
  const model = names.includes('network') ? await modelOf(flags) : null;
  const sets = await findSets(folder, flags.layout);
  for (const set of sets) saySet(set, flags);
  const evaluations = await interruptible((signal) =>
    withMethods(model, names, flags, (methods) =>
      runEvaluation(
        { sets, methods, model: model === null ? null : { id: model.manifest.id, sha256: model.manifest.sha256 }, options, out, keepMasks: flags.keepMasks, protocol, robustness },
        { signal, onSet: progress, onSetDone: (evaluation) => saySetDone(evaluation, out, flags.json) },
      ),
    ),
  );
  note(`Report: ${relative(process.cwd(), join(out, 'evaluation.md'))}`);
  return { evaluations, code: evaluations.some(({ summaries }) => summaries.some(({ failed }) => failed > 0)) ? EXIT.problemFiles : EXIT.ok };
}

/** Runs `work` with the methods' processes, which are ended afterwards whatever happened: an engine for the network, a view process for the others. */
async function withMethods<T>(model: ModelReference | null, names: ReturnType<typeof parseMethods>, flags: EvaluateFlags, work: (methods: readonly Method[]) => Promise<T>): Promise<T> {
  const engine = model === null ? null : startEngines({ modelFolder: model.folder, provider: flags.provider, timeoutMilliseconds: A_DAY });
  const viewer = names.some((name) => name !== 'network') ? startViewer({ timeoutMilliseconds: A_DAY }) : null;
  try {
    return await work(names.flatMap((name) => {
      if (name === 'network') return engine === null ? [] : [networkMethod(engine, analysisOptions(flags))];
      return viewer === null ? [] : [signalMethod(viewer, name)];
    }));
  } finally {
    await Promise.all([engine?.close(), viewer?.close()]);
  }
}

function saySet(set: EvaluationSet, flags: EvaluateFlags): void {
  note(`${set.name}: layout ${set.layout}, ${flags.layout === undefined ? `recognised by ${forTerminal(set.why)}` : 'as asked'}`);
  for (const warning of set.warnings) note(`${set.name}: ${forTerminal(warning)}`);
  if (flags.protocol !== undefined) {
    checkProtocol(set, flags.protocol);
    if (set.authentic.length > 0) note(`${set.name}: untouched pictures are left out under the protocol ${flags.protocol}`);
    return;
  }
  const hint = protocolHint(set);
  if (hint !== null) note(`${set.name}: ${hint}`);
}

function saySetDone({ set, summaries }: SetEvaluation, out: string, json: boolean): void {
  for (const summary of summaries) {
    if (json) printJson(summary);
    else note(`${set.name}: ${relative(process.cwd(), join(methodFolder(out, summary.method), `${set.name}.json`))}`);
  }
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 1)) throw new InvalidArgumentError('A share above 0, at most 1, is needed.');
  return value;
}
