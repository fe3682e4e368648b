import type { Box } from '../../contract/geometry.ts';
import { levelSize } from '../../contract/pyramid.ts';
import type { Pixels } from '../decode/pixels.ts';

/** Target pixels between two pauses for other requests: some 10 ms of work. */
const PIXELS_A_TURN = 1_000_000;

/**
 * The next level of a pyramid: half the width and height, rounded up. Each pixel is the mean of 2x2, an exact half rounded up; where the source ends
 * in mid-pair its last column or row stands for the missing one. Pauses in between, so that other requests are heard.
 */
export async function halve(source: Pixels): Promise<Pixels> {
  const { width, height } = levelSize(source, 1);
  const { channels } = source;
  const data = new Uint8Array(width * height * channels);
  const rows = Math.max(1, Math.floor(PIXELS_A_TURN / width));
  for (let top = 0; top < height; top += rows) {
    if (top > 0) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
    halveRows(source, data, width, top, Math.min(height, top + rows));
  }
  return { width, height, channels, data };
}

function halveRows(source: Pixels, target: Uint8Array, width: number, top: number, bottom: number): void {
  const { channels, data } = source;
  const stride = source.width * channels;
  const pairs = source.width >> 1;
  for (let y = top; y < bottom; y += 1) {
    let upper = 2 * y * stride;
    let lower = Math.min(2 * y + 1, source.height - 1) * stride;
    let to = y * width * channels;
    if (channels === 3) {
      for (let x = 0; x < pairs; x += 1, upper += 6, lower += 6, to += 3) {
        target[to] = (data[upper]! + data[upper + 3]! + data[lower]! + data[lower + 3]! + 2) >> 2;
        target[to + 1] = (data[upper + 1]! + data[upper + 4]! + data[lower + 1]! + data[lower + 4]! + 2) >> 2;
        target[to + 2] = (data[upper + 2]! + data[upper + 5]! + data[lower + 2]! + data[lower + 5]! + 2) >> 2;
      }
    } else {
      for (let x = 0; x < pairs; x += 1, upper += 2, lower += 2, to += 1) {
        target[to] = (data[upper]! + data[upper + 1]! + data[lower]! + data[lower + 1]! + 2) >> 2;
      }
    }
    if ((source.width & 1) === 1) {
      for (let channel = 0; channel < channels; channel += 1) target[to + channel] = (data[upper + channel]! + data[lower + channel]! + 1) >> 1;
    }
  }
}

/** Copies a box out of pixels; the box must lie inside them. */
export function crop(pixels: Pixels, box: Box): Pixels {
  const { channels } = pixels;
  const data = new Uint8Array(box.width * box.height * channels);
  const length = box.width * channels;
  for (let row = 0; row < box.height; row += 1) {
    const from = ((box.y + row) * pixels.width + box.x) * channels;
    data.set(pixels.data.subarray(from, from + length), row * length);
  }
  return { width: box.width, height: box.height, channels, data };
}
