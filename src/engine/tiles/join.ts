import type { SceneStep } from '../../contract/manifest.ts';
import type { Stages, StageValue, StageValues } from '../localiser/runtime.ts';
import type { Share } from './plan.ts';

/** Where a tile lies on the canvas, and the part of it that it alone stands for; pixels, multiples of 32. */
export interface TilePlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly across: Share;
  readonly down: Share;
}

/** The canvas in pixels, multiples of 32. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
}

/** Gathers one step of the network's scene over the tiles of a picture; sums are kept in double precision. */
export interface Join {
  /** Takes in the own share of a tile. */
  add(values: StageValues, place: TilePlace): void;
  /** Once all tiles are in: a function that gives, for a tile, the values which stand in place of its own. */
  finish(): Promise<(place: TilePlace) => StageValues>;
}

/** Step `index` of the plan. */
export function joinOf(stages: Stages, index: number, canvas: Canvas): Join {
  const step = stages.plan.steps[index]!;
  if (step.kind === 'mean') return joinMean(step);
  return step.kind === 'attention' ? joinAttention(step) : joinPyramid(step, canvas, (pooled) => stages.reduce(index, pooled));
}

/** Features of a stride whose first pixel lies in a share. */
function inside(share: Share, stride: number, size: number): Share {
  return { start: Math.ceil(share.start / stride), end: Math.min(Math.ceil(share.end / stride), Math.ceil(size / stride)) };
}

/** Features [1,C,h,w] -> their mean over the whole [1,C]. */
function joinMean(step: Extract<SceneStep, { kind: 'mean' }>): Join {
  let sums = new Float64Array(0);
  let count = 0;
  return {
    add(values, place) {
      const { data, channels, width, plane } = mapOf(values, step.features);
      if (sums.length === 0) sums = new Float64Array(channels);
      const columns = inside(place.across, step.stride, place.width);
      const rows = inside(place.down, step.stride, place.height);
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0;
        for (let y = rows.start; y < rows.end; y += 1) {
          const row = channel * plane + y * width;
          for (let at = row + columns.start; at < row + columns.end; at += 1) sum += data[at]!;
        }
        sums[channel]! += sum;
      }
      count += (rows.end - rows.start) * (columns.end - columns.start);
    },
    async finish() {
      const mean = new Map([[step.mean, { data: Float32Array.from(sums, (sum) => sum / count), dims: [1, sums.length] }]]);
      return () => mean;
    },
  };
}

/** Scores [1,heads,N,h*w] and values [1,heads,h*w,d] -> softmax(scores) @ values over the whole [1,heads,N,d]. */
function joinAttention(step: Extract<SceneStep, { kind: 'attention' }>): Join {
  let sums = new Float64Array(0);
  let weights = new Float64Array(0);
  let peaks = new Float64Array(0);
  let dims: readonly number[] = [];

  /** Sums so far count less by e^(old - new) once a larger score is met. */
  function raisePeak(query: number, peak: number, depth: number): void {
    const known = peaks[query]!;
    if (peak <= known) return;
    const factor = Math.exp(known - peak);
    peaks[query] = peak;
    weights[query]! *= factor;
    for (let at = query * depth; at < (query + 1) * depth; at += 1) sums[at]! *= factor;
  }

  return {
    add(values, place) {
      const scores = floatsOf(values, step.scores);
      const features = floatsOf(values, step.values);
      const [, heads = 0, queries = 0, points = 0] = scores.dims;
      const depth = features.dims[3] ?? 0;
      if (sums.length === 0) {
        dims = [1, heads, queries, depth];
        sums = new Float64Array(heads * queries * depth);
        weights = new Float64Array(heads * queries);
        peaks = new Float64Array(heads * queries).fill(Number.NEGATIVE_INFINITY);
      }
      const own = ownPoints(place, step.stride);
      for (let query = 0; query < heads * queries; query += 1) {
        const from = query * points;
        raisePeak(query, own.reduce((most, point) => Math.max(most, scores.data[from + point]!), Number.NEGATIVE_INFINITY), depth);
        const peak = peaks[query]!;
        const to = query * depth;
        const head = Math.floor(query / queries) * points * depth;
        for (const point of own) {
          const weight = Math.exp(scores.data[from + point]! - peak);
          weights[query]! += weight;
          const at = head + point * depth;
          for (let part = 0; part < depth; part += 1) sums[to + part]! += weight * features.data[at + part]!;
        }
      }
    },
    async finish() {
      const depth = dims[3] ?? 1;
      const result = new Map([[step.result, { data: Float32Array.from(sums, (sum, at) => sum / weights[Math.floor(at / depth)]!), dims }]]);
      return () => result;
    },
  };
}

/** Indices into a tile's flat features of a stride that lie in its own share. */
function ownPoints(place: TilePlace, stride: number): Int32Array {
  const columns = inside(place.across, stride, place.width);
  const rows = inside(place.down, stride, place.height);
  const width = Math.ceil(place.width / stride);
  const across = columns.end - columns.start;
  return Int32Array.from({ length: (rows.end - rows.start) * across }, (_, at) => (rows.start + Math.floor(at / across)) * width + columns.start + (at % across));
}

/** Pyramid pooling (PSPNet's): bins of the whole canvas as adaptive average pooling cuts them, each tile given its part of their enlargement. */
function joinPyramid(step: Extract<SceneStep, { kind: 'pyramid' }>, canvas: Canvas, reduce: (pooled: readonly StageValue[]) => Promise<readonly StageValue[]>): Join {
  const { stride } = step;
  const width = canvas.width / stride;
  const height = canvas.height / stride;
  let pools: readonly Pool[] = [];
  return {
    add(values, place) {
      const map = mapOf(values, step.features);
      if (pools.length === 0) pools = step.pooled.map((_, at) => newPool(POOL_BINS[at]!, map.channels));
      const columns = inside(place.across, stride, place.width);
      const rows = inside(place.down, stride, place.height);
      for (const pool of pools) {
        for (let y = rows.start; y < rows.end; y += 1) {
          for (let x = columns.start; x < columns.end; x += 1) {
            for (const bin of binsAt(pool.bins, place.left / stride + x, width, place.top / stride + y, height)) addToBin(pool, bin, map, y * map.width + x);
          }
        }
      }
    },
    async finish() {
      const reduced = await reduce(pools.map(meanOf));
      return (place) => new Map(step.enlarged.map((name, at) => [name, enlarge(reduced[at]!, place, stride, width, height)]));
    },
  };
}

/** Bins along each side; one entry for each level of the pyramid (training/model/decoder.py). */
const POOL_BINS = [1, 2, 3, 6] as const;

interface Pool {
  readonly bins: number;
  /** [channels, bins, bins]. */
  readonly sums: Float64Array;
  /** [bins, bins]. */
  readonly counts: Float64Array;
}

function newPool(bins: number, channels: number): Pool {
  return { bins, sums: new Float64Array(channels * bins * bins), counts: new Float64Array(bins * bins) };
}

/** Indices of the bins that hold a cell: bin i covers floor(i*n/bins) .. ceil((i+1)*n/bins), so that neighbours may share a cell. */
function binsAt(bins: number, x: number, width: number, y: number, height: number): readonly number[] {
  const columns = binsAlong(bins, x, width);
  return binsAlong(bins, y, height).flatMap((row) => columns.map((column) => row * bins + column));
}

function binsAlong(bins: number, at: number, length: number): readonly number[] {
  const found: number[] = [];
  for (let bin = 0; bin < bins; bin += 1) {
    if (at >= Math.floor((bin * length) / bins) && at < Math.ceil(((bin + 1) * length) / bins)) found.push(bin);
  }
  return found;
}

function addToBin(pool: Pool, bin: number, map: FeatureMap, at: number): void {
  const area = pool.bins * pool.bins;
  for (let channel = 0; channel < map.channels; channel += 1) pool.sums[channel * area + bin]! += map.data[channel * map.plane + at]!;
  pool.counts[bin]! += 1;
}

/** [1,channels,bins,bins]. A bin that no gathered tile touches (large pictures are sampled) has the mean of the nearest that one does. */
function meanOf(pool: Pool): StageValue {
  const area = pool.bins * pool.bins;
  const sources = Int32Array.from({ length: area }, (_, bin) => nearestFilled(pool, bin));
  const data = Float32Array.from(pool.sums, (_, at) => {
    const source = sources[at % area]!;
    return pool.sums[at - (at % area) + source]! / pool.counts[source]!;
  });
  return { data, dims: [1, pool.sums.length / area, pool.bins, pool.bins] };
}

function nearestFilled(pool: Pool, bin: number): number {
  const { bins, counts } = pool;
  const distance = (other: number): number => (Math.floor(other / bins) - Math.floor(bin / bins)) ** 2 + ((other % bins) - (bin % bins)) ** 2;
  let nearest = -1;
  for (let other = 0; other < counts.length; other += 1) {
    if (counts[other]! > 0 && (nearest < 0 || distance(other) < distance(nearest))) nearest = other;
  }
  return nearest;
}

/** A tile's part of [1,C,bins,bins] enlarged bilinearly (half-pixel centres) to the whole canvas of `width` by `height` features. */
function enlarge(small: StageValue, place: TilePlace, stride: number, width: number, height: number): StageValue {
  const [, channels = 0, bins = 1] = small.dims;
  const data = floatsIn(small);
  const columns = samplesAlong(place.left / stride, place.width / stride, bins, width);
  const rows = samplesAlong(place.top / stride, place.height / stride, bins, height);
  const out = new Float32Array(channels * rows.length * columns.length);
  let to = 0;
  for (let channel = 0; channel < channels; channel += 1) {
    const from = channel * bins * bins;
    for (const row of rows) {
      for (const column of columns) {
        const above = data[from + row.first * bins + column.first]! * (1 - column.share) + data[from + row.first * bins + column.second]! * column.share;
        const below = data[from + row.second * bins + column.first]! * (1 - column.share) + data[from + row.second * bins + column.second]! * column.share;
        out[to] = above * (1 - row.share) + below * row.share;
        to += 1;
      }
    }
  }
  return { data: out, dims: [1, channels, rows.length, columns.length] };
}

function samplesAlong(start: number, count: number, bins: number, length: number): readonly { first: number; second: number; share: number }[] {
  return Array.from({ length: count }, (_, index) => {
    const at = Math.min(bins - 1, Math.max(0, ((start + index + 0.5) * bins) / length - 0.5));
    const first = Math.floor(at);
    return { first, second: Math.min(bins - 1, first + 1), share: at - first };
  });
}

interface FeatureMap {
  readonly data: Float32Array;
  readonly channels: number;
  readonly width: number;
  /** Values of one channel. */
  readonly plane: number;
}

function mapOf(values: StageValues, name: string): FeatureMap {
  const { data, dims } = floatsOf(values, name);
  const [, channels = 0, height = 0, width = 0] = dims;
  return { data, channels, width, plane: height * width };
}

function floatsOf(values: StageValues, name: string): { data: Float32Array; dims: readonly number[] } {
  const value = values.get(name);
  if (value === undefined) throw new Error(`the network's stages give no ${name}`);
  return { data: floatsIn(value), dims: value.dims };
}

function floatsIn(value: StageValue): Float32Array {
  if (value.data instanceof Float32Array) return value.data;
  throw new Error('the network\'s stages answered with something other than float32');
}
