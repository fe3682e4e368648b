import type { Size } from '../../contract/geometry.ts';
import { toDisplay } from '../../contract/geometry.ts';

/** Eight-bit pixels, rows top to bottom, channels interleaved: 1 is grey, 3 is red, green, blue. */
export interface Pixels extends Size {
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** Turns stored pixels into the picture as displayed under an EXIF orientation 1..8; the same mapping as the contract's `toDisplay`. */
export function orientPixels(pixels: Pixels, orientation: number): Pixels {
  if (orientation === 1) return pixels;
  const { width, height, channels, data } = pixels;
  // `toDisplay` is affine: three pixel centres give the whole mapping.
  const [originX, originY] = toDisplay([0.5, 0.5], pixels, orientation);
  const [rightX, rightY] = toDisplay([1.5, 0.5], pixels, orientation);
  const [downX, downY] = toDisplay([0.5, 1.5], pixels, orientation);
  const displayWidth = orientation >= 5 ? height : width;
  const displayHeight = orientation >= 5 ? width : height;
  const start = Math.floor(originY) * displayWidth + Math.floor(originX);
  const stepX = (rightY - originY) * displayWidth + (rightX - originX);
  const stepY = (downY - originY) * displayWidth + (downX - originX);
  const turned = new Uint8Array(data.length);
  for (let y = 0, from = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const to = (start + x * stepX + y * stepY) * channels;
      for (let channel = 0; channel < channels; channel += 1, from += 1) turned[to + channel] = data[from]!;
    }
  }
  return { width: displayWidth, height: displayHeight, channels, data: turned };
}

/** Size with the long side at most `longSide`, both sides at least 1, never enlarged. */
export function fitInside(size: Size, longSide: number): Size {
  const scale = Math.min(1, longSide / Math.max(size.width, size.height));
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) };
}

/** Added before rounding, so that an exact half (common at edges of flat areas) rounds up whatever the order of summing. */
const TIE_NUDGE = 1 / 1024;

/**
 * Resizes by area averaging: each target pixel is the mean of the source area that it covers, partly covered pixels weighted by their share.
 * Only for making a picture smaller; one that has the size already is given back as it is. Deterministic on every platform, unlike a library's vectorised kernels.
 */
export function shrink(pixels: Pixels, target: Size): Pixels {
  const { width, height, channels, data } = pixels;
  if (width === target.width && height === target.height) return pixels;
  const columns = shares(width, target.width);
  const rows = shares(height, target.height);
  const result = new Uint8Array(target.width * target.height * channels);
  const rowSums = new Float64Array(target.width * channels);
  for (let targetY = 0, next = 0; targetY < target.height; targetY += 1) {
    rowSums.fill(0);
    for (let y = rows.first[targetY]!; y <= rows.last[targetY]!; y += 1, next += 1) {
      addRow(data, y * width * channels, channels, columns, rows.lengths[next]!, rowSums);
    }
    const area = columns.scale * rows.scale;
    const offset = targetY * target.width * channels;
    for (let index = 0; index < rowSums.length; index += 1) result[offset + index] = Math.floor(rowSums[index]! / area + (0.5 + TIE_NUDGE));
  }
  return { width: target.width, height: target.height, channels, data: result };
}

/** For each target pixel the source pixels under it, first to last, and their covered lengths one after another. */
interface Shares {
  readonly scale: number;
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly lengths: Float64Array;
}

function shares(source: number, target: number): Shares {
  const scale = source / target;
  const first = new Int32Array(target);
  const last = new Int32Array(target);
  const lengths: number[] = [];
  for (let index = 0; index < target; index += 1) {
    first[index] = Math.floor(index * scale);
    last[index] = Math.min(source - 1, Math.ceil((index + 1) * scale) - 1);
    for (let at = first[index]!; at <= last[index]!; at += 1) lengths.push(overlap(at, index, scale));
  }
  return { scale, first, last, lengths: Float64Array.from(lengths) };
}

/** Length of source pixel [position, position + 1) inside target pixel `index`. */
function overlap(position: number, index: number, scale: number): number {
  return Math.min(position + 1, (index + 1) * scale) - Math.max(position, index * scale);
}

function addRow(data: Uint8Array, start: number, channels: number, columns: Shares, rowShare: number, sums: Float64Array): void {
  const { first, last, lengths } = columns;
  for (let targetX = 0, at = 0, next = 0; targetX < first.length; targetX += 1, at += channels) {
    const end = start + (last[targetX]! + 1) * channels;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let from = start + first[targetX]! * channels; from < end; from += channels, next += 1) {
      const share = lengths[next]!;
      red += share * data[from]!;
      if (channels === 1) continue;
      green += share * data[from + 1]!;
      blue += share * data[from + 2]!;
    }
    sums[at]! += red * rowShare;
    if (channels === 1) continue;
    sums[at + 1]! += green * rowShare;
    sums[at + 2]! += blue * rowShare;
  }
}
