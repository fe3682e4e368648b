import type { Region } from '../../contract/analysis.ts';
import { AppError } from '../../contract/errors.ts';
import type { Pixels } from '../decode/pixels.ts';

/** Side of a cell of the lattice on which windows are placed: one JPEG block. */
export const CELL = 8;
/** Runs beyond these are not kept: a region as ragged as that is noise. */
const MOST_RUNS = 2_000_000;

/** The pixels of one region of a finding: the connected component itself, not its box. */
export interface Component {
  readonly area: number;
  /** Centre of mass in pixels, corners on whole numbers. */
  readonly centre: readonly [number, number];
  /** Row, first column, column after the last, three numbers a run, no order. Null above two million runs. */
  readonly runs: Int32Array | null;
  /** Pixels of the component in each cell, 0..64, over the cells that its box touches. */
  readonly cells: { readonly column: number; readonly row: number; readonly columns: number; readonly rows: number; readonly counts: Uint8Array };
}

/**
 * The 8-connected component of `mask` bytes from `least` on which `region` describes. Its polygon begins at the component's first pixel; where it
 * does not, the component of the same area that touches the top of the box is taken. Throws ARGUMENT_INVALID where mask and region do not belong together.
 */
export function componentOf(mask: Pixels, least: number, region: Region): Component {
  const { box } = region;
  if (box.x + box.width > mask.width || box.y + box.height > mask.height) throw foreign(region);
  const [startX, startY] = region.polygon[0]!;
  const starts = [startY === box.y && startX >= box.x && startX < box.x + box.width ? startX : box.x];
  for (let x = box.x; x < box.x + box.width; x += 1) if (isRunStart(mask, least, x, box.y, box.x)) starts.push(x);
  for (const x of starts) {
    if (mask.data[box.y * mask.width + x]! < least) continue;
    const found = fill(mask, least, region, x);
    if (found.area === region.area) return found;
  }
  throw foreign(region);
}

function foreign(region: Region): AppError {
  return new AppError('ARGUMENT_INVALID', `Region ${region.id} is not in this mask at this threshold. Scan the picture again, then explain the new finding.`, { region: region.id });
}

function isRunStart({ data, width }: Pixels, least: number, x: number, y: number, left: number): boolean {
  return data[y * width + x]! >= least && (x === left || data[y * width + x - 1]! < least);
}

/** Flood fill over runs, 8-connected, inside the box; a bit for each run's first pixel tells what was seen. */
function fill({ data, width }: Pixels, least: number, { box }: Region, startX: number): Component {
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  const seen = new Uint8Array(Math.ceil((box.width * box.height) / 8));
  const column = box.x >> 3;
  const row = box.y >> 3;
  const columns = ((right - 1) >> 3) - column + 1;
  const counts = new Uint8Array(columns * (((bottom - 1) >> 3) - row + 1));
  const open: number[] = [];
  let kept = new Int32Array(3 * 256);
  let runs = 0;
  let area = 0;
  let sumX = 0;
  let sumY = 0;

  /** The whole run around a set pixel, taken once. Gives the column after its end. */
  function take(x: number, y: number): number {
    const offset = y * width;
    let from = x;
    let to = x + 1;
    while (from > box.x && data[offset + from - 1]! >= least) from -= 1;
    while (to < right && data[offset + to]! >= least) to += 1;
    const bit = (y - box.y) * box.width + from - box.x;
    if ((seen[bit >> 3]! & (1 << (bit & 7))) !== 0) return to;
    seen[bit >> 3]! |= 1 << (bit & 7);
    open.push(y, from, to);
    area += to - from;
    sumX += ((from + to) / 2) * (to - from);
    sumY += (y + 0.5) * (to - from);
    const line = ((y >> 3) - row) * columns - column;
    for (let at = from; at < to; ) {
      const end = Math.min(to, (at | 7) + 1);
      counts[line + (at >> 3)]! += end - at;
      at = end;
    }
    if (runs < MOST_RUNS) {
      if (runs * 3 === kept.length) {
        const larger = new Int32Array(kept.length * 2);
        larger.set(kept);
        kept = larger;
      }
      kept.set([y, from, to], runs * 3);
    }
    runs += 1;
    return to;
  }

  take(startX, box.y);
  while (open.length > 0) {
    const to = open.pop()!;
    const from = open.pop()!;
    const y = open.pop()!;
    for (const next of [y - 1, y + 1]) {
      if (next < box.y || next >= bottom) continue;
      const end = Math.min(right, to + 1);
      for (let x = Math.max(box.x, from - 1); x < end; x += 1) if (data[next * width + x]! >= least) x = take(x, next);
    }
  }
  return { area, centre: [sumX / area, sumY / area], runs: runs <= MOST_RUNS ? kept.subarray(0, runs * 3) : null, cells: { column, row, columns, rows: counts.length / columns, counts } };
}

/** Mean of a map's bytes under a component, 0..1. */
export function meanUnder({ runs, area }: Component, map: Pixels): number | null {
  if (runs === null) return null;
  let sum = 0;
  for (let at = 0; at < runs.length; at += 3) {
    const offset = runs[at]! * map.width;
    for (let x = runs[at + 1]!; x < runs[at + 2]!; x += 1) sum += map.data[offset + x]!;
  }
  return sum / area / 255;
}
