import type { Box, Size } from '../../../contract/geometry.ts';
import { pacer } from '../jpeg/pace.ts';
import { strideOf } from '../jpeg/phaseScan.ts';

/** Frequencies whose periods are looked for: the mean, and the lowest horizontal and vertical one; the coarsest values and so the clearest periods. */
const SEARCHED = 3;
export const LEAST_STEP = 2;
const MOST_STEP = 24;
const STEPS = MOST_STEP - LEAST_STEP + 1;
/** Cells on each side of a patch; windows are 2 x 2 patches that overlap by half. */
const PATCH = 8;
/** Values a grey level in the tables of cosines. */
const FINE = 4;
const TABLE = 2048 * FINE;
/** Fewer values than this say nothing of a period. */
const LEAST_COUNT = 32;
const SIDE = 15;

/** The window and phase in which an earlier grid shows most. */
export interface EarlierGrid {
  /** First column and row of a block of the earlier grid, 0..7, not both 0. */
  readonly x: number;
  readonly y: number;
  /** How far its periods stand out of those at the other phases, in robust deviations summed over the frequencies. */
  readonly strength: number;
  /** Where it showed. */
  readonly box: Box;
}

/** Phases in the file's own rows or columns of blocks show its own steps in part: their strength counts by this much less. */
const SHARED = 2.5;

/** Sums of cos(2 pi c / step) over each patch: entry STEPS (SEARCHED (64 patch + phase) + frequency) + step - LEAST_STEP, and how many values were added. */
interface Sums {
  readonly wide: number;
  readonly high: number;
  /** Pixels from one patch to the next. */
  readonly patch: number;
  readonly cosines: Float32Array;
  readonly counts: Uint16Array;
}

/**
 * The phase at which coefficients of the picture lie near the multiples of some step, which no other phase shows: the integer periodicity of T. Bianchi and
 * A. Piva, "Detection of nonaligned double JPEG compression based on integer periodicity maps", IEEE TIFS 7(2), 2012, looked for in windows, so that a part
 * that alone was saved before is found as well. Returns the strongest; phase (0, 0), the file's own grid, is left out.
 */
export async function findEarlierGrid(luma: Uint8Array, size: Size, signal: AbortSignal | undefined): Promise<EarlierGrid> {
  const sums = await sumPatches(luma, size, signal);
  const pace = pacer(signal);
  const boxOf = (column: number, row: number, patches: number): Box => {
    const side = sums.patch;
    return { x: column * side, y: row * side, width: Math.min(size.width - column * side, patches * side), height: Math.min(size.height - row * side, patches * side) };
  };
  const all: Box = { x: 0, y: 0, width: size.width, height: size.height };
  let best: EarlierGrid = { x: 0, y: 0, strength: 0, box: all };
  const whole = { cosines: new Float64Array(64 * SEARCHED * STEPS), counts: new Float64Array(64 * SEARCHED * STEPS) };
  for (let row = 0; row < Math.max(1, sums.high - 1); row += 1) {
    await pace();
    for (let column = 0; column < Math.max(1, sums.wide - 1); column += 1) {
      const window = { cosines: new Float64Array(whole.cosines.length), counts: new Float64Array(whole.counts.length) };
      for (let y = row; y < Math.min(sums.high, row + 2); y += 1) for (let x = column; x < Math.min(sums.wide, column + 2); x += 1) addPatch(sums, y * sums.wide + x, window);
      best = stronger(best, { ...strongestPhase(window), box: boxOf(column, row, 2) });
    }
  }
  for (let patch = 0; patch < sums.wide * sums.high; patch += 1) addPatch(sums, patch, whole);
  return stronger(best, { ...strongestPhase(whole), box: all });
}

function stronger(one: EarlierGrid, other: EarlierGrid): EarlierGrid {
  return other.strength > one.strength ? other : one;
}

interface Window {
  readonly cosines: Float64Array;
  readonly counts: Float64Array;
}

function addPatch(sums: Sums, patch: number, to: Window): void {
  const from = patch * to.cosines.length;
  for (let n = 0; n < to.cosines.length; n += 1) {
    to.cosines[n]! += sums.cosines[from + n]!;
    to.counts[n]! += sums.counts[from + n]!;
  }
}

const scores = new Float64Array(63);
const strengths = new Float64Array(64);

function strongestPhase({ cosines, counts }: Window): Omit<EarlierGrid, 'box'> {
  strengths.fill(0);
  for (let frequency = 0; frequency < SEARCHED; frequency += 1) {
    const most = new Float64Array(64);
    for (let step = 0; step < STEPS; step += 1) {
      for (let phase = 1; phase < 64; phase += 1) {
        const at = STEPS * (SEARCHED * phase + frequency) + step;
        // Of unit variance where values have no period.
        scores[phase - 1] = counts[at]! < LEAST_COUNT ? 0 : cosines[at]! * Math.sqrt(2 / counts[at]!);
      }
      const { middle, spread } = centre(scores);
      for (let phase = 1; phase < 64; phase += 1) most[phase] = Math.max(most[phase]!, (scores[phase - 1]! - middle) / Math.max(1, spread));
    }
    for (let phase = 1; phase < 64; phase += 1) strengths[phase]! += most[phase]!;
  }
  for (let n = 1; n < 8; n += 1) {
    strengths[n]! /= SHARED;
    strengths[8 * n]! /= SHARED;
  }
  const best = strengths.indexOf(Math.max(...strengths));
  return { x: best & 7, y: best >> 3, strength: strengths[best]! };
}

function centre(values: Float64Array): { middle: number; spread: number } {
  const middle = values.toSorted()[values.length >> 1]!;
  return { middle, spread: 1.4826 * values.map((value) => Math.abs(value - middle)).toSorted()[values.length >> 1]! };
}

async function sumPatches(luma: Uint8Array, { width, height }: Size, signal: AbortSignal | undefined): Promise<Sums> {
  const wideCells = Math.floor((width - SIDE) / 8) + 1;
  const highCells = Math.floor((height - SIDE) / 8) + 1;
  const stride = strideOf(wideCells * highCells);
  const columns = Math.ceil(wideCells / stride);
  const rows = Math.ceil(highCells / stride);
  const wide = Math.max(1, Math.floor(columns / PATCH));
  const high = Math.max(1, Math.floor(rows / PATCH));
  const sums: Sums = { wide, high, patch: PATCH * 8 * stride, cosines: new Float32Array(wide * high * 64 * SEARCHED * STEPS), counts: new Uint16Array(wide * high * 64 * SEARCHED * STEPS) };
  const pace = pacer(signal);
  const values = new Float64Array(64 * SEARCHED);
  for (let row = 0; row < rows; row += 1) {
    await pace();
    for (let column = 0; column < columns; column += 1) {
      const patch = Math.min(high - 1, Math.floor(row / PATCH)) * wide + Math.min(wide - 1, Math.floor(column / PATCH));
      lowestCoefficients(luma, width, 8 * stride * (row * width + column), values);
      addValues(values, sums, patch * 64 * SEARCHED * STEPS);
    }
  }
  return sums;
}

const COSINES = Array.from({ length: STEPS }, (_, n) => Float32Array.from({ length: TABLE + 1 }, (__, at) => Math.cos((2 * Math.PI * at) / FINE / (n + LEAST_STEP))));

function addValues(values: Float64Array, { cosines, counts }: Sums, from: number): void {
  for (let n = SEARCHED; n < values.length; n += 1) {
    const value = Math.min(TABLE, Math.floor(Math.abs(values[n]!) * FINE + 0.5));
    const isMean = n % SEARCHED === 0;
    for (let step = 0, at = from + n * STEPS; step < STEPS; step += 1, at += 1) {
      // The many small values of a frequency are a peak of their own and no period.
      if (!isMean && value < ((step + LEAST_STEP) * FINE) / 2) break;
      cosines[at]! += COSINES[step]![value]!;
      counts[at]! += 1;
    }
  }
}

const RAMP = Float64Array.from({ length: 8 }, (_, x) => 0.5 * Math.cos(((2 * x + 1) * Math.PI) / 16));
const sumsOfRows = new Float64Array(SIDE * 8);
const rampsOfRows = new Float64Array(SIDE * 8);

/** The lowest coefficients (mean, horizontal, vertical) of the blocks at the 64 phases of the cell that begins at `from`: entry SEARCHED phase + frequency. */
function lowestCoefficients(luma: Uint8Array, width: number, from: number, out: Float64Array): void {
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0, at = from + y * width; x < 8; x += 1, at += 1) {
      let sum = 0;
      let ramp = 0;
      for (let n = 0; n < 8; n += 1) {
        const value = luma[at + n]! - 128;
        sum += value;
        ramp += value * RAMP[n]!;
      }
      sumsOfRows[y * 8 + x] = sum / Math.sqrt(8);
      rampsOfRows[y * 8 + x] = ramp;
    }
  }
  for (let phase = 0; phase < 64; phase += 1) {
    let mean = 0;
    let across = 0;
    let down = 0;
    for (let n = 0, at = phase; n < 8; n += 1, at += 8) {
      mean += sumsOfRows[at]!;
      across += rampsOfRows[at]!;
      down += sumsOfRows[at]! * RAMP[n]!;
    }
    out[phase * SEARCHED] = mean / Math.sqrt(8);
    out[phase * SEARCHED + 1] = across / Math.sqrt(8);
    out[phase * SEARCHED + 2] = down;
  }
}
