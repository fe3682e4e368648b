import type { Comparison, ImageFacts, Position, Quantity, RegionMeasurement } from '../../../contract/index.ts';
import { QUANTITIES } from '../../../contract/index.ts';
import type { Known } from '../types.ts';

/** Pictures that are only known by their measurements, for tests of words. Sizes in pixels of a picture of 1200 x 900. */

const UNITS: Partial<Record<Quantity, string>> = { noise_level: 'grey levels', brightness: 'grey levels', contrast: 'grey levels', saturation: 'C*', colour_shift: 'Delta E', resave_error: 'grey levels' };
export const WIDTH = 1200;
export const HEIGHT = 900;

/** Inside is 10 plus the effect, outside is 10: one unit is one spread. `null`: could not be measured. */
export function compared(quantity: Quantity, effect: number | null, reason = 'the region is smaller than 4 windows'): Comparison {
  if (effect === null) return { quantity, unit: UNITS[quantity] ?? '', inside: null, outside: null, effect: null, rarity: null, insideWindows: 0, outsideWindows: 900, reason };
  const size = Math.abs(effect);
  return { quantity, unit: UNITS[quantity] ?? '', inside: 10 + effect, outside: 10, effect, rarity: size >= 6 ? 0.004 : size >= 3 ? 0.03 : size >= 2 ? 0.1 : 0.6, insideWindows: 42, outsideWindows: 900, reason: null };
}

export interface RegionSketch {
  readonly number: number;
  readonly at: Position;
  /** Box as displayed: x, y, width, height. */
  readonly box: readonly [number, number, number, number];
  /** Quantities not named have an effect of 0.2. */
  readonly effects: Partial<Record<Quantity, number | null>>;
  readonly outline?: number | null;
  readonly reliability?: number | null;
}

export function region({ number, at, box, effects, outline = 1.2, reliability = 0.8 }: RegionSketch): RegionMeasurement {
  const [x, y, width, height] = box;
  const area = Math.round(width * height * 0.9);
  const displayBox = { x, y, width, height };
  return {
    region: number, box: displayBox, displayBox, area, share: area / (WIDTH * HEIGHT), meanProbability: 0.86, peakProbability: 0.99, meanReliability: reliability,
    position: at, outlineContrast: outline, comparisons: QUANTITIES.map((quantity) => compared(quantity, effects[quantity] === undefined ? 0.2 : effects[quantity])),
  };
}

const JPEG_FACTS: ImageFacts = {
  format: 'jpeg', mimeType: 'image/jpeg', extensionMismatch: false, width: WIDTH, height: HEIGHT, channels: 3, bitDepth: 8, hasAlpha: false, colourSpace: 'srgb', iccProfile: null, orientation: 1, pages: 1,
  jpeg: { process: 'baseline', precision: 8, colour: 'ycc', subsampling: '4:2:0', restartInterval: 0, components: [], quantizationTables: [], quality: { nearest: 87, exact: true }, damage: null }, capture: null,
};
const PNG_FACTS: ImageFacts = { ...JPEG_FACTS, format: 'png', mimeType: 'image/png', jpeg: null };

export interface Sketch {
  readonly regions: readonly RegionMeasurement[];
  readonly regionsInAll?: number;
  readonly format?: 'jpeg' | 'png';
  readonly score?: number;
  readonly reliability?: number;
  readonly grid?: number;
  readonly facts?: Partial<ImageFacts>;
}

export function known({ regions, regionsInAll = regions.length, format = 'jpeg', score = 0.91, reliability = 0.82, grid = format === 'jpeg' ? 1 : 0.05, facts = {} }: Sketch): Known {
  return {
    finding: {
      score, scoreCalibrated: false, threshold: 0.5, reliability, maskShare: regions.reduce((sum, one) => sum + one.share, 0), gate: { vision: 0.21, visionShare: format === 'jpeg' ? 0 : 1, tiles: 2 },
      coefficients: { source: format === 'jpeg' ? 'jpeg' : 'pixels', grid: { x: 0, y: 0, confidence: grid } },
    },
    facts: { ...(format === 'jpeg' ? JPEG_FACTS : PNG_FACTS), ...facts },
    domain: 'photo',
    measurement: {
      version: 1, inputSha256: 'a'.repeat(64), maskSha256: 'b'.repeat(64), threshold: 0.5, width: WIDTH, height: HEIGHT, regionsInAll, regions: [...regions],
      picture: [{ quantity: 'double_quantisation', unit: '', value: 0.08 }, { quantity: 'foreign_grid', unit: '', value: 1.01 }, { quantity: 'block_grid', unit: '', value: 1.22 }], milliseconds: 120,
    },
  };
}

/** One smooth, brighter region at the top left of a JPEG: 4.1 % of the picture, less grain, blurrier. */
export const ONE_REGION = known({ regions: [region({ number: 1, at: 'top-left', box: [90, 60, 246, 200], effects: { noise_level: -6.2, sharpness: -4.1, brightness: 3.4, contrast: -2.3, double_quantisation: -5.1, resampling: null } })] });

/** Three regions of a JPEG: a large grainy one at the lower right, a small one at the top in the middle with a foreign grid, a plain one at the left. */
export const THREE_REGIONS = known({
  regions: [
    region({ number: 1, at: 'bottom-right', box: [820, 600, 360, 280], effects: { noise_level: 5.4, sharpness: 3.9, brightness: -4.6, saturation: 3.3 }, outline: 3.1 }),
    region({ number: 2, at: 'top-center', box: [520, 30, 160, 120], effects: { foreign_grid: 8.8, double_quantisation: -3.5, colour_shift: 4.2 } }),
    region({ number: 3, at: 'middle-left', box: [20, 380, 110, 100], effects: {}, outline: 0.9 }),
  ],
});

/** One region in the middle of a PNG without any grid; nothing of JPEG could be measured. */
export const PNG_REGION = known({
  format: 'png',
  regions: [region({ number: 1, at: 'center', box: [480, 330, 260, 240], effects: { noise_level: 0.1, sharpness: -3.6, brightness: 0.3, foreign_grid: null, double_quantisation: null, zero_coefficients: null, resave_error: null, block_grid: null } })],
});

export const NO_REGION = known({ regions: [], score: 0.08 });
export const UNSURE = known({ regions: [], score: 0.71, reliability: 0.44 });
