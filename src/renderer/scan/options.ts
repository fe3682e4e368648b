import { analysisOptionsSchema, type AnalysisOptions } from '../../contract/index.ts';

export type NumericOption = Exclude<keyof AnalysisOptions, 'globalPass'>;

export interface OptionDefinition {
  readonly option: NumericOption;
  readonly label: string;
  readonly unit: string;
  readonly help: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Shown value times this is the option's: bytes are entered in megabytes. */
  readonly factor: number;
}

export const DEFAULT_OPTIONS: AnalysisOptions = analysisOptionsSchema.parse({});

/** Options of an analysis in plain words. All of them go into the record of each finding. */
export const OPTIONS: readonly OptionDefinition[] = [
  { option: 'threshold', label: 'Threshold', unit: 'probability', help: 'A pixel counts as altered from this probability on. Regions and the marked share follow from it; it can be moved in the review without a new scan.', min: 0.01, max: 0.99, step: 0.01, factor: 1 },
  { option: 'minimumRegionArea', label: 'Smallest region', unit: 'pixels', help: 'Spots smaller than this are not listed as regions. They stay in the mask.', min: 1, max: 10_000_000, step: 16, factor: 1 },
  { option: 'tileSize', label: 'Tile side', unit: 'pixels, a multiple of 32', help: 'Pictures are analysed in squares of this side at full resolution. Larger ones see more context and need more memory.', min: 128, max: 2048, step: 32, factor: 1 },
  { option: 'tileOverlap', label: 'Tile overlap', unit: 'pixels, a multiple of 8', help: 'Neighbouring tiles share this much, so that no seam shows. More is slower.', min: 16, max: 512, step: 8, factor: 1 },
  { option: 'maximumPixels', label: 'Largest picture', unit: 'megapixels', help: 'Larger pictures are listed as problems with this reason, and not opened.', min: 1, max: 10_000, step: 10, factor: 1e6 },
  { option: 'maximumBytes', label: 'Largest file', unit: 'megabytes', help: 'Larger files are listed as problems with this reason, and not read.', min: 1, max: 1_000_000, step: 100, factor: 1e6 },
];

export const GLOBAL_PASS_HELP = 'Also looks at the whole picture made smaller, and joins both. Finds large alterations better and takes a little longer.';

/** Why an option cannot be used as entered, in words; null where it can. */
export function optionProblem(options: AnalysisOptions, definition: OptionDefinition): string | null {
  const value = options[definition.option];
  if (!Number.isFinite(value)) return 'Enter a number';
  const shown = value / definition.factor;
  if (shown < definition.min || shown > definition.max) return `From ${definition.min} to ${definition.max}`;
  const parsed = analysisOptionsSchema.shape[definition.option].safeParse(value);
  if (!parsed.success) return `Must be ${definition.unit.includes('multiple') ? definition.unit.split(', ')[1]! : 'a whole number'}`;
  if (definition.option === 'tileOverlap' && options.tileOverlap * 2 > options.tileSize) return 'At most half of the tile side';
  return null;
}

/** What differs from the defaults, in words, for the head of the closed section. */
export function changedOptions(options: AnalysisOptions): string[] {
  const changed = OPTIONS.filter(({ option }) => options[option] !== DEFAULT_OPTIONS[option]).map(({ option, label, factor }) => `${label.toLowerCase()} ${options[option] / factor}`);
  return options.globalPass === DEFAULT_OPTIONS.globalPass ? changed : [...changed, options.globalPass ? 'with whole-picture pass' : 'no whole-picture pass'];
}
