import { logit } from '../../contract/index.ts';

/** Image scores of one class, 0..1. */
export interface Scores {
  readonly altered: readonly number[];
  readonly untouched: readonly number[];
}

/** log10 likelihood ratio of a score s: intercept + slope * logit(s). */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
}

/** Precision of the normal prior on the slope, for a logit of unit spread: a standard deviation of 2, which hundreds of pictures override and a handful do not. */
const RIDGE = 0.25;

/**
 * Logistic regression of "altered" on logit(score), both kinds of picture weighted to even prior odds, so that the fitted log odds are the log
 * likelihood ratio (Brummer and du Preez, Computer Speech and Language 20, 2006); a weak normal prior on the slope keeps it finite where the two kinds
 * separate. A score that falls where pictures are altered has slope 0: the ratio then says nothing. Needs at least one score of each kind.
 */
export function fitLine({ altered, untouched }: Scores): Line {
  if (altered.length === 0 || untouched.length === 0) throw new RangeError('a calibration needs altered and untouched pictures');
  const total = altered.length + untouched.length;
  const points = [
    ...altered.map((score) => ({ x: logit(score), y: 1, weight: total / (2 * altered.length) })),
    ...untouched.map((score) => ({ x: logit(score), y: 0, weight: total / (2 * untouched.length) })),
  ];
  const centre = points.reduce((sum, { x, weight }) => sum + weight * x, 0) / total;
  const spread = Math.sqrt(points.reduce((sum, { x, weight }) => sum + weight * (x - centre) ** 2, 0) / total);
  if (spread < 1e-9) return { intercept: 0, slope: 0 };
  let [a, b] = [0, 0];
  for (let step = 0; step < 50; step += 1) {
    let [ga, gb, haa, hab, hbb] = [0, -RIDGE * b, 1e-9, 0, RIDGE];
    for (const { x, y, weight } of points) {
      const z = (x - centre) / spread;
      const p = 1 / (1 + Math.exp(-(a + b * z)));
      const curvature = weight * p * (1 - p);
      ga += weight * (y - p);
      gb += weight * (y - p) * z;
      haa += curvature;
      hab += curvature * z;
      hbb += curvature * z * z;
    }
    const determinant = haa * hbb - hab * hab;
    // Newton's step, shortened where the curve is nearly flat.
    const da = (hbb * ga - hab * gb) / determinant;
    const db = (haa * gb - hab * ga) / determinant;
    const shorten = Math.min(1, 2 / Math.max(Math.abs(da), Math.abs(db), 1e-12));
    a += shorten * da;
    b += shorten * db;
    if (Math.abs(da) + Math.abs(db) < 1e-10) break;
  }
  if (b <= 0) return { intercept: 0, slope: 0 };
  return { intercept: (a - (b * centre) / spread) / Math.LN10, slope: b / spread / Math.LN10 };
}

export function ratioAt({ intercept, slope }: Line, score: number): number {
  return intercept + slope * logit(score);
}

/** log10 likelihood ratios of pictures known to be altered and untouched; infinite ones are allowed. */
export interface Ratios {
  readonly altered: readonly number[];
  readonly untouched: readonly number[];
}

/** Cost of likelihood ratios in bits, 0 for perfect ones, 1 for a system that always says 1 (Brummer and du Preez 2006). */
export function cllr({ altered, untouched }: Ratios): number {
  const cost = (ratios: readonly number[], sign: 1 | -1): number => ratios.reduce((sum, ratio) => sum + Math.log2(1 + 10 ** (sign * ratio)), 0) / ratios.length;
  return (cost(altered, -1) + cost(untouched, 1)) / 2;
}

/**
 * The ratios that a monotone function of the score could give at best for just these pictures: isotonic regression by pooling adjacent violators
 * (Ayer and others 1955), both kinds weighted alike. Their Cllr is what the scores' order allows; the rest of a Cllr is bad calibration.
 */
export function isotonicRatios({ altered, untouched }: Scores): Ratios {
  const points = [...altered.map((score) => ({ score, altered: 1 / altered.length, untouched: 0 })), ...untouched.map((score) => ({ score, altered: 0, untouched: 1 / untouched.length }))].toSorted((a, b) => a.score - b.score);
  const blocks: { altered: number; untouched: number; to: number }[] = [];
  const share = (block: { altered: number; untouched: number }): number => block.altered / (block.altered + block.untouched);
  for (const point of points) {
    const last = blocks.at(-1);
    // Equal scores cannot be told apart by any function of the score.
    if (last !== undefined && last.to === point.score) {
      last.altered += point.altered;
      last.untouched += point.untouched;
    } else blocks.push({ altered: point.altered, untouched: point.untouched, to: point.score });
  }
  const pooled: typeof blocks = [];
  for (const block of blocks) {
    let merged = block;
    for (let before = pooled.at(-1); before !== undefined && share(before) >= share(merged); before = pooled.at(-1)) {
      merged = { altered: before.altered + merged.altered, untouched: before.untouched + merged.untouched, to: merged.to };
      pooled.pop();
    }
    pooled.push(merged);
  }
  const ratioOf = (score: number): number => {
    const block = pooled.find(({ to }) => score <= to);
    return block === undefined ? Number.NaN : Math.log10(block.altered / block.untouched);
  };
  return { altered: altered.map(ratioOf), untouched: untouched.map(ratioOf) };
}

const STEP = 0.01;

/**
 * Range of log10 ratios that so many pictures can support, empirical lower and upper bound (P. Vergeer, A. van Es, A. de Jongh, I. Alberink and R. Stoel,
 * Science & Justice 56, 2016): going out from 1, the range ends where deciding by the ratio would cost more than by the prior odds alone, with one
 * more picture of each kind taken as misleading without end. So with n untouched pictures no ratio above n + 1 is stated.
 */
export function supportedRange({ altered, untouched }: Ratios): { readonly low: number; readonly high: number } {
  const missed = (bound: number): number => (altered.filter((ratio) => ratio <= bound).length + 1) / (altered.length + 1);
  const wronglyFlagged = (bound: number): number => (untouched.filter((ratio) => ratio > bound).length + 1) / (untouched.length + 1);
  const useful = (bound: number): boolean => missed(bound) + 10 ** bound * wronglyFlagged(bound) <= Math.min(1, 10 ** bound);
  const last = (direction: 1 | -1): number => {
    let step = 0;
    while (step < 1000 && useful(direction * (step + 1) * STEP)) step += 1;
    return direction === 1 ? step * STEP : -step * STEP;
  };
  return useful(0) ? { low: last(-1) + 0, high: last(1) } : { low: 0, high: 0 };
}
