import type { Pixels } from '../decode/pixels.ts';
import { lumaAt } from '../coefficients/plain.ts';
import { meanColour } from './colour.ts';
import { spectrumOf, FREQUENCIES } from './resampling.ts';
import { resaveError } from './transform.ts';
import type { Window } from './windows.ts';

/** Phase of a grid of 8 x 8 blocks: first column and row of a block, 0..7. */
export interface Phase {
  readonly x: number;
  readonly y: number;
}

/** What is measured in each window of a set, one entry a window; NaN where a window does not allow it. */
export interface Features {
  readonly count: number;
  readonly noise: Float64Array;
  readonly sharpness: Float64Array;
  readonly brightness: Float64Array;
  readonly contrast: Float64Array;
  readonly chroma: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly resave: Float64Array;
  /** 8 column phases, then 8 row phases, of each window. */
  readonly edges: Float64Array;
  /** Modulation at FREQUENCIES of each window, mean of both axes. */
  readonly spectra: Float64Array;
}

export function emptyFeatures(count: number): Features {
  const column = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  return { count, noise: column(), sharpness: column(), brightness: column(), contrast: column(), chroma: column(), a: column(), b: column(), resave: column(), edges: new Float64Array(count * 16), spectra: new Float64Array(count * FREQUENCIES.length) };
}

/** A window is flat when the means of its 8 x 8 cells spread by no more than this, grey levels, and are not burnt out or black. */
const FLAT = 10;
const DARKEST = 6;
const BRIGHTEST = 249;
/** Mean square of the first derivative under which there is no structure whose sharpness could be told. */
const LEAST_STRUCTURE = 0.5;
/** A larger step is an edge of the scene, not of a block; grey levels. */
const EDGE = 32;

const luma = new Float64Array(32 * 32);
const residual = new Float64Array(30 * 30);
const sums = new Float64Array(16);
const counts = new Float64Array(16);

/** Measures window number `index` of a set. `pixels` are stored rows from `top` on that hold it; `grid` is the phase of the picture's own grid. */
export function measureWindow(pixels: Pixels, top: number, window: Window, grid: Phase, into: Features, index: number): void {
  const { size } = window;
  for (let y = 0, at = 0; y < size; y += 1) {
    for (let x = 0, from = ((window.y - top + y) * pixels.width + window.x) * 3; x < size; x += 1, at += 1, from += 3) luma[at] = lumaAt(pixels.data, from);
  }
  const inner = size - 2;
  for (let y = 0, to = 0; y < inner; y += 1) {
    for (let x = 0, at = (y + 1) * size + 1; x < inner; x += 1, at += 1, to += 1) {
      const sides = luma[at - 1]! + luma[at + 1]! + luma[at - size]! + luma[at + size]!;
      const corners = luma[at - size - 1]! + luma[at - size + 1]! + luma[at + size - 1]! + luma[at + size + 1]!;
      residual[to] = luma[at]! - sides / 2 + corners / 4;
    }
  }
  const { mean, deviation, isFlat } = levels(size);
  into.brightness[index] = mean;
  into.contrast[index] = deviation;
  into.noise[index] = isFlat ? grain(size) : Number.NaN;
  into.sharpness[index] = sharpness(size);
  const colour = meanColour(pixels, window, top);
  into.chroma[index] = colour.chroma;
  into.a[index] = colour.a;
  into.b[index] = colour.b;
  into.resave[index] = resaved(window, grid);
  blockEdges(window, into.edges, index * 16);
  spectrumOf(residual, inner, into.spectra, index * FREQUENCIES.length);
}

function levels(size: number): { mean: number; deviation: number; isFlat: boolean } {
  let sum = 0;
  let squares = 0;
  let cellSquares = 0;
  let isExposed = true;
  for (let top = 0; top < size; top += 8) {
    for (let left = 0; left < size; left += 8) {
      let cell = 0;
      for (let y = top; y < top + 8; y += 1) {
        for (let x = left; x < left + 8; x += 1) {
          const value = luma[y * size + x]!;
          cell += value;
          squares += value * value;
        }
      }
      sum += cell;
      cell /= 64;
      cellSquares += cell * cell;
      if (cell < DARKEST || cell > BRIGHTEST) isExposed = false;
    }
  }
  const count = size * size;
  const mean = sum / count;
  const cells = count / 64;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)), isFlat: isExposed && Math.sqrt(Math.max(0, cellSquares / cells - mean * mean)) <= FLAT };
}

/**
 * Standard deviation of the noise, grey levels: mean absolute response of the difference of two Laplacians (Immerkaer, "Fast noise variance estimation",
 * CVIU 64(2), 1996), the median over cells so that one edge does not count.
 */
function grain(size: number): number {
  const inner = size - 2;
  const cells: number[] = [];
  const side = inner === 30 ? 6 : 7;
  for (let top = 0; top + side <= inner; top += side) {
    for (let left = 0; left + side <= inner; left += side) {
      let sum = 0;
      for (let y = top; y < top + side; y += 1) for (let x = left; x < left + side; x += 1) sum += Math.abs(residual[y * inner + x]!);
      cells.push(sum / (side * side));
    }
  }
  cells.sort((one, other) => one - other);
  const middle = cells.length >> 1;
  const median = cells.length % 2 === 1 ? cells[middle]! : (cells[middle - 1]! + cells[middle]!) / 2;
  // The mask of the paper is 4 times this residual and has a norm of 6.
  return (median * 4 * Math.sqrt(Math.PI / 2)) / 6;
}

/** Second derivative against first, both as mean squares over rows and columns; 3 for white noise, 0 for a ramp. */
function sharpness(size: number): number {
  let first = 0;
  let second = 0;
  for (let y = 1; y < size - 1; y += 1) {
    for (let x = 1, at = y * size + 1; x < size - 1; x += 1, at += 1) {
      const here = luma[at]!;
      const right = luma[at + 1]! - here;
      const down = luma[at + size]! - here;
      const acrossTwice = right - here + luma[at - 1]!;
      const downTwice = down - here + luma[at - size]!;
      first += right * right + down * down;
      second += acrossTwice * acrossTwice + downTwice * downTwice;
    }
  }
  return first / ((size - 2) * (size - 2)) < LEAST_STRUCTURE ? Number.NaN : second / first;
}

function resaved(window: Window, grid: Phase): number {
  const startX = (grid.x - window.x + 1024 * 1024) & 7;
  const startY = (grid.y - window.y + 1024 * 1024) & 7;
  let sum = 0;
  let blocks = 0;
  for (let y = startY; y + 8 <= window.size; y += 8) {
    for (let x = startX; x + 8 <= window.size; x += 8, blocks += 1) sum += resaveError(luma, window.size, y * window.size + x);
  }
  return sum / blocks;
}

/**
 * How much the step across each column and row border exceeds its two neighbours, bounded by an edge, as a mean for each of the 8 phases: the border of a
 * block grid stands out, and only there (after Fan and de Queiroz, "Identification of bitmap compression history", IEEE TIP 12(2), 2003).
 */
function blockEdges(window: Window, out: Float64Array, to: number): void {
  const { size } = window;
  sums.fill(0);
  counts.fill(0);
  for (let y = 0; y < size; y += 1) {
    for (let x = 1; x < size - 2; x += 1) {
      const across = excess(luma[y * size + x - 1]!, luma[y * size + x]!, luma[y * size + x + 1]!, luma[y * size + x + 2]!);
      const down = excess(luma[(x - 1) * size + y]!, luma[x * size + y]!, luma[(x + 1) * size + y]!, luma[(x + 2) * size + y]!);
      // The border lies between x and x + 1: the block begins at x + 1. Window positions are multiples of 8.
      const phase = (x + 1) & 7;
      sums[phase]! += across;
      sums[8 + phase]! += down;
      counts[phase]! += 1;
      counts[8 + phase]! += 1;
    }
  }
  for (let n = 0; n < 16; n += 1) out[to + n] = sums[n]! / counts[n]!;
}

function excess(a: number, b: number, c: number, d: number): number {
  const step = Math.abs(b - c) - (Math.abs(a - b) + Math.abs(c - d)) / 2;
  return step < 0 ? 0 : step > EDGE ? EDGE : step;
}
