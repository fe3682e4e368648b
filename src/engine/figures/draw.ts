import { FIGURE_HEAT, viridis } from '../../contract/figures.ts';
import type { Point } from '../../contract/geometry.ts';
import type { Pixels } from '../decode/pixels.ts';
import { thresholdByte } from '../../contract/threshold.ts';

const DARK = 16;
const LIGHT = 255;

/** The picture with the map over it as FIGURE_HEAT says. `map`: bytes 0..255 for 0..1, the size of the picture. */
export function withHeat(picture: Pixels, map: Pixels): Pixels {
  const first = thresholdByte(FIGURE_HEAT.floor);
  const colours = Array.from({ length: 256 }, (_, byte) => viridis(byte / 255).map((channel) => channel * FIGURE_HEAT.opacity));
  const under = 1 - FIGURE_HEAT.opacity;
  const data = Uint8Array.from(picture.data);
  for (let pixel = 0, at = 0; pixel < map.data.length; pixel += 1, at += 3) {
    const byte = map.data[pixel]!;
    if (byte < first) continue;
    const colour = colours[byte]!;
    data[at] = Math.round(data[at]! * under + colour[0]!);
    data[at + 1] = Math.round(data[at + 1]! * under + colour[1]!);
    data[at + 2] = Math.round(data[at + 2]! * under + colour[2]!);
  }
  return { ...picture, data };
}

/** Outlines a closed polygon, a light core in a dark rim, which is seen on any ground. `core`: half width of the core in pixels, from 0.5. */
export function drawOutline(picture: Pixels, corners: readonly Point[], core: number): void {
  for (const [half, grey] of [[core + Math.max(1, core * 0.7), DARK], [core, LIGHT]] as const) {
    corners.forEach((from, index) => drawLine(picture, from, corners[(index + 1) % corners.length]!, half, grey));
  }
}

/** A line as squares of `2 * half` pixels, so that steps along pixel borders stay sharp. */
function drawLine({ width, height, data }: Pixels, from: Point, to: Point, half: number, grey: number): void {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]))));
  for (let step = 0; step <= steps; step += 1) {
    const x = from[0] + ((to[0] - from[0]) * step) / steps;
    const y = from[1] + ((to[1] - from[1]) * step) / steps;
    const left = Math.max(0, Math.round(x - half));
    const right = Math.min(width, Math.round(x + half));
    if (right <= left) continue;
    for (let row = Math.max(0, Math.round(y - half)); row < Math.min(height, Math.round(y + half)); row += 1) data.fill(grey, (row * width + left) * 3, (row * width + right) * 3);
  }
}

/** Each pixel becomes a square of `factor` x `factor`: nothing is invented between pixels. */
export function enlarge(pixels: Pixels, factor: number): Pixels {
  if (factor === 1) return pixels;
  const { channels, data } = pixels;
  const width = pixels.width * factor;
  const enlarged = new Uint8Array(width * pixels.height * factor * channels);
  for (let y = 0; y < pixels.height; y += 1) {
    const start = y * factor * width * channels;
    for (let x = 0, to = start; x < pixels.width; x += 1) {
      const from = (y * pixels.width + x) * channels;
      for (let copy = 0; copy < factor; copy += 1) for (let channel = 0; channel < channels; channel += 1, to += 1) enlarged[to] = data[from + channel]!;
    }
    for (let copy = 1; copy < factor; copy += 1) enlarged.copyWithin(start + copy * width * channels, start, start + width * channels);
  }
  return { width, height: pixels.height * factor, channels, data: enlarged };
}
