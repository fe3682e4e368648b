import { breathe } from '../../cancel.ts';
import type { Plane } from '../pixel/luma.ts';

/** Pixels from the middle of a patch to its rim. */
export const RADIUS = 8;
/** Orders and repetitions up to order 5; order 0 (mean brightness) is left out, so that a copy made lighter or darker is still found. */
const MOMENTS: readonly (readonly [number, number])[] = [[1, 1], [2, 0], [2, 2], [3, 1], [3, 3], [4, 0], [4, 2], [4, 4], [5, 1], [5, 3], [5, 5]];
/** Values a pixel. */
export const FEATURES = MOMENTS.length;

/** One real filter over a quarter of the disc: `cosine` or sine part, and how it mirrors. */
interface Filter {
  readonly moment: number;
  readonly oddAcross: boolean;
  readonly oddDown: boolean;
  readonly weights: Float64Array;
}

/**
 * Magnitudes of Zernike moments of the disc around each pixel: the same however the patch is turned (S.-J. Ryu, M.-J. Lee and H.-K. Lee 2010; used by
 * D. Cozzolino et al. 2015). FEATURES values a pixel, one after another; 0 within RADIUS of the picture's edge. Scaled so that distances are in grey levels.
 */
export async function zernikeOf({ width, height, data }: Plane, signal?: AbortSignal): Promise<Float32Array> {
  const features = new Float32Array(width * height * FEATURES);
  const { taps, filters } = quarterFilters();
  const span = width - 2 * RADIUS;
  if (span <= 0) return features;
  const parts = filters.map(() => new Float64Array(span));
  const combined = [0, 1, 2, 3].map(() => new Float64Array(span)) as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let y = RADIUS; y < height - RADIUS; y += 1) {
    for (const part of parts) part.fill(0);
    for (const [tap, [across, down]] of taps.entries()) {
      combine(data, (y - down) * width + RADIUS, (y + down) * width + RADIUS, across, combined);
      for (const [index, { oddAcross, oddDown, weights }] of filters.entries()) {
        const weight = weights[tap]!;
        if (weight === 0) continue;
        const values = combined[(oddAcross ? 1 : 0) + (oddDown ? 2 : 0)]!;
        const part = parts[index]!;
        for (let at = 0; at < span; at += 1) part[at]! += weight * values[at]!;
      }
    }
    const from = (y * width + RADIUS) * FEATURES;
    for (const [index, { moment }] of filters.entries()) {
      const part = parts[index]!;
      for (let at = 0, to = from + moment; at < span; at += 1, to += FEATURES) features[to]! += part[at]! * part[at]!;
    }
    for (let at = from; at < from + span * FEATURES; at += 1) features[at] = Math.sqrt(features[at]!);
    if (y % 16 === 0) await breathe(signal);
  }
  return features;
}

/** Sums of the four mirrored samples of a tap, by sign: even-even, odd across, odd down, odd in both. */
function combine(data: Float32Array, above: number, below: number, across: number, [even, oddAcross, oddDown, odd]: readonly [Float64Array, Float64Array, Float64Array, Float64Array]): void {
  for (let at = 0; at < even.length; at += 1) {
    const upperRight = data[above + at + across]!;
    const upperLeft = data[above + at - across]!;
    const lowerRight = data[below + at + across]!;
    const lowerLeft = data[below + at - across]!;
    const [right, left] = [upperRight + lowerRight, upperLeft + lowerLeft];
    const [rightDown, leftDown] = [lowerRight - upperRight, lowerLeft - upperLeft];
    even[at] = right + left;
    oddAcross[at] = right - left;
    oddDown[at] = rightDown + leftDown;
    odd[at] = rightDown - leftDown;
  }
}

function quarterFilters(): { readonly taps: readonly (readonly [number, number])[]; readonly filters: readonly Filter[] } {
  const taps: [number, number][] = [];
  for (let down = 0; down <= RADIUS; down += 1) for (let across = 0; across <= RADIUS; across += 1) if (Math.hypot(across, down) <= RADIUS) taps.push([across, down]);
  const pixels = taps.reduce((sum, [across, down]) => sum + (across === 0 ? 1 : 2) * (down === 0 ? 1 : 2), 0);
  const filters = MOMENTS.flatMap(([order, repetition], moment) => (repetition === 0 ? [false] : [false, true]).map((sine): Filter => {
    const weights = Float64Array.from(taps, ([across, down]) => {
      const angle = repetition * Math.atan2(down, across);
      // A tap on an axis is counted twice by the mirroring, the middle four times.
      const share = (across === 0 ? 0.5 : 1) * (down === 0 ? 0.5 : 1);
      return (share * Math.sqrt(order + 1) * radial(order, repetition, Math.hypot(across, down) / RADIUS) * (sine ? Math.sin(angle) : Math.cos(angle))) / pixels;
    });
    // Mirrored left to right an angle t becomes pi - t, mirrored top to bottom -t.
    const oddAcross = (repetition % 2 === 1) !== sine;
    return { moment, oddAcross, oddDown: sine, weights };
  }));
  return { taps, filters };
}

/** Zernike's radial polynomial. */
function radial(order: number, repetition: number, radius: number): number {
  let sum = 0;
  for (let k = 0; k <= (order - repetition) / 2; k += 1) {
    const sign = k % 2 === 0 ? 1 : -1;
    sum += (sign * factorial(order - k) * radius ** (order - 2 * k)) / (factorial(k) * factorial((order + repetition) / 2 - k) * factorial((order - repetition) / 2 - k));
  }
  return sum;
}

function factorial(of: number): number {
  return of <= 1 ? 1 : of * factorial(of - 1);
}
