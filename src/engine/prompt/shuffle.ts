import type { Region } from '../../contract/analysis.ts';
import type { Box, Size } from '../../contract/geometry.ts';
import type { Pixels } from '../decode/pixels.ts';
import { common } from './labels.ts';

/** Places tried along each side. */
const PLACES = 25;
/** Places that overlap by this much more than the best one, as a share of the region, are as good. */
const AS_GOOD = 0.01;

export interface Shuffled {
  /** The mask with each region turned by half a turn and moved; same size as the one given. */
  readonly mask: Pixels;
  /** Boxes of the regions where they lie now, pixels of the stored picture, same sizes, in the order given. */
  readonly boxes: readonly Box[];
}

/**
 * Moves every region to another place: as little as possible over the true mask and over regions moved before; among equal places the one that `seed`
 * picks. Equal input gives an equal result. `mask` is the mask at pane size, `picture` the size that the regions' boxes are in.
 */
export function shuffleMask(mask: Pixels, regions: readonly Region[], picture: Size, seed: number): Shuffled {
  const sums = summed(mask);
  const moved = new Uint8Array(mask.data.length);
  const taken: Box[] = [];
  const boxes = regions.map(({ box }, index) => {
    const from = onPane(box, picture, mask);
    const to = placeFor(from, mask, sums, taken, seed + index * 7919);
    taken.push(to);
    for (let y = 0; y < from.height; y += 1) {
      for (let x = 0; x < from.width; x += 1) {
        const value = mask.data[(from.y + from.height - 1 - y) * mask.width + from.x + from.width - 1 - x]!;
        const at = (to.y + y) * mask.width + to.x + x;
        if (value > moved[at]!) moved[at] = value;
      }
    }
    return {
      x: Math.min(picture.width - box.width, Math.round((to.x * picture.width) / mask.width)),
      y: Math.min(picture.height - box.height, Math.round((to.y * picture.height) / mask.height)),
      width: box.width,
      height: box.height,
    };
  });
  return { mask: { ...mask, data: moved }, boxes };
}

/** Whole pane pixels that a box touches. */
function onPane(box: Box, picture: Size, pane: Size): Box {
  const x = Math.floor((box.x * pane.width) / picture.width);
  const y = Math.floor((box.y * pane.height) / picture.height);
  return { x, y, width: Math.max(1, Math.ceil(((box.x + box.width) * pane.width) / picture.width) - x), height: Math.max(1, Math.ceil(((box.y + box.height) * pane.height) / picture.height) - y) };
}

function placeFor(box: Box, mask: Pixels, sums: Float64Array, taken: readonly Box[], seed: number): Box {
  const places: { readonly to: Box; readonly overlap: number }[] = [];
  for (let down = 0; down < PLACES; down += 1) {
    for (let across = 0; across < PLACES; across += 1) {
      const to = { ...box, x: Math.round(((mask.width - box.width) * across) / (PLACES - 1)), y: Math.round(((mask.height - box.height) * down) / (PLACES - 1)) };
      // Where a region fills the picture only its own place is left over: staying there counts as the worst.
      const covered = inBox(sums, mask.width, to) / 255 + common(to, box) + taken.reduce((sum, other) => sum + common(to, other), 0);
      places.push({ to, overlap: covered / (box.width * box.height) });
    }
  }
  const least = Math.min(...places.map(({ overlap }) => overlap));
  const good = places.filter(({ overlap }) => overlap <= least + AS_GOOD);
  return good[seed % good.length]!.to;
}

/** Sums over all pixels above and to the left: (width + 1) x (height + 1). */
function summed({ width, height, data }: Pixels): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      row += data[y * width + x]!;
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1]! + row;
    }
  }
  return sums;
}

function inBox(sums: Float64Array, width: number, box: Box): number {
  const at = (x: number, y: number): number => sums[y * (width + 1) + x]!;
  return at(box.x + box.width, box.y + box.height) - at(box.x, box.y + box.height) - at(box.x + box.width, box.y) + at(box.x, box.y);
}
