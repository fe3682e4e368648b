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

/** How many pixels of a map have each level 0..255, by what the truth says of them: 256 counts each. */
export interface Levels {
  readonly altered: Uint32Array;
  readonly untouched: Uint32Array;
}

/** Counts a probability map (bytes 0..255 for 0..1) against a truth mask of the same size (altered above 127). Throws RangeError on different sizes. */
export function countLevels(map: Picture, truth: Picture): Levels {
  if (map.width !== truth.width || map.height !== truth.height) throw new RangeError('map and truth differ in size');
  const [altered, untouched] = [new Uint32Array(256), new Uint32Array(256)];
  for (let index = 0; index < map.data.length; index += 1) {
    const counts = (truth.data[index] ?? 0) > TRUTH_ABOVE ? altered : untouched;
    const level = map.data[index] ?? 0;
    counts[level] = (counts[level] ?? 0) + 1;
  }
  return { altered, untouched };
}

/** Counts of pixels where a pixel is found from probability `threshold` on. */
export function confusionAt({ altered, untouched }: Levels, threshold: number): Confusion {
  const least = Math.ceil(threshold * 255);
  const total = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);
  const [truePositive, falsePositive] = [total(altered.subarray(least)), total(untouched.subarray(least))];
  return { truePositive, falsePositive, falseNegative: total(altered) - truePositive, trueNegative: total(untouched) - falsePositive };
}

/** As `confusionAt` of `countLevels`. */
export function confusion(map: Picture, truth: Picture, threshold: number): Confusion {
  return confusionAt(countLevels(map, truth), threshold);
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
  const clean = Float64Array.from(untouched).sort();
  let [below, through, wins] = [0, 0, 0];
  for (const score of Float64Array.from(altered).sort()) {
    while (below < clean.length && clean[below]! < score) below += 1;
    while (through < clean.length && clean[through]! <= score) through += 1;
    wins += (below + through) / 2;
  }
  return wins / (altered.length * untouched.length);
}

/**
 * Average precision of a ranking: precision where each share of the altered is first reached, weighted by that share, without interpolation; equal
 * scores count as one step. The chance level is the share of altered ones. NaN where one of the classes is empty.
 */
export function averagePrecision(altered: readonly number[], untouched: readonly number[]): number {
  if (altered.length === 0 || untouched.length === 0) return Number.NaN;
  const clean = Float64Array.from(untouched).sort();
  const found = Float64Array.from(altered).sort();
  let [at, above, sum] = [found.length, clean.length, 0];
  while (at > 0) {
    const score = found[at - 1]!;
    const before = at;
    while (at > 0 && found[at - 1] === score) at -= 1;
    while (above > 0 && clean[above - 1]! >= score) above -= 1;
    const reached = found.length - at;
    sum += ((before - at) / found.length) * (reached / (reached + clean.length - above));
  }
  return sum;
}

/** Average precision of one picture's pixels, its levels being the ranking; as `averagePrecision`. */
export function pixelAveragePrecision({ altered, untouched }: Levels): number {
  const whole = altered.reduce((sum, count) => sum + count, 0);
  let [truePositive, falsePositive, sum] = [0, 0, 0];
  for (let level = 255; level >= 0; level -= 1) {
    const count = altered[level]!;
    truePositive += count;
    falsePositive += untouched[level]!;
    if (count > 0) sum += (count / whole) * (truePositive / (truePositive + falsePositive));
  }
  return whole === 0 ? Number.NaN : sum;
}

/** F1 of the decision "altered" from `threshold` on, over pictures. NaN where one of the classes is empty. */
export function imageF1(altered: readonly number[], untouched: readonly number[], threshold: number): number {
  if (altered.length === 0 || untouched.length === 0) return Number.NaN;
  const found = altered.filter((score) => score >= threshold).length;
  const wrong = untouched.filter((score) => score >= threshold).length;
  return (2 * found) / (found + wrong + altered.length);
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
