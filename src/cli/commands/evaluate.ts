import { mkdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import cliProgress from 'cli-progress';
import type { Command } from 'commander';
import { forTerminal } from '../../casework/index.ts';
import { withEngine } from '../engine.ts';
import type { Estimate } from '../evaluate/bootstrap.ts';
import { evaluateSet, type PictureResult } from '../evaluate/evaluateSet.ts';
import { writeSetFiles } from '../evaluate/files.ts';
import { type EvaluationSet, findSets } from '../evaluate/sets.ts';
import { type SetSummary, summarise } from '../evaluate/summary.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { interruptible } from '../interrupt.ts';
import { decimals, note, print, printJson, table } from '../output.ts';
import { type AnalysisFlags, analysisOptions, evaluationsFolder, modelOf, withAnalysisFlags, withCasesFlag } from '../settings.ts';

interface EvaluateFlags extends AnalysisFlags {
  readonly cases: string;
  readonly out?: string;
  readonly json: boolean;
  readonly keepMasks: boolean;
}

export function addEvaluate(program: Command, finish: (code: ExitCode) => void): void {
  const command = program.command('evaluate').argument('<folder>', 'a set (images/, masks/, authentic/) or a folder of sets');
  withCasesFlag(withAnalysisFlags(command))
    .description('Measure the model on pictures whose alterations are known.')
    .option('--out <folder>', 'where <set>.csv and <set>.json go (default: evaluations/ in the folder of cases)')
    .option('--keep-masks', 'keep masks and overlays beside the results', false)
    .option('--json', 'each summary as a line of JSON on stdout', false)
    .action(async (folder: string, flags: EvaluateFlags) => finish(await runEvaluate(folder, flags)));
}

async function runEvaluate(folder: string, flags: EvaluateFlags): Promise<ExitCode> {
  const options = analysisOptions(flags);
  const model = await modelOf(flags);
  const sets = await findSets(folder);
  const out = resolve(flags.out ?? evaluationsFolder(flags.cases));
  await mkdir(out, { recursive: true });
  return interruptible((signal) =>
    withEngine(model, flags.provider, async (engine) => {
      const summaries: SetSummary[] = [];
      for (const set of sets) {
        for (const warning of set.warnings) note(`${set.name}: ${forTerminal(warning)}`);
        const work = join(out, `${set.name}-artifacts`);
        const bar = progress(set);
        try {
          const results = await evaluateSet(engine, set, work, options, { signal, onResult: bar.onResult });
          bar.stop();
          const summary = summarise(set.name, { id: model.manifest.id, sha256: model.manifest.sha256 }, options, results);
          summaries.push(summary);
          const files = await writeSetFiles(out, summary, results);
          if (flags.json) printJson(summary);
          else note(`${set.name}: ${relative(process.cwd(), files.csv)}, ${relative(process.cwd(), files.json)}`);
        } finally {
          bar.stop();
          if (!flags.keepMasks) await rm(work, { recursive: true, force: true });
        }
      }
      if (!flags.json) sayTable(summaries, options.threshold);
      return summaries.some((summary) => summary.failed > 0) ? EXIT.problemFiles : EXIT.ok;
    }),
  );
}

function progress(set: EvaluationSet): { readonly onResult: (result: PictureResult) => void; readonly stop: () => void } {
  const total = set.tampered.length + set.authentic.length;
  let done = 0;
  const bar = process.stderr.isTTY ? new cliProgress.SingleBar({ format: `${set.name} {bar} {value}/{total}, {eta_formatted} left`, stream: process.stderr, hideCursor: true }, cliProgress.Presets.shades_classic) : null;
  bar?.start(Math.max(1, total), 0);
  return {
    stop: () => bar?.stop(),
    onResult: (result) => {
      done += 1;
      bar?.update(done);
      if (bar === null && (done % 10 === 0 || done === total)) note(`${set.name}: ${done} of ${total}`);
      if (result.warning !== null) note(`${set.name}: ${forTerminal(`${result.image}: ${result.warning}`)}`);
      if (result.error !== null) note(`${set.name}: ${forTerminal(`${result.image}: ${result.error.code}: ${result.error.message}`)}`);
    },
  };
}

function sayTable(summaries: readonly SetSummary[], threshold: number): void {
  const cell = ({ value, low, high }: Estimate): string => (Number.isNaN(value) ? '-' : `${decimals(value)} [${decimals(low)}, ${decimals(high)}]`);
  const rows = summaries.map((one) => [
    one.set, String(one.altered), String(one.untouched), cell(one.iou), cell(one.precision), cell(one.recall), cell(one.f1), cell(one.imageAuc), cell(one.falsePositiveRate), cell(one.falsePositiveArea), one.failed === 0 ? '' : String(one.failed),
  ]);
  print(table(['set', 'altered', 'untouched', 'IoU', 'precision', 'recall', 'F1', 'image AUC', 'false-positive rate', 'false-positive area', 'failed'], rows));
  print();
  print(`IoU, precision, recall and F1 at ${decimals(threshold)}: means over altered pictures. False positives: untouched pictures with an image score of at least ${decimals(threshold)}; their mean mask area.`);
  print('In brackets: 95 % intervals over pictures (bootstrap, fixed seed).');
}
