import type { Box, Size } from '../../../contract/geometry.ts';
import type { Bitmap } from './bitmap.ts';

/** Set pixels [start, end) of row y. */
export interface Run {
  readonly y: number;
  readonly start: number;
  readonly end: number;
}

/** Pixels that hang together. */
export interface Component {
  readonly box: Box;
  readonly area: number;
  /** Row by row, left to right. */
  readonly runs: readonly Run[];
}

/** All runs of a bitmap, row by row, and where each row's begin (one more entry than rows). */
export function runsOf({ width, height, data }: Bitmap): { readonly runs: readonly Run[]; readonly rows: Int32Array } {
  const runs: Run[] = [];
  const rows = new Int32Array(height + 1);
  for (let y = 0; y < height; y += 1) {
    rows[y] = runs.length;
    for (let x = 0; x < width; x += 1) {
      if (data[y * width + x] === 0) continue;
      const start = x;
      while (x < width && data[y * width + x] !== 0) x += 1;
      runs.push({ y, start, end: x });
    }
  }
  rows[height] = runs.length;
  return { runs, rows };
}

/** Number of the component of every run, numbered from 0 in the order of their first runs. Union-find over runs of neighbouring rows. */
export function labelRuns(runs: readonly Run[], rows: Int32Array, connectivity: 4 | 8): Int32Array {
  const parent = Int32Array.from(runs, (_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    for (let at = index; at !== root; ) {
      const next = parent[at] ?? root;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  const reach = connectivity === 8 ? 1 : 0;
  for (let y = 1; y + 1 < rows.length; y += 1) {
    let above = rows[y - 1] ?? 0;
    const lastAbove = rows[y] ?? 0;
    for (let index = lastAbove; index < (rows[y + 1] ?? 0); index += 1) {
      const run = runs[index]!;
      while (above < lastAbove && runs[above]!.end + reach <= run.start) above += 1;
      for (let other = above; other < lastAbove && runs[other]!.start < run.end + reach; other += 1) {
        const [a, b] = [find(index), find(other)];
        if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  }
  const numbers = new Int32Array(runs.length).fill(-1);
  const labels = new Int32Array(runs.length);
  let next = 0;
  runs.forEach((_, index) => {
    const root = find(index);
    if (numbers[root] === -1) numbers[root] = next++;
    labels[index] = numbers[root] ?? 0;
  });
  return labels;
}

/** Components from labelled runs, by label. */
export function gather(runs: readonly Run[], labels: Int32Array): readonly Component[] {
  const grouped: Run[][] = [];
  runs.forEach((run, index) => {
    (grouped[labels[index] ?? 0] ??= []).push(run);
  });
  return grouped.map(componentOf);
}

/** One component of any runs, which need not hang together. Throws RangeError for none. */
export function componentOf(runs: readonly Run[]): Component {
  if (runs.length === 0) throw new RangeError('no runs');
  let [left, right, top, bottom, area] = [Infinity, 0, Infinity, 0, 0];
  for (const { y, start, end } of runs) {
    left = Math.min(left, start);
    right = Math.max(right, end);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
    area += end - start;
  }
  return { box: { x: left, y: top, width: right - left, height: bottom - top }, area, runs };
}

/** Bitmap of a component alone, in its own box. */
export function paint({ box, runs }: Component): Bitmap {
  const data = new Uint8Array(box.width * box.height);
  for (const { y, start, end } of runs) data.fill(1, (y - box.y) * box.width + start - box.x, (y - box.y) * box.width + end - box.x);
  return { width: box.width, height: box.height, data };
}

/** Bitmap of a whole picture with the runs set. */
export function paintWhole(runs: readonly Run[], { width, height }: Size): Bitmap {
  const data = new Uint8Array(width * height);
  for (const { y, start, end } of runs) data.fill(1, y * width + start, y * width + end);
  return { width, height, data };
}
