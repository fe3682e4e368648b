import { breathe } from '../../cancel.ts';
import { byteOf, logistic } from '../pixel/luma.ts';
import { medianOf } from '../pixel/median.ts';
import type { Signal, SignalInput, SignalOutcome } from '../types.ts';
import { BLOCK, traceOf, type Trace } from './trace.ts';

/** Side in blocks of the mean that a place is judged by. */
const WINDOW = 5;
/** Share of a window's blocks that must have detail for a statement about its middle. */
const LEAST_FILLED = 0.5;
/** Least trace of the picture as a whole, in natural logarithms of squared error. */
const LEAST_TRACE = 0.25;
/** Least share of windows that carry the trace: where it is weak it may fade by content alone, and then nothing follows from places without it. */
const LEAST_CARRYING = 0.85;
/** From this trace on it does not fade by content, and half of the windows may be without it. */
const STRONG_TRACE = 0.8;
const LEAST_CARRYING_STRONG = 0.5;
/**
 * Most that the two places of measured green in a 2 x 2 cell may differ, against how far measured and filled-in green are apart: more is the pattern of
 * enlarging, not of a colour filter. The two places of filled-in green lie beside red and beside blue and differ more.
 */
const MOST_UNEVEN = 0.5;
const MOST_UNEVEN_FILLED = 1.5;
/** Windows needed to speak of the picture as a whole. */
const LEAST_WINDOWS = 64;
/** Trace below which a place is marked: this share of the picture's own, and no more than MOST_MARKED, as windows without a trace have 0 with a deviation of .06. */
const LIMIT = 0.25;
const MOST_MARKED = 0.2;
/** How fast the map falls as the trace rises, in units of the limit. */
const SLOPE = 3;

/** Places without the trace of colour interpolation (README.md). */
export const cfa: Signal = {
  name: 'cfa',
  version: 1,
  parameters: { block: BLOCK, window: WINDOW, leastTrace: LEAST_TRACE, strongTrace: STRONG_TRACE, leastCarrying: LEAST_CARRYING, leastCarryingStrong: LEAST_CARRYING_STRONG, mostUneven: MOST_UNEVEN, mostUnevenFilled: MOST_UNEVEN_FILLED, limit: LIMIT, mostMarked: MOST_MARKED, slope: SLOPE },
  run,
};

async function run({ pixels, signal }: SignalInput): Promise<SignalOutcome> {
  if (pixels.channels === 1) return { applies: false, reason: 'The picture has one channel: without colours there is no trace of how they were filled in.' };
  const trace = await traceOf(pixels, signal);
  const smooth = windowed(trace);
  const filled = smooth.filter((value) => !Number.isNaN(value));
  if (filled.length < LEAST_WINDOWS) return { applies: false, reason: 'Too little of the picture has detail that is not clipped to find the trace of a colour filter.' };
  const found = patternOf(trace, filled);
  if (typeof found === 'string') return { applies: false, reason: found };
  const map = new Uint8Array(pixels.width * pixels.height);
  for (let y = 0; y < pixels.height; y += 1) {
    const row = Math.min(trace.rows - 1, Math.floor(y / BLOCK));
    for (let x = 0; x < pixels.width; x += 1) {
      const value = smooth[row * trace.columns + Math.min(trace.columns - 1, Math.floor(x / BLOCK))]!;
      if (!Number.isNaN(value)) map[y * pixels.width + x] = byteOf(logistic(SLOPE * (1 - (found.sign * value) / found.limit)));
    }
    if (y % 256 === 0) await breathe(signal);
  }
  return { applies: true, map };
}

interface Pattern {
  /** 1 where green was measured at places with an even sum of coordinates, -1 where at those with an odd sum. */
  readonly sign: 1 | -1;
  /** Trace of a window below which it is marked; positive. */
  readonly limit: number;
}

/** The phase of the colour filter and how strong its trace is, or why there is none to be seen. */
export function patternOf({ phases }: Trace, filled: Float32Array): Pattern | string {
  const [a, b, c, d] = phases;
  const sign = a + d >= b + c ? 1 : -1;
  const strength = medianSigned(filled, sign);
  if (strength < LEAST_TRACE) {
    return 'The picture shows no trace of a camera\'s colour filter: it was made smaller or larger, compressed strongly, or not taken by a camera with such a filter.';
  }
  const apart = Math.abs(a + d - b - c) / 2;
  const [measured, filledIn] = sign === 1 ? [Math.abs(a - d), Math.abs(b - c)] : [Math.abs(b - c), Math.abs(a - d)];
  if (measured > MOST_UNEVEN * apart || filledIn > MOST_UNEVEN_FILLED * apart) {
    return 'The picture has a regular pattern of two pixels, but not that of a colour filter; enlarging leaves such a pattern.';
  }
  const limit = Math.min(MOST_MARKED, LIMIT * strength);
  const carrying = filled.reduce((count, value) => count + (sign * value > limit ? 1 : 0), 0) / filled.length;
  if (carrying < (strength >= STRONG_TRACE ? LEAST_CARRYING_STRONG : LEAST_CARRYING)) {
    return 'The trace of a colour filter is weak and fades from place to place, as compression leaves it: nothing follows from where it is missing.';
  }
  return { sign, limit };
}

function medianSigned(values: Float32Array, sign: 1 | -1): number {
  // The exact median is for values that are not negative: these lie well within -100 .. 100.
  return medianOf(values.map((value) => sign * value + 100)) - 100;
}

/** Mean trace over WINDOW x WINDOW blocks with detail around each block; NaN where too few have it. */
export function windowed({ columns, rows, even, valid }: Trace): Float32Array {
  const reach = (WINDOW - 1) / 2;
  const result = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      let count = 0;
      for (let y = Math.max(0, row - reach); y <= Math.min(rows - 1, row + reach); y += 1) {
        for (let x = Math.max(0, column - reach); x <= Math.min(columns - 1, column + reach); x += 1) {
          sum += even[y * columns + x]!;
          count += valid[y * columns + x]!;
        }
      }
      result[row * columns + column] = count >= LEAST_FILLED * WINDOW * WINDOW ? sum / count : Number.NaN;
    }
  }
  return result;
}
