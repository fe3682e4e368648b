import type { Size } from '../../contract/geometry.ts';
import { coefficientsAt } from '../coefficients/source.ts';
import { fitInside, shrink, type Pixels } from '../decode/pixels.ts';
import type { Network } from '../localiser/runtime.ts';
import { tileCutter } from './input.ts';

/** What the network says of the whole picture made small: it sees at once what no tile holds. */
export interface Overview {
  readonly score: number;
  readonly mask: SmallMap;
  readonly quality: SmallMap;
}

/** A float map over the whole picture at reduced size. */
export interface SmallMap extends Size {
  /** Row length of `data`; columns beyond `width` are padding. */
  readonly stride: number;
  readonly data: Float32Array;
}

/** Long side of the overview in pixels. */
export const OVERVIEW_SIDE = 512;

/** Runs the network on the picture resized by area averaging. Resizing ends every JPEG grid, so coefficients come from pixels with a table of ones. */
export async function runOverview(network: Network, pixels: Pixels): Promise<Overview> {
  const size = fitInside(pixels, OVERVIEW_SIDE);
  const small = shrink(pixels, size);
  const width = Math.ceil(size.width / 32) * 32;
  const height = Math.ceil(size.height / 32) * 32;
  const cut = tileCutter(small, coefficientsAt(small, { x: 0, y: 0, confidence: 0 }), width, height);
  const { mask, quality, score } = await network.run(cut(0, 0));
  return { score, mask: { ...size, stride: width, data: mask }, quality: { ...size, stride: width, data: quality } };
}

/** Bilinear sampling of one row of a small map: `out[x]` for picture pixels 0..width-1 of row `y`, pixel centres aligned. */
export function sampleRow(map: SmallMap, picture: Size, y: number, out: Float32Array): void {
  const row = position(y, map.height, picture.height);
  const scale = map.width / picture.width;
  const upper = row.first * map.stride;
  const lower = row.second * map.stride;
  for (let x = 0; x < picture.width; x += 1) {
    const at = Math.min(map.width - 1, Math.max(0, (x + 0.5) * scale - 0.5));
    const left = Math.floor(at);
    const right = Math.min(map.width - 1, left + 1);
    const share = at - left;
    const above = map.data[upper + left]! * (1 - share) + map.data[upper + right]! * share;
    const below = map.data[lower + left]! * (1 - share) + map.data[lower + right]! * share;
    out[x] = above * (1 - row.share) + below * row.share;
  }
}

function position(at: number, small: number, large: number): { first: number; second: number; share: number } {
  const exact = Math.min(small - 1, Math.max(0, ((at + 0.5) * small) / large - 0.5));
  const first = Math.floor(exact);
  return { first, second: Math.min(small - 1, first + 1), share: exact - first };
}
