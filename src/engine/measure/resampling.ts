import { median } from './robust.ts';
import type { Features } from './features.ts';

/** Cycles a pixel at which traces are looked for. Scaling by s leaves one at 1/s, folded into 0..0.5 (Gallagher 2005). */
export const FREQUENCIES: readonly number[] = Array.from({ length: 24 }, (_, n) => 0.5 - n * 0.0185);
/** Steps of FREQUENCIES from a peak at which its surroundings begin and end: outside the main lobe of a window of 30 pixels. */
const NEAR = 2;
const FAR = 5;

const tables = new Map<number, { readonly cosine: Float64Array; readonly sine: Float64Array }>();

function tableOf(length: number): { readonly cosine: Float64Array; readonly sine: Float64Array } {
  const known = tables.get(length);
  if (known !== undefined) return known;
  const angle = (n: number): number => 2 * Math.PI * FREQUENCIES[Math.floor(n / length)]! * (n % length);
  const made = {
    cosine: Float64Array.from({ length: FREQUENCIES.length * length }, (_, n) => Math.cos(angle(n))),
    sine: Float64Array.from({ length: FREQUENCIES.length * length }, (_, n) => Math.sin(angle(n))),
  };
  tables.set(length, made);
  return made;
}

const across = new Float64Array(30);
const down = new Float64Array(30);
const amplitudes = new Float64Array(FREQUENCIES.length);

/**
 * Spectrum of the p-map of one window, mean of both axes. Interpolated pixels are better predicted by their neighbours, at a period that the scaling
 * factor tells: Popescu and Farid, "Exposing digital forgeries by detecting traces of resampling", IEEE TSP 53(2), 2005; second derivatives in their
 * place: Gallagher, "Detection of linear and cubic interpolation in JPEG compressed images", CRV 2005; with a fixed predictor, as here, Kirchner,
 * "Fast and reliable resampling detection by spectral analysis of fixed linear predictor residue", MM&Sec 2008. The probability that a pixel follows
 * its neighbours is exp(-(e / s)^2) with s the window's mean absolute residual, so that texture changes it little. Each value is the amplitude of the
 * map's row or column means at one of FREQUENCIES over their mean, 0 to about 1, less the mean of its surroundings: texture raises whole stretches of a
 * spectrum, interpolation a line. `residual` holds `side` x `side` values.
 */
export function spectrumOf(residual: Float64Array, side: number, out: Float64Array, to: number): void {
  let scale = 0;
  for (let at = 0; at < side * side; at += 1) scale += Math.abs(residual[at]!);
  scale = Math.max(0.25, scale / (side * side));
  across.fill(0);
  down.fill(0);
  let total = 0;
  for (let y = 0, at = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1, at += 1) {
      const error = residual[at]! / scale;
      const likely = Math.exp(-error * error);
      across[x]! += likely;
      down[y]! += likely;
      total += likely;
    }
  }
  const mean = total / side;
  const { cosine, sine } = tableOf(side);
  for (let f = 0; f < FREQUENCIES.length; f += 1) {
    let acrossReal = 0;
    let acrossOther = 0;
    let downReal = 0;
    let downOther = 0;
    for (let n = 0, at = f * side; n < side; n += 1, at += 1) {
      acrossReal += (across[n]! - mean) * cosine[at]!;
      acrossOther += (across[n]! - mean) * sine[at]!;
      downReal += (down[n]! - mean) * cosine[at]!;
      downOther += (down[n]! - mean) * sine[at]!;
    }
    const both = Math.sqrt(acrossReal * acrossReal + acrossOther * acrossOther) + Math.sqrt(downReal * downReal + downOther * downOther);
    amplitudes[f] = total === 0 ? 0 : (both * (FREQUENCIES[f] === 0.5 ? 0.5 : 1)) / total;
  }
  for (let f = 0; f < FREQUENCIES.length; f += 1) {
    let around = 0;
    let count = 0;
    for (let n = Math.max(0, f - FAR); n <= Math.min(FREQUENCIES.length - 1, f + FAR); n += 1) {
      if (Math.abs(n - f) < NEAR) continue;
      around += amplitudes[n]!;
      count += 1;
    }
    out[to + f] = amplitudes[f]! - around / count;
  }
}

/** Height of each window's peak at frequency number `f` above its surroundings. */
export function peakHeights({ count, spectra }: Features, f: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => spectra[index * FREQUENCIES.length + f]!);
}

/** The frequencies to look at: where the picture has an 8 x 8 grid, its harmonics are left out. */
export function openFrequencies(hasGrid: boolean): readonly number[] {
  const all = FREQUENCIES.map((_, index) => index);
  return hasGrid ? all.filter((index) => Math.abs(FREQUENCIES[index]! * 8 - Math.round(FREQUENCIES[index]! * 8)) > 8 * 0.019) : all;
}

/** Where the peak of these windows stands out most from that of `reference`; with none given, from its surroundings. */
export function strongestPeak(windows: Features, reference: Features | null, open: readonly number[]): number {
  let best = open[0]!;
  let height = Number.NEGATIVE_INFINITY;
  for (const f of open) {
    const found = median(peakHeights(windows, f)) - (reference === null ? 0 : median(peakHeights(reference, f)));
    if (found <= height) continue;
    height = found;
    best = f;
  }
  return best;
}
