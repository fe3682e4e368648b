import type { Size } from '../../contract/geometry.ts';

export interface Component {
  /** Box: [left, right) by [top, bottom). */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly area: number;
  /** Sum and largest of the bytes under the component. */
  readonly sum: number;
  readonly peak: number;
  /** Leftmost set pixel of the top row's first run: where its outer contour starts. */
  readonly startX: number;
}

/** A component while rows come in: a node of a union-find forest. */
interface Growing {
  parent: Growing | null;
  left: number;
  readonly top: number;
  right: number;
  bottom: number;
  area: number;
  sum: number;
  peak: number;
  readonly startX: number;
  finished: boolean;
}

/** A run of set pixels in one row: columns [start, end). */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly node: Growing;
}

/**
 * 8-connected components of `values >= threshold` with at least `minimumArea` pixels, in no particular order. Union-find over runs, one row against the
 * one above. No label plane is held, and a component that no run of the last row belongs to is finished and, if small, forgotten: memory grows with
 * the width and the components kept, so that a mask of nothing but specks costs nothing.
 */
export function findComponents(values: Uint8Array, size: Size, threshold: number, minimumArea: number): readonly Component[] {
  const kept: Component[] = [];
  let above: Run[] = [];
  for (let y = 0; y <= size.height; y += 1) {
    const current = y === size.height ? [] : joinedRuns(values, y, size.width, threshold, above);
    for (const run of above) {
      const root = rootOf(run.node);
      if (root.finished || root.bottom > y) continue;
      root.finished = true;
      if (root.area >= minimumArea) kept.push(root);
    }
    above = current;
  }
  return kept;
}

/** Runs of row `y`, each joined to the components of the runs above that it touches. */
function joinedRuns(values: Uint8Array, y: number, width: number, threshold: number, above: readonly Run[]): Run[] {
  const current: Run[] = [];
  const offset = y * width;
  let candidate = 0;
  let x = 0;
  for (;;) {
    while (x < width && values[offset + x]! < threshold) x += 1;
    if (x === width) return current;
    const start = x;
    let sum = 0;
    let peak = 0;
    for (; x < width && values[offset + x]! >= threshold; x += 1) {
      const value = values[offset + x]!;
      sum += value;
      if (value > peak) peak = value;
    }
    // Runs touch also across a corner: hence one pixel more on either side.
    while (candidate < above.length && above[candidate]!.end < start) candidate += 1;
    let node: Growing | null = null;
    for (let index = candidate; index < above.length && above[index]!.start <= x; index += 1) {
      const other = rootOf(above[index]!.node);
      node = node === null ? other : unite(node, other);
    }
    node ??= { parent: null, left: start, top: y, right: x, bottom: y, area: 0, sum: 0, peak: 0, startX: start, finished: false };
    node.left = Math.min(node.left, start);
    node.right = Math.max(node.right, x);
    node.bottom = y + 1;
    node.area += x - start;
    node.sum += sum;
    node.peak = Math.max(node.peak, peak);
    current.push({ start, end: x, node });
  }
}

function rootOf(node: Growing): Growing {
  let root = node;
  while (root.parent !== null) {
    // Path halving keeps chains short.
    if (root.parent.parent !== null) root.parent = root.parent.parent;
    root = root.parent;
  }
  return root;
}

/** The one whose first pixel comes first survives: its start is the contour's start. */
function unite(a: Growing, b: Growing): Growing {
  if (a === b) return a;
  const aFirst = a.top < b.top || (a.top === b.top && a.startX < b.startX);
  const into = aFirst ? a : b;
  const from = aFirst ? b : a;
  from.parent = into;
  into.left = Math.min(into.left, from.left);
  into.right = Math.max(into.right, from.right);
  into.bottom = Math.max(into.bottom, from.bottom);
  into.area += from.area;
  into.sum += from.sum;
  into.peak = Math.max(into.peak, from.peak);
  return into;
}
