import type { Box, Size } from '../../../contract/geometry.ts';
import { forward } from '../jpeg/dct.ts';
import { loadBlock } from '../jpeg/luma.ts';
import { pacer } from '../jpeg/pace.ts';

/** The mean and the lowest eight other frequencies in zigzag order (natural indices). */
const FREQUENCIES = [0, 1, 8, 16, 9, 2, 3, 10, 17] as const;
const LEAST_STEP = 2;
const MOST_STEP = 40;
/** A period is taken for one when the mean of its cosines is this many standard deviations above 0. */
const LEAST_SCORE = 5;
/** No single value may decide a block. */
const LEAST_RATIO = 0.1;
const MOST_RATIO = 10;
/** Blocks darker or lighter in the mean are burnt out: their values were cut off. */
const DARKEST = 4;
const LIGHTEST = 251;

/** Coefficients of the blocks at one phase: entry FREQUENCIES.length * block + frequency; NaN for blocks that are burnt out. */
export interface ShiftedBlocks {
  readonly columns: number;
  readonly rows: number;
  readonly start: { readonly x: number; readonly y: number };
  readonly values: Float32Array;
}

export async function blocksAt(luma: Uint8Array, size: Size, start: { x: number; y: number }, signal: AbortSignal | undefined): Promise<ShiftedBlocks> {
  const columns = (size.width - start.x) >> 3;
  const rows = (size.height - start.y) >> 3;
  const values = new Float32Array(columns * rows * FREQUENCIES.length);
  const pace = pacer(signal);
  const block = new Float64Array(64);
  for (let row = 0, to = 0; row < rows; row += 1) {
    await pace();
    for (let column = 0; column < columns; column += 1) {
      loadBlock(luma, size.width, (start.y + row * 8) * size.width + start.x + column * 8, block);
      forward(block);
      const mean = block[0]! / 8 + 128;
      const isBurnt = mean < DARKEST || mean > LIGHTEST;
      for (const frequency of FREQUENCIES) {
        values[to] = isBurnt ? Number.NaN : block[frequency]!;
        to += 1;
      }
    }
  }
  return { columns, rows, start, values };
}

/** The step of the earlier save at one frequency and how wide values scatter about its multiples. */
interface Period {
  readonly step: number;
  readonly deviation: number;
}

export type Periods = readonly (Period | null)[];

/** For each frequency the step whose multiples the chosen blocks' values lie nearest to, or null where none stands out. */
export function periodsOf({ columns, rows, values }: ShiftedBlocks, isChosen: (block: number) => boolean): Periods {
  const chosen = Int32Array.from({ length: columns * rows }, (_, block) => block).filter((block) => isChosen(block) && !Number.isNaN(values[block * FREQUENCIES.length]!));
  return FREQUENCIES.map((_, frequency) => {
    const magnitudes = Float32Array.from(chosen, (block) => Math.abs(values[block * FREQUENCIES.length + frequency]!));
    let best: Period | null = null;
    let most = LEAST_SCORE;
    for (let step = LEAST_STEP; step <= MOST_STEP; step += 1) {
      let sum = 0;
      let count = 0;
      for (const magnitude of magnitudes) {
        if (!isTold(magnitude, step, frequency)) continue;
        sum += Math.cos((2 * Math.PI * magnitude) / step);
        count += 1;
      }
      const score = sum * Math.sqrt(2 / Math.max(1, count));
      if (score <= most) continue;
      most = score;
      // The mean cosine of values that scatter normally with deviation s about multiples of q is exp(-2 (pi s / q)^2).
      const mean = Math.min(0.97, sum / count);
      best = { step, deviation: (step * Math.sqrt(-0.5 * Math.log(mean))) / Math.PI };
    }
    return best;
  });
}

/** Values nearest to zero are many in any picture: only the mean's tell of its step. */
function isTold(magnitude: number, step: number, frequency: number): boolean {
  return frequency === 0 || magnitude >= step / 2;
}

/**
 * For each block the sum over frequencies of log P(value | saved before on this grid) - log P(value | not): against values without a period, those of an earlier
 * save scatter normally about the multiples of its step (T. Bianchi and A. Piva, IEEE TIFS 7(3), 2012, non-aligned case).
 */
export function likelihoods({ columns, rows, values }: ShiftedBlocks, periods: Periods): Float32Array {
  const tables = periods.map((period) => (period === null ? null : ratioTable(period)));
  return Float32Array.from({ length: columns * rows }, (_, block) => {
    let sum = 0;
    for (let frequency = 0; frequency < FREQUENCIES.length; frequency += 1) {
      const period = periods[frequency]!;
      const magnitude = Math.abs(values[block * FREQUENCIES.length + frequency]!);
      if (period === null || Number.isNaN(magnitude) || !isTold(magnitude, period.step, frequency)) continue;
      sum += tables[frequency]![Math.floor((magnitude % period.step) * FINE + 0.5)]!;
    }
    return sum;
  });
}

const FINE = 16;

/** log of the density at a distance of n / FINE beyond a multiple, over that of an even spread. */
function ratioTable({ step, deviation }: Period): Float32Array {
  return Float32Array.from({ length: step * FINE + 1 }, (_, n) => {
    let density = 0;
    for (let multiple = -2; multiple <= 3; multiple += 1) density += Math.exp(-0.5 * ((n / FINE - multiple * step) / deviation) ** 2);
    return Math.log(Math.min(MOST_RATIO, Math.max(LEAST_RATIO, (density * step) / (deviation * Math.sqrt(2 * Math.PI)))));
  });
}

/** Whether a block lies wholly in a box. */
export function insideBox({ columns, start }: ShiftedBlocks, box: Box): (block: number) => boolean {
  return (block) => {
    const x = start.x + (block % columns) * 8;
    const y = start.y + Math.floor(block / columns) * 8;
    return x >= box.x && y >= box.y && x + 8 <= box.x + box.width && y + 8 <= box.y + box.height;
  };
}
