import type { LiveRegions } from '../../contract/annotations.ts';
import { MASK_TILE } from '../../contract/annotations.ts';
import type { Pixels } from '../decode/pixels.ts';
import { thresholdByte } from '../../contract/threshold.ts';
import { findRegions } from '../regions/regions.ts';

/** Counts of pixels by byte: 256 entries. */
export function histogramOf(map: Pixels): number[] {
  const counts = new Uint32Array(256);
  const { data } = map;
  // By index: an iterator over tens of millions of bytes takes ten times as long.
  for (let at = 0; at < data.length; at += 1) counts[data[at]!]! += 1;
  return [...counts];
}

/** Regions at any threshold, at native resolution; `minimumArea` in pixels. The area counts every pixel at or above the threshold, listed or not. */
export function regionsOf(map: Pixels, threshold: number, minimumArea: number): LiveRegions {
  const least = thresholdByte(threshold);
  const area = histogramOf(map).reduce((sum, count, value) => (value >= least ? sum + count : sum), 0);
  const regions = findRegions(map.data, map, { threshold, minimumRegionArea: minimumArea });
  return { threshold, area, share: area / map.data.length, regions };
}

export interface BitTile {
  readonly column: number;
  readonly row: number;
  readonly bits: Uint8Array<ArrayBuffer>;
}

const ROW_BYTES = MASK_TILE / 8;

/** The map at or above the threshold as tiles of bits, the first pixel in the highest bit, row by row; tiles without a set bit are left out. */
export function bitTilesOf(map: Pixels, threshold: number): BitTile[] {
  const least = thresholdByte(threshold);
  const tiles: BitTile[] = [];
  for (let row = 0; row * MASK_TILE < map.height; row += 1) {
    for (let column = 0; column * MASK_TILE < map.width; column += 1) {
      const bits = bitsOf(map, column * MASK_TILE, row * MASK_TILE, least);
      if (bits !== null) tiles.push({ column, row, bits });
    }
  }
  return tiles;
}

function bitsOf(map: Pixels, left: number, top: number, least: number): Uint8Array<ArrayBuffer> | null {
  const { width, height, data } = map;
  const columns = Math.min(MASK_TILE, width - left);
  const rows = Math.min(MASK_TILE, height - top);
  let bits: Uint8Array<ArrayBuffer> | null = null;
  for (let y = 0; y < rows; y += 1) {
    const from = (top + y) * width + left;
    for (let x = 0; x < columns; x += 1) {
      if (data[from + x]! < least) continue;
      bits ??= new Uint8Array(MASK_TILE * ROW_BYTES);
      bits[y * ROW_BYTES + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
  return bits;
}
