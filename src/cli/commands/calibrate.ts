import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError, calibrationSchema, type Rate, setDescriptionsSchema } from '../../contract/index.ts';
import { calibrate } from '../calibrate/calibrate.ts';
import type { ClassOutcome } from '../calibrate/calibrateClass.ts';
import { reliabilityDiagram } from '../calibrate/diagram.ts';
import { readResults } from '../calibrate/results.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { decimals, note, print, table } from '../output.ts';
import { type AnalysisFlags, modelOf, withModelFlags } from '../settings.ts';

interface CalibrateFlags extends Pick<AnalysisFlags, 'model' | 'models'> {
  readonly out: string;
  readonly descriptions?: string;
  readonly diagrams?: string;
}

export function addCalibrate(program: Command, finish: (code: ExitCode) => void): void {
  withModelFlags(program.command('calibrate').argument('<folders...>', 'folders with the results of "palimpsest evaluate"'))
    .description('Turn measured scores into operating points, error rates and likelihood ratios by kind of picture.')
    .requiredOption('--out <file>', 'where the error rates go; calibration.json beside a manifest is used by the workbench')
    .option('--descriptions <file>', 'JSON with what each set is, by its name')
    .option('--diagrams <folder>', 'where reliability diagrams go, as SVG')
    .action(async (folders: readonly string[], flags: CalibrateFlags) => finish(await runCalibrate(folders, flags)));
}

async function runCalibrate(folders: readonly string[], flags: CalibrateFlags): Promise<ExitCode> {
  const { manifest } = await modelOf(flags);
  const results = await readResults(folders, manifest);
  const descriptions = flags.descriptions === undefined ? new Map<string, string>() : await readDescriptions(flags.descriptions);
  const { calibration, outcomes } = calibrate(manifest, results, descriptions, new Date().toISOString().slice(0, 10));
  const out = resolve(flags.out);
  await mkdir(dirname(out), { recursive: true });
  await replace(out, `${JSON.stringify(calibrationSchema.parse(calibration), null, 1)}\n`);
  if (flags.diagrams !== undefined) await writeDiagrams(resolve(flags.diagrams), manifest.id, outcomes);
  sayOutcomes(outcomes);
  sayReliability(calibration.reliabilityMap);
  if (results.failed > 0) note(`${results.failed} pictures that could not be analysed are left out.`);
  note(`Written: ${relative(process.cwd(), out)}`);
  return EXIT.ok;
}

async function readDescriptions(path: string): Promise<ReadonlyMap<string, string>> {
  try {
    return new Map(Object.entries(setDescriptionsSchema.parse(JSON.parse(await readFile(path, 'utf8')))));
  } catch (error) {
    throw new AppError('ARGUMENT_INVALID', `${path} is no JSON object of set names and texts. Correct it or leave --descriptions out.`, undefined, error);
  }
}

async function writeDiagrams(folder: string, model: string, outcomes: readonly ClassOutcome[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { calibration } of outcomes) {
    if (calibration.validated) await replace(join(folder, `${model}-${calibration.class}.svg`), reliabilityDiagram(`${model}: ${calibration.class}, ${calibration.untouched} untouched, ${calibration.altered} altered`, calibration.reliabilityDiagram));
  }
}

async function replace(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}

function sayOutcomes(outcomes: readonly ClassOutcome[]): void {
  const shown = ({ value, low, high }: Rate): string => `${decimals(value)} [${decimals(low)}, ${decimals(high)}]`;
  const rows = outcomes.map(({ calibration: { class: kind, untouched, altered, point, likelihoodRatio: ratio }, areaUnderCurve: area }) => [
    kind, String(untouched), String(altered), Number.isNaN(area) ? '-' : decimals(area),
    ...(point === null || ratio === null
      ? ['not validated', '', '', '', '', '', '', '', '']
      : [decimals(point.flag), shown(point.falsePositiveRate), shown(point.detectionRate), decimals(point.clear), shown(point.missRate), shown(point.inconclusive.untouched), decimals(ratio.cllr), decimals(ratio.cllrLeast), `${decimals(10 ** ratio.low)} to ${decimals(10 ** ratio.high)}`]),
  ]);
  print(table(['class', 'untouched', 'altered', 'AUC', 'flag', 'false positives', 'found', 'clear', 'missed', 'inconclusive, untouched', 'Cllr', 'least Cllr', 'likelihood ratios'], rows));
  print();
  for (const { calibration, crossValidated, leftOut } of outcomes) {
    if (leftOut > 0) print(`${calibration.class}: ${leftOut} further versions of the same sources are left out.`);
    if (crossValidated !== null) {
      print(`${calibration.class}: with thresholds chosen on the other nine tenths, ${crossValidated.flaggedUntouched} of ${calibration.untouched} untouched and ${crossValidated.flaggedAltered} of ${calibration.altered} altered pictures are flagged, ${crossValidated.missedAltered} altered ones pass as clear.`);
    }
  }
  print('In brackets: 95 % intervals (Clopper and Pearson). Cllr in bits, on pictures left out of the fit; 1 is a score that says nothing.');
}

function sayReliability(map: ReturnType<typeof calibrate>['calibration']['reliabilityMap']): void {
  if (map === null) return;
  print();
  print(table(['predicted reliability', 'pixels', 'wrong'], map.bins.map(({ from, to, pixels, errors }) => [`${from} to ${to}`, String(pixels), decimals(errors)])));
}
