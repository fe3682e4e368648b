export interface Picture {
  readonly width: number;
  readonly height: number;
  /** One byte a pixel. */
  readonly data: Uint8Array;
}

/** Counts of pixels. */
export interface Confusion {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
}

/** Scores of one altered picture at a fixed threshold, each 0..1. */
export interface PixelScores {
  readonly iou: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** A pixel of a truth mask above this is altered. */
export const TRUTH_ABOVE = 127;

/** Nearest-neighbour resize, taking the source pixel under the centre of each target pixel. */
export function resizeNearest(source: Picture, width: number, height: number): Picture {
  const data = new Uint8Array(width * height);
  const columns = Uint32Array.from({ length: width }, (_, x) => Math.min(source.width - 1, Math.floor(((x + 0.5) * source.width) / width)));
  for (let y = 0; y < height; y += 1) {
    const row = Math.min(source.height - 1, Math.floor(((y + 0.5) * source.height) / height)) * source.width;
    for (let x = 0; x < width; x += 1) data[y * width + x] = source.data[row + (columns[x] ?? 0)] ?? 0;
  }
  return { width, height, data };
}

/**
 * Compares a probability map (bytes 0..255 for 0..1) with a truth mask of the same size. A pixel is found where its probability is at
 * least `threshold` and altered where the truth is above 127. Throws RangeError on different sizes.
 */
export function confusion(map: Picture, truth: Picture, threshold: number): Confusion {
  if (map.width !== truth.width || map.height !== truth.height) throw new RangeError('map and truth differ in size');
  const least = threshold * 255;
  let truePositive = 0;
  let falsePositive = 0;
  let falseNegative = 0;
  for (let index = 0; index < map.data.length; index += 1) {
    const found = (map.data[index] ?? 0) >= least;
    const altered = (truth.data[index] ?? 0) > TRUTH_ABOVE;
    if (found && altered) truePositive += 1;
    else if (found) falsePositive += 1;
    else if (altered) falseNegative += 1;
  }
  return { truePositive, falsePositive, falseNegative, trueNegative: map.data.length - truePositive - falsePositive - falseNegative };
}

/** Intersection over union, precision, recall and F1 of the altered class. A map that finds nothing has precision 0. */
export function pixelScores({ truePositive, falsePositive, falseNegative }: Confusion): PixelScores {
  return {
    iou: ratio(truePositive, truePositive + falsePositive + falseNegative),
    precision: ratio(truePositive, truePositive + falsePositive),
    recall: ratio(truePositive, truePositive + falseNegative),
    f1: ratio(2 * truePositive, 2 * truePositive + falsePositive + falseNegative),
  };
}

/**
 * Area under the ROC curve of image scores: the probability that an altered picture scores above an untouched one, ties counting half
 * (Mann and Whitney, 1947). NaN where one of the classes is empty.
 */
export function areaUnderCurve(altered: readonly number[], untouched: readonly number[]): number {
  if (altered.length === 0 || untouched.length === 0) return Number.NaN;
  const all = [...altered.map((score) => ({ score, altered: true })), ...untouched.map((score) => ({ score, altered: false }))].toSorted((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.score === all[start]?.score) end += 1;
    const rank = (start + 1 + end) / 2;
    for (let index = start; index < end; index += 1) if (all[index]?.altered === true) rankSum += rank;
    start = end;
  }
  return (rankSum - (altered.length * (altered.length + 1)) / 2) / (altered.length * untouched.length);
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
