import { libjpegLumaTable } from '../../jpeg/index.ts';
import { smoothed } from '../jpeg/blockMap.ts';
import { forward } from '../jpeg/dct.ts';
import { loadBlock } from '../jpeg/luma.ts';
import { pacer } from '../jpeg/pace.ts';

export const FIRST_QUALITY = 50;
export const LAST_QUALITY = 100;
export const QUALITIES = LAST_QUALITY - FIRST_QUALITY + 1;
/** Zigzag order of the frequencies counted: those up to the sixth diagonal; the ones above are mostly zero whatever the save. */
const FREQUENCIES = [1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40] as const;
/** Squared error of one coefficient that rounding to whole pixels leaves: no save can be told below it. */
const FLOOR = 0.15;
/** The same of a block: the least value of any plane. */
export const BLOCK_FLOOR = FLOOR * FREQUENCIES.length;

/** Squared difference between each block and its re-save, one plane for each quality from FIRST_QUALITY on. */
export interface Curves {
  readonly columns: number;
  readonly rows: number;
  readonly planes: readonly Float32Array[];
}

/**
 * The re-save of a block at each quality is worked out on its coefficients: by Parseval the squared difference of the pixels is that of the coefficients
 * from the nearest multiples of the table's steps. Each value is the mean over (2 radius + 1) x (2 radius + 1) blocks; `start` is the phase of the grid.
 */
export async function ghostCurves(luma: Uint8Array, size: { width: number; height: number }, start: { x: number; y: number }, radius: number, signal: AbortSignal | undefined): Promise<Curves> {
  const columns = (size.width - start.x) >> 3;
  const rows = (size.height - start.y) >> 3;
  const planes: Float32Array[] = Array.from({ length: QUALITIES }, () => new Float32Array(columns * rows));
  const steps = FREQUENCIES.map((frequency) => Float64Array.from({ length: QUALITIES }, (_, n) => libjpegLumaTable(FIRST_QUALITY + n)[frequency]!));
  const pace = pacer(signal);
  const block = new Float64Array(64);
  const sums = new Float64Array(QUALITIES);
  for (let row = 0, at = 0; row < rows; row += 1) {
    await pace();
    for (let column = 0; column < columns; column += 1, at += 1) {
      loadBlock(luma, size.width, (start.y + row * 8) * size.width + start.x + column * 8, block);
      forward(block);
      sums.fill(BLOCK_FLOOR);
      for (let f = 0; f < FREQUENCIES.length; f += 1) addErrors(Math.abs(block[FREQUENCIES[f]!]!), steps[f]!, sums);
      for (let n = 0; n < QUALITIES; n += 1) planes[n]![at] = sums[n]!;
    }
  }
  for (let n = 0; n < QUALITIES; n += 1) {
    await pace();
    planes[n] = smoothed({ columns, rows, values: planes[n]! }, radius).values;
  }
  return { columns, rows, planes };
}

function addErrors(magnitude: number, steps: Float64Array, sums: Float64Array): void {
  const square = magnitude * magnitude;
  for (let n = 0; n < QUALITIES; n += 1) {
    const step = steps[n]!;
    if (magnitude < step / 2) {
      sums[n]! += square;
      continue;
    }
    const error = magnitude - Math.floor(magnitude / step + 0.5) * step;
    sums[n]! += error * error;
  }
}
