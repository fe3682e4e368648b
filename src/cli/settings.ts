import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type AnalysisOptions, analysisOptionsSchema, AppError, type Provider, providerSchema } from '../contract/index.ts';
import { type ModelReference, resolveModel } from '../casework/index.ts';

/** Models that come with the release. */
export const MODELS_FOLDER = resolve(import.meta.dirname, '..', '..', 'resources', 'models');
const DEFAULT_MODEL = 'omni-nano';

/** Values of the options that analyze, scan, evaluate and doctor share. */
export interface AnalysisFlags {
  readonly model: string;
  readonly models?: string;
  readonly provider: Provider | 'auto';
  readonly threshold?: number;
  readonly tile?: number;
  readonly overlap?: number;
  readonly globalPass: boolean;
  readonly minimumRegion?: number;
  readonly limitPixels?: number;
  readonly limitBytes?: number;
  readonly limitSeconds?: number;
}

export function withModelFlags(command: Command): Command {
  return command
    .addOption(new Option('--model <id-or-folder>', 'model to run').default(process.env['PALIMPSEST_MODEL'] ?? DEFAULT_MODEL))
    .addOption(new Option('--models <folder>', 'where models are kept').env('PALIMPSEST_MODELS'))
    .addOption(new Option('--provider <provider>', 'where the network runs').choices(['auto', ...providerSchema.options]).default('auto'));
}

export function withAnalysisFlags(command: Command): Command {
  return withModelFlags(command)
    .option('--threshold <probability>', 'from where on a pixel counts as altered (default .5)', decimal)
    .option('--tile <pixels>', 'side of a tile, a multiple of 32 (default 1024)', wholeNumber)
    .option('--overlap <pixels>', 'overlap of tiles, a multiple of 8 (default 192)', wholeNumber)
    .option('--no-global-pass', 'do not also look at the whole picture, resized')
    .option('--minimum-region <pixels>', 'smallest region listed (default 64)', wholeNumber)
    .option('--limit-pixels <count>', 'refuse larger pictures before decoding (default 400000000)', wholeNumber)
    .option('--limit-bytes <count>', 'refuse larger files before reading (default 2000000000)', wholeNumber)
    .option('--limit-seconds <seconds>', 'longest time for one file (default: grows with its size)', decimal);
}

export function withCasesFlag(command: Command): Command {
  return command.addOption(new Option('--cases <folder>', 'folder that holds the cases').env('PALIMPSEST_CASES').default('cases'));
}

/** The analysis options of the flags; what is not given has the contract's default. Error: ARGUMENT_INVALID. */
export function analysisOptions(flags: AnalysisFlags): AnalysisOptions {
  const parsed = analysisOptionsSchema.safeParse({
    threshold: flags.threshold,
    tileSize: flags.tile,
    tileOverlap: flags.overlap,
    globalPass: flags.globalPass,
    minimumRegionArea: flags.minimumRegion,
    maximumPixels: flags.limitPixels,
    maximumBytes: flags.limitBytes,
  });
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new AppError('ARGUMENT_INVALID', `An analysis option is out of range (${issues}). "palimpsest scan --help" gives the ranges.`);
  }
  if (parsed.data.tileOverlap * 2 > parsed.data.tileSize) throw new AppError('ARGUMENT_INVALID', `The overlap of ${parsed.data.tileOverlap} is more than half a tile of ${parsed.data.tileSize}. Choose a smaller --overlap.`);
  return parsed.data;
}

export async function modelOf(flags: Pick<AnalysisFlags, 'model' | 'models'>): Promise<ModelReference> {
  return resolveModel(flags.models === undefined ? MODELS_FOLDER : resolve(flags.models), flags.model);
}

/** Folder for results that belong to no case. */
export function evaluationsFolder(cases: string): string {
  return join(cases, 'evaluations');
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('A whole number is needed.');
  return Number(text);
}

/** A whole number of at most nine digits: an id, a count, a seed. */
export function smallNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number is needed.');
  return Number(text);
}

function decimal(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('A number above 0 is needed.');
  return value;
}
