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
  /** Leftmost set pixel of the top row: where its outer contour starts. */
  readonly startX: number;
}

interface Building {
  left: number;
  top: number;
  right: number;
  bottom: number;
  area: number;
  sum: number;
  peak: number;
  startX: number;
}

/** A run of set pixels in one row: columns [start, end). */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly label: number;
}

/**
 * 8-connected components of `values >= threshold`, by union-find over runs, one row against the one above: no label plane is held, so memory grows
 * with the number of components and not of pixels. Order: by first pixel, top to bottom.
 */
export function findComponents(values: Uint8Array, size: Size, threshold: number): readonly Component[] {
  const parents: number[] = [];
  const found: Building[] = [];
  let above: Run[] = [];
  for (let y = 0; y < size.height; y += 1) {
    const current: Run[] = [];
    let candidate = 0;
    for (const run of runsOf(values, y * size.width, size.width, threshold)) {
      let label = -1;
      // Runs touch also across a corner: hence one pixel more on either side.
      while (candidate < above.length && above[candidate]!.end < run.start) candidate += 1;
      for (let index = candidate; index < above.length && above[index]!.start <= run.end; index += 1) {
        const other = rootOf(parents, above[index]!.label);
        label = label === -1 ? other : unite(parents, found, label, other);
      }
      if (label === -1) label = newLabel(parents, found, run.start, y);
      addRun(found[label]!, values, y, size.width, run.start, run.end);
      current.push({ start: run.start, end: run.end, label });
    }
    above = current;
  }
  return found.filter((_, label) => parents[label] === label);
}

function* runsOf(values: Uint8Array, offset: number, width: number, threshold: number): Generator<{ start: number; end: number }> {
  let x = 0;
  while (x < width) {
    while (x < width && values[offset + x]! < threshold) x += 1;
    if (x === width) return;
    const start = x;
    while (x < width && values[offset + x]! >= threshold) x += 1;
    yield { start, end: x };
  }
}

function newLabel(parents: number[], found: Building[], x: number, y: number): number {
  const label = parents.length;
  parents.push(label);
  found.push({ left: x, top: y, right: x, bottom: y, area: 0, sum: 0, peak: 0, startX: x });
  return label;
}

function addRun(component: Building, values: Uint8Array, y: number, width: number, start: number, end: number): void {
  component.left = Math.min(component.left, start);
  component.right = Math.max(component.right, end);
  component.bottom = y + 1;
  component.area += end - start;
  for (let x = start; x < end; x += 1) {
    const value = values[y * width + x]!;
    component.sum += value;
    if (value > component.peak) component.peak = value;
  }
}

function rootOf(parents: number[], label: number): number {
  let root = label;
  while (parents[root]! !== root) {
    // Path halving keeps chains short.
    parents[root] = parents[parents[root]!]!;
    root = parents[root]!;
  }
  return root;
}

/** The one whose first pixel comes first survives: labels rise in that order. */
function unite(parents: number[], found: Building[], first: number, second: number): number {
  if (first === second) return first;
  const kept = Math.min(first, second);
  const gone = Math.max(first, second);
  parents[gone] = kept;
  const into = found[kept]!;
  const from = found[gone]!;
  into.left = Math.min(into.left, from.left);
  into.right = Math.max(into.right, from.right);
  into.bottom = Math.max(into.bottom, from.bottom);
  into.area += from.area;
  into.sum += from.sum;
  into.peak = Math.max(into.peak, from.peak);
  return kept;
}
