import type { Box, Size } from '../../contract/geometry.ts';
import type { Pixels } from '../decode/pixels.ts';
import { DARK, drawText, fillBox, textWidth, WHITE } from './canvas.ts';

/** A region on a pane: its number and its box in pixels of the pane, not whole numbers. */
export interface Numbered {
  readonly number: number;
  readonly box: Box;
}

const GAP = 3;
const BORDER = 1;

/** Height of capitals for a picture of this size: legible where a language model sees it reduced, small against its regions. */
export function capitalFor({ width, height }: Size): number {
  return Math.min(20, Math.max(9, Math.round(Math.max(width, height) / 64)));
}

/** Draws each region's number, white on a dark plate with a white rim, beside its box where the plate covers least of the mask and no other plate. */
export function drawNumbers(canvas: Pixels, mask: Pixels, regions: readonly Numbered[], capital: number = capitalFor(canvas)): void {
  const taken: Box[] = [];
  for (const { number, box } of regions) {
    const text = String(number);
    const plate = plateFor(box, { width: textWidth(text, capital) + capital, height: Math.round(capital * 1.8) }, canvas, mask, taken);
    taken.push(plate);
    fillBox(canvas, plate, WHITE);
    fillBox(canvas, { x: plate.x + BORDER, y: plate.y + BORDER, width: plate.width - 2 * BORDER, height: plate.height - 2 * BORDER }, DARK);
    drawText(canvas, text, plate.x + (plate.width - textWidth(text, capital)) / 2, plate.y + (plate.height - capital) / 2, capital, WHITE);
  }
}

/** The cheapest of the places around the box, the first where several are: above, beside, below, then inside its corners. */
function plateFor(region: Box, { width, height }: Size, pane: Size, mask: Pixels, taken: readonly Box[]): Box {
  const left = Math.round(region.x);
  const top = Math.round(region.y);
  const right = Math.round(region.x + region.width);
  const bottom = Math.round(region.y + region.height);
  const places: readonly (readonly [number, number])[] = [
    [left, top - height - GAP],
    [right - width, top - height - GAP],
    [left - width - GAP, top],
    [right + GAP, top],
    [left, bottom + GAP],
    [right - width, bottom + GAP],
    [left - width - GAP, bottom - height],
    [right + GAP, bottom - height],
    [left - width - GAP, top - height - GAP],
    [right + GAP, top - height - GAP],
    [left - width - GAP, bottom + GAP],
    [right + GAP, bottom + GAP],
    [left + GAP, top + GAP],
    [right - width - GAP, top + GAP],
    [left + GAP, bottom - height - GAP],
    [right - width - GAP, bottom - height - GAP],
  ];
  let best: Box | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [x, y] of places) {
    const plate = { x: Math.max(0, Math.min(pane.width - width, x)), y: Math.max(0, Math.min(pane.height - height, y)), width, height };
    const cost = coveredBy(plate, mask) + 100 * taken.reduce((sum, other) => sum + common(plate, other), 0);
    if (cost >= least) continue;
    least = cost;
    best = plate;
  }
  if (best === null) throw new Error('a region has places for its number');
  return best;
}

/** Mask pixels under a plate. */
function coveredBy(plate: Box, mask: Pixels): number {
  let sum = 0;
  for (let y = plate.y; y < Math.min(mask.height, plate.y + plate.height); y += 1) {
    for (let x = plate.x; x < Math.min(mask.width, plate.x + plate.width); x += 1) sum += mask.data[y * mask.width + x]! / 255;
  }
  return sum;
}

/** Pixels that two boxes share. */
export function common(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width <= 0 || height <= 0 ? 0 : width * height;
}
