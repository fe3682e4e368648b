import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { forTerminal, type Match, matchEvidence, type OpenPack, openPack, reproduceItem, type Reproduction, settingsOf } from '../../casework/index.ts';
import { type Provider, providerSchema } from '../../contract/index.ts';
import { withEngine } from '../engine.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { interruptible } from '../interrupt.ts';
import { decimals, note, print, printJson } from '../output.ts';
import { modelOf } from '../settings.ts';

interface ReproduceFlags {
  readonly evidence: readonly string[];
  readonly model?: string;
  readonly models?: string;
  readonly provider?: Provider | 'auto';
  readonly json: boolean;
}

export function addReproduce(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('reproduce')
    .argument('<pack>', 're-run pack: a .zip of "palimpsest export --format rerun", or the folder it was unpacked to')
    .requiredOption('--evidence <path...>', 'the pictures the pack is of, or a folder they lie in; found by their SHA-256')
    .description('Run analyses again and compare the masks byte by byte with those of the pack.')
    .option('--model <id-or-folder>', 'model to run (default: the one the pack names)')
    .addOption(new Option('--models <folder>', 'where models are kept').env('PALIMPSEST_MODELS'))
    .addOption(new Option('--provider <provider>', 'where the network runs (default: as in the pack)').choices(['auto', ...providerSchema.options]))
    .option('--json', 'each result as a line of JSON on stdout', false)
    .action(async (pack: string, flags: ReproduceFlags) => finish(await runReproduce(pack, flags)));
}

async function runReproduce(path: string, flags: ReproduceFlags): Promise<ExitCode> {
  const pack = await openPack(resolve(path));
  return interruptible(async (signal) => {
    const matches = await matchEvidence(pack, flags.evidence, signal);
    const missing = pack.pack.items.filter(({ item }) => !matches.some((match) => match.item.item === item));
    const results: Reproduction[] = [];
    for (const group of Map.groupBy(matches, ({ item }) => JSON.stringify(settingsOf(item))).values()) results.push(...(await runGroup(pack, group, flags, signal)));
    const different = results.filter(({ identical }) => !identical).length;
    if (flags.json) printJson({ type: 'finished', identical: results.length - different, different, missing: missing.map(({ item }) => item) });
    else sayEnd(results.length, different);
    for (const { item, name, record } of missing) note(`Item ${item} (${forTerminal(name)}) was not run: none of the files named has SHA-256 ${record.inputSha256}.`);
    if (results.length === 0) note('None of the files named is a picture of this pack. Name the files that were analysed, unchanged.');
    if (different > 0 || results.length === 0) return EXIT.verificationFailed;
    return missing.length > 0 ? EXIT.problemFiles : EXIT.ok;
  });
}

async function runGroup(pack: OpenPack, group: readonly Match[], flags: ReproduceFlags, signal: AbortSignal): Promise<readonly Reproduction[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { modelId, provider } = settingsOf(first.item);
  const model = await modelOf({ model: flags.model ?? modelId, ...(flags.models === undefined ? {} : { models: flags.models }) });
  return withEngine(model, flags.provider ?? provider, async (engine) => {
    const results: Reproduction[] = [];
    for (const match of group) {
      const result = await reproduceItem(pack, match, { model, engine, signal });
      if (flags.json) printJson({ type: 'item', ...result });
      else sayItem(result);
      results.push(result);
    }
    return results;
  });
}

function sayItem({ item, name, identical, pixelsSha256, difference, score, regions, versions }: Reproduction): void {
  print(`Item ${item}, ${forTerminal(name)}: ${identical ? 'identical' : 'DIFFERENT'}`);
  if (identical) print(`  all ${difference.pixels} pixels of the quantised mask are the same; SHA-256 of its bytes ${pixelsSha256}`);
  else {
    print(`  ${difference.differing} of ${difference.pixels} pixels differ (${percent(difference.share)}), by at most ${difference.largest} and on average ${difference.mean.toPrecision(3)} of 255 levels`);
    print(`  ${difference.crossed} pixels (${percent(difference.crossed / Math.max(1, difference.pixels))}) are on the other side of the threshold; score ${decimals(score.before)} then, ${decimals(score.now)} now; regions ${regions.before} then, ${regions.now} now`);
  }
  if (versions.length === 0) print('  model, provider, platform and all versions as then');
  for (const { what, before, now } of versions) print(`  ${what}: ${forTerminal(before)} then, ${forTerminal(now)} now`);
}

function sayEnd(run: number, different: number): void {
  if (run === 0) return;
  print(different === 0 ? `${run === 1 ? 'The analysis was' : `All ${run} analyses were`} reproduced: the masks are identical.` : `${different} of ${run} ${run === 1 ? 'analysis' : 'analyses'} gave another mask.`);
}

function percent(share: number): string {
  return `${(share * 100).toPrecision(3)} %`;
}
