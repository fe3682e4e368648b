import { TILE_SIDE } from './tile.ts';
import { ROW_BYTES, ONES, type BitMask } from './bits.ts';

/** A part of the mask as it is drawn: one output pixel for 2^level stored ones a side. Left and top are multiples of `step(level)`. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly level: number;
}

/** Grid that parts lie on: whole bytes and whole output pixels. */
export function step(level: number): number {
  return Math.max(8, 1 << level);
}

/** The smallest part on the grid that holds a box, cut at the picture's edge (rounded up to the grid); null where they do not meet. */
export function partOf(box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }, level: number, size: { readonly width: number; readonly height: number }): Part | null {
  const grid = step(level);
  const end = (limit: number): number => Math.ceil(limit / grid) * grid;
  const x = Math.max(0, Math.floor(box.x / grid) * grid);
  const y = Math.max(0, Math.floor(box.y / grid) * grid);
  const width = Math.min(end(size.width), end(box.x + box.width)) - x;
  const height = Math.min(end(size.height), end(box.y + box.height)) - y;
  return width > 0 && height > 0 ? { x, y, width, height, level } : null;
}

/** Pixels set for each output pixel of a part, row by row. */
export function coverage(mask: BitMask, part: Part): Uint32Array {
  const { x: left, y: top, level } = part;
  const across = part.width >> level;
  const counts = new Uint32Array(across * (part.height >> level));
  const firstColumn = Math.max(0, Math.floor(left / TILE_SIDE));
  const lastColumn = Math.min(mask.columns - 1, Math.floor((left + part.width - 1) / TILE_SIDE));
  const firstRow = Math.max(0, Math.floor(top / TILE_SIDE));
  const lastRow = Math.min(mask.rows - 1, Math.floor((top + part.height - 1) / TILE_SIDE));
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (let column = firstColumn; column <= lastColumn; column += 1) {
      const bits = mask.tiles.get(row * mask.columns + column);
      if (bits !== undefined) addTile(bits, column * TILE_SIDE, row * TILE_SIDE, part, across, counts);
    }
  }
  return counts;
}

function addTile(bits: Uint8Array, tileX: number, tileY: number, { x: left, y: top, width, height, level }: Part, across: number, counts: Uint32Array): void {
  const fromY = Math.max(0, top - tileY);
  const toY = Math.min(TILE_SIDE, top + height - tileY);
  const fromByte = Math.max(0, left - tileX) >> 3;
  const toByte = Math.min(TILE_SIDE, left + width - tileX) >> 3;
  for (let y = fromY; y < toY; y += 1) {
    const line = ((tileY + y - top) >> level) * across;
    for (let byte = fromByte; byte < toByte; byte += 1) {
      const value = bits[y * ROW_BYTES + byte]!;
      if (value === 0) continue;
      const at = tileX + byte * 8 - left;
      if (level >= 3) counts[line + (at >> level)]! += ONES[value]!;
      else if (level === 0) for (let bit = 0; bit < 8; bit += 1) counts[line + at + bit] = (value >> (7 - bit)) & 1;
      else if (level === 1) for (let pair = 0; pair < 4; pair += 1) counts[line + (at >> 1) + pair]! += ONES[(value >> (6 - 2 * pair)) & 3]!;
      else {
        counts[line + (at >> 2)]! += ONES[value >> 4]!;
        counts[line + (at >> 2) + 1]! += ONES[value & 15]!;
      }
    }
  }
}

/** Little-endian RGBA words. The fill is half transparent; the border is drawn solid on its inside and, where a screen pixel is enough, dark on its outside. */
export interface MaskInk {
  readonly fill: number;
  readonly edge: number;
  /** 0 for none. */
  readonly ring: number;
}

const word = (r: number, g: number, b: number, a: number): number => ((a << 24) | (b << 16) | (g << 8) | r) >>> 0;
/** Orange: far from the blues, greens and yellows of the usual palettes and from the magenta of the model's mask. */
export const ANALYST_RGB = [255, 106, 0] as const;

/** Ink at a magnification: above two screen pixels for one stored pixel, a dark ring would look like pixels of its own. */
export function inkAt(scale: number): MaskInk {
  return { fill: word(...ANALYST_RGB, 165), edge: word(...ANALYST_RGB, 255), ring: scale > 2 ? 0 : word(30, 10, 0, 190) };
}

/** RGBA of a part. One output pixel around it is looked at too, so that parts drawn one beside the other have no seams. */
export function colourPart(mask: BitMask, part: Part, ink: MaskInk): Uint32Array {
  const grid = step(part.level);
  const pad = grid >> part.level;
  const wide = { x: part.x - grid, y: part.y - grid, width: part.width + 2 * grid, height: part.height + 2 * grid, level: part.level };
  const across = wide.width >> part.level;
  const counts = coverage(mask, wide);
  const width = part.width >> part.level;
  const height = part.height >> part.level;
  const out = new Uint32Array(width * height);
  // Most rows of most parts are empty.
  const used = Array.from({ length: height + 2 * pad }, (_, y) => counts.subarray(y * across, (y + 1) * across).some((count) => count > 0));
  for (let y = 0; y < height; y += 1) {
    if (!used[y + pad - 1]! && !used[y + pad]! && !used[y + pad + 1]!) continue;
    for (let x = 0; x < width; x += 1) {
      const at = (y + pad) * across + x + pad;
      const own = counts[at]! > 0;
      const left = counts[at - 1]! > 0;
      const right = counts[at + 1]! > 0;
      const up = counts[at - across]! > 0;
      const down = counts[at + across]! > 0;
      if (own) out[y * width + x] = left && right && up && down ? ink.fill : ink.edge;
      else if (ink.ring !== 0 && (left || right || up || down)) out[y * width + x] = ink.ring;
    }
  }
  return out;
}
