import type { Plane } from '../pixel/luma.ts';

/** Bytes of a descriptor: 4 x 4 cells of 8 directions. */
export const DESCRIPTOR = 128;
const CELLS = 4;
const DIRECTIONS = 8;
/** Side of a cell in blurs. */
const CELL_SIGMAS = 3;
const BINS = 36;
/** A second direction nearly as strong gives a second point. */
const STRONG = 0.8;
/** No single edge may make up more than this share of a descriptor. */
const MOST_SHARE = 0.2;
const LENGTH = 512;

/** Main directions (radians) of the gradients around a place, weighted by a Gaussian of 1.5 blurs. */
export function directionsOf({ width, height, data }: Plane, x: number, y: number, sigma: number): number[] {
  const weightSigma = 1.5 * sigma;
  const reach = Math.round(3 * weightSigma);
  const [column, row] = [Math.round(x), Math.round(y)];
  const bins = new Float64Array(BINS);
  for (let v = Math.max(1, row - reach); v <= Math.min(height - 2, row + reach); v += 1) {
    for (let u = Math.max(1, column - reach); u <= Math.min(width - 2, column + reach); u += 1) {
      const at = v * width + u;
      const across = data[at + 1]! - data[at - 1]!;
      const down = data[at + width]! - data[at - width]!;
      const weight = Math.exp(-((u - x) ** 2 + (v - y) ** 2) / (2 * weightSigma * weightSigma));
      const bin = Math.floor((Math.atan2(down, across) / (2 * Math.PI) + 1) * BINS) % BINS;
      bins[bin]! += weight * Math.hypot(across, down);
    }
  }
  const smooth = bins.map((_, bin) => [-2, -1, 0, 1, 2].reduce((sum, step) => sum + ([6, 4, 1][Math.abs(step)]! * bins[(bin + step + BINS) % BINS]!) / 16, 0));
  const highest = Math.max(...smooth);
  const directions: number[] = [];
  for (let bin = 0; bin < BINS; bin += 1) {
    const [before, here, after] = [smooth[(bin + BINS - 1) % BINS]!, smooth[bin]!, smooth[(bin + 1) % BINS]!];
    if (here < STRONG * highest || here <= before || here <= after) continue;
    const top = (before - after) / (2 * (before - 2 * here + after));
    directions.push(((bin + 0.5 + top) / BINS) * 2 * Math.PI);
  }
  return directions;
}

/** Gradients around a place by cell and direction, turned by `direction`; each spread over the two nearest cells and directions. Null where nothing changes there. */
export function describe({ width, height, data }: Plane, x: number, y: number, sigma: number, direction: number): Uint8Array | null {
  const cell = CELL_SIGMAS * sigma;
  const [cosine, sine] = [Math.cos(direction) / cell, Math.sin(direction) / cell];
  const reach = Math.min(Math.round(cell * Math.SQRT2 * (CELLS + 1) * 0.5), Math.max(width, height));
  const [column, row] = [Math.round(x), Math.round(y)];
  const bins = new Float64Array(CELLS * CELLS * DIRECTIONS);
  for (let v = Math.max(1, row - reach); v <= Math.min(height - 2, row + reach); v += 1) {
    for (let u = Math.max(1, column - reach); u <= Math.min(width - 2, column + reach); u += 1) {
      const across = cosine * (u - x) + sine * (v - y);
      const down = cosine * (v - y) - sine * (u - x);
      const cellX = across + CELLS / 2 - 0.5;
      const cellY = down + CELLS / 2 - 0.5;
      if (cellX <= -1 || cellX >= CELLS || cellY <= -1 || cellY >= CELLS) continue;
      const at = v * width + u;
      const gradientX = data[at + 1]! - data[at - 1]!;
      const gradientY = data[at + width]! - data[at - width]!;
      const size = Math.hypot(gradientX, gradientY) * Math.exp(-(across * across + down * down) / ((CELLS * CELLS) / 2));
      const turned = (Math.atan2(gradientY, gradientX) - direction) / (2 * Math.PI);
      spread(bins, cellX, cellY, (turned - Math.floor(turned)) * DIRECTIONS, size);
    }
  }
  return toBytes(bins);
}

function spread(bins: Float64Array, cellX: number, cellY: number, turn: number, size: number): void {
  const [left, top, first] = [Math.floor(cellX), Math.floor(cellY), Math.floor(turn)];
  for (let j = 0; j < 2; j += 1) {
    const row = top + j;
    if (row < 0 || row >= CELLS) continue;
    const byRow = size * (j === 0 ? 1 - cellY + top : cellY - top);
    for (let i = 0; i < 2; i += 1) {
      const column = left + i;
      if (column < 0 || column >= CELLS) continue;
      const byColumn = byRow * (i === 0 ? 1 - cellX + left : cellX - left);
      const from = (row * CELLS + column) * DIRECTIONS;
      bins[from + (first % DIRECTIONS)]! += byColumn * (1 - turn + first);
      bins[from + ((first + 1) % DIRECTIONS)]! += byColumn * (turn - first);
    }
  }
}

function toBytes(bins: Float64Array): Uint8Array | null {
  const length = Math.hypot(...bins);
  if (length < 1e-6) return null;
  const bound = bins.map((value) => Math.min(MOST_SHARE, value / length));
  const again = Math.hypot(...bound);
  return Uint8Array.from(bound, (value) => Math.min(255, Math.round((LENGTH * value) / again)));
}
