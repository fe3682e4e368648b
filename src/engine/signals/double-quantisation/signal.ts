import { smoothed, toMap } from '../jpeg/blockMap.ts';
import { forward, inverse } from '../jpeg/dct.ts';
import { pacer } from '../jpeg/pace.ts';
import type { LumaPlane, Signal, SignalInput, SignalOutcome } from '../types.ts';
import { COARSEST, fitFirstStep, LEAST_GAIN, LEAST_SHARE, type Counts } from './firstStep.ts';

/** The first 15 frequencies in zigzag order (natural indices): those with enough values other than zero for a histogram. */
const FREQUENCIES = [0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4] as const;
/** The same numbers as in training/baselines.py, where they were set. */
const LIMIT = 0.25;
const LEAST_BLOCKS = 8;
const HIGHEST = 1023;

/**
 * Blocks that lack the trace of an earlier save on the same grid which the rest of the picture has: Z. Lin, J. He, X. Tang and C.-K. Tang, "Fast, automatic and
 * fine-grained tampered JPEG image detection via DCT coefficient analysis", Pattern Recognition 42(11), 2009, with the mixture of T. Bianchi and A. Piva, IEEE
 * TIFS 7(3), 2012 (aligned case).
 */
export const doubleQuantisation: Signal = {
  name: 'double_quantisation',
  version: 1,
  parameters: { frequencies: FREQUENCIES.length, coarsestFirstStep: COARSEST, leastShare: LEAST_SHARE, leastGain: LEAST_GAIN, limit: LIMIT },
  run: async (input: SignalInput): Promise<SignalOutcome> => {
    const { luma, pixels, facts } = input;
    if (luma === null) {
      const lack = facts.format === 'jpeg' ? 'This JPEG stores no luma at full resolution' : 'The file is no JPEG';
      return { applies: false, reason: `${lack}, so there are no quantised coefficients to compare.` };
    }
    const columns = Math.min(luma.columns, Math.ceil(pixels.width / 8));
    const rows = Math.min(luma.rows, Math.ceil(pixels.height / 8));
    if (Math.min(columns, rows) < LEAST_BLOCKS) return { applies: false, reason: `The picture has ${columns} x ${rows} blocks; histograms of coefficients are compared from 8 x 8 blocks on.` };
    const values = await evidenceOf(luma, columns, rows, input.signal);
    if (values === null) return { applies: false, reason: 'No frequency has the histogram of two saves on the same grid, so there is no earlier save that a part could lack.' };
    const { values: mean } = smoothed({ columns, rows, values }, 1);
    return { applies: true, map: toMap({ columns, rows, values: mean.map((value) => 2 * (value - LIMIT)) }, pixels) };
  },
};

/** Sum over voting frequencies of log P(value | saved once) - log P(value | saved twice) for each block, or null where no frequency votes. */
async function evidenceOf(luma: LumaPlane, columns: number, rows: number, signal: AbortSignal | undefined): Promise<Float32Array | null> {
  const counts = await countAll(luma, columns, rows, signal);
  const pace = pacer(signal);
  const evidence = new Float64Array(columns * rows);
  let votes = 0;
  for (const [n, frequency] of FREQUENCIES.entries()) {
    await pace();
    const ratio = fitFirstStep(counts[n]!, luma.table[frequency]!);
    if (ratio === null) continue;
    votes += 1;
    const { reach } = counts[n]!;
    const logarithms = ratio.map(Math.log);
    for (let row = 0, at = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1, at += 1) {
        const value = luma.coefficients[64 * (row * luma.columns + column) + frequency]!;
        evidence[at]! -= logarithms[Math.min(reach, Math.max(-reach, value)) + reach]!;
      }
    }
  }
  return votes === 0 ? null : Float32Array.from(evidence);
}

async function countAll(luma: LumaPlane, columns: number, rows: number, signal: AbortSignal | undefined): Promise<readonly Counts[]> {
  const { table, coefficients } = luma;
  const pace = pacer(signal);
  const observed = FREQUENCIES.map(() => new Float64Array(2 * HIGHEST + 1));
  const once = FREQUENCIES.map(() => new Float64Array(2 * HIGHEST + 1));
  let above = new Float32Array(columns * 64);
  let below = new Float32Array(columns * 64);
  const block = new Float64Array(64);
  for (let row = 0; row < rows; row += 1) {
    await pace();
    for (let column = 0; column < columns; column += 1) {
      const from = 64 * (row * luma.columns + column);
      for (let n = 0; n < 64; n += 1) block[n] = coefficients[from + n]! * table[n]!;
      FREQUENCIES.forEach((frequency, n) => increment(observed[n]!, coefficients[from + frequency]!));
      inverse(block);
      for (let y = 0; y < 8; y += 1) for (let x = 0; x < 8; x += 1) below[(y * columns + column) * 8 + x] = block[y * 8 + x]!;
    }
    for (let column = 0; row > 0 && column < columns - 1; column += 1) {
      for (let y = 0; y < 8; y += 1) {
        const strip = y < 4 ? above : below;
        for (let x = 0, at = (((y + 4) & 7) * columns + column) * 8 + 4; x < 8; x += 1, at += 1) block[y * 8 + x] = strip[at]!;
      }
      forward(block);
      FREQUENCIES.forEach((frequency, n) => increment(once[n]!, Math.round(block[frequency]! / table[frequency]!)));
    }
    [above, below] = [below, above];
  }
  return FREQUENCIES.map((_, n) => within(observed[n]!, once[n]!));
}

/** Values beyond HIGHEST are counted at it: no reach comes near. */
function increment(counts: Float64Array, value: number): void {
  counts[Math.min(HIGHEST, Math.max(-HIGHEST, value)) + HIGHEST]! += 1;
}

/** Cut to the reach that holds 99 % of the file's magnitudes, 2..60. */
function within(observed: Float64Array, once: Float64Array): Counts {
  const reach = Math.min(60, Math.max(2, Math.floor(quantile99(observed))));
  const part = (counts: Float64Array): Float64Array => counts.slice(HIGHEST - reach, HIGHEST + reach + 1);
  return { reach, observed: part(observed), once: part(once) };
}

/** The 99 % quantile of the magnitudes, between two order statistics by their distance. */
function quantile99(counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const at = 0.99 * (total - 1);
  const orders = [Math.floor(at), Math.ceil(at)].map((rank) => {
    let seen = counts[HIGHEST]!;
    let magnitude = 0;
    while (seen <= rank && magnitude < HIGHEST) {
      magnitude += 1;
      seen += counts[HIGHEST + magnitude]! + counts[HIGHEST - magnitude]!;
    }
    return magnitude;
  });
  return orders[0]! + (at - Math.floor(at)) * (orders[1]! - orders[0]!);
}
