import type { Box, Size } from '../../contract/geometry.ts';
import type { Pixels } from '../decode/pixels.ts';
import { GLYPHS } from './glyphs.ts';

/** Everything drawn is grey: one byte for all three channels. */
export const NEUTRAL = 128;
export const LIGHT = 242;
export const DARK = 16;
export const WHITE = 255;

const CAPITAL = 8;
const SPACING = 1.3;
/** Half the width of a stroke, in units of the glyphs. */
const HALF = 0.55;

/** Three channels, one grey. */
export function createCanvas({ width, height }: Size, grey: number): Pixels {
  return { width, height, channels: 3, data: new Uint8Array(width * height * 3).fill(grey) };
}

/** Fills the part of a box that lies on the canvas. */
export function fillBox(canvas: Pixels, box: Box, grey: number): void {
  const left = Math.max(0, box.x);
  const right = Math.min(canvas.width, box.x + box.width);
  if (right <= left) return;
  for (let y = Math.max(0, box.y); y < Math.min(canvas.height, box.y + box.height); y += 1) canvas.data.fill(grey, (y * canvas.width + left) * 3, (y * canvas.width + right) * 3);
}

/** Copies a picture of three channels onto the canvas, which must hold it. */
export function place(canvas: Pixels, pixels: Pixels, x: number, y: number): void {
  for (let row = 0; row < pixels.height; row += 1) canvas.data.set(pixels.data.subarray(row * pixels.width * 3, (row + 1) * pixels.width * 3), ((y + row) * canvas.width + x) * 3);
}

/** Width in pixels of a text whose capitals are `capital` pixels high. */
export function textWidth(text: string, capital: number): number {
  const units = Array.from(text).reduce((sum, letter) => sum + glyphOf(letter).width + SPACING, -SPACING);
  return Math.ceil((units * capital) / CAPITAL);
}

/** Draws a text, smoothed, its capitals from `y` down. Only letters of GLYPHS. */
export function drawText(canvas: Pixels, text: string, x: number, y: number, capital: number, grey: number): void {
  const scale = capital / CAPITAL;
  let left = x;
  for (const letter of text) {
    const { width, strokes } = glyphOf(letter);
    const points = strokes.map((stroke) => stroke.map(([px, py]) => [left + px * scale, y + py * scale] as const));
    const reach = HALF * scale + 1;
    for (let row = Math.floor(y - reach); row < y + 11 * scale + reach; row += 1) {
      for (let column = Math.floor(left - reach); column < left + width * scale + reach; column += 1) {
        const distance = Math.min(...points.map((stroke) => distanceTo(stroke, column + 0.5, row + 0.5)));
        blend(canvas, column, row, Math.min(1, Math.max(0, HALF * scale + 0.5 - distance)), grey);
      }
    }
    left += (width + SPACING) * scale;
  }
}

function blend({ width, height, data }: Pixels, x: number, y: number, share: number, grey: number): void {
  if (share === 0 || x < 0 || y < 0 || x >= width || y >= height) return;
  const at = (y * width + x) * 3;
  for (let channel = 0; channel < 3; channel += 1) data[at + channel] = Math.round(data[at + channel]! + (grey - data[at + channel]!) * share);
}

function glyphOf(letter: string): (typeof GLYPHS)[string] & object {
  const glyph = GLYPHS[letter];
  if (glyph === undefined) throw new Error(`there is no glyph for ${JSON.stringify(letter)}`);
  return glyph;
}

function distanceTo(stroke: readonly (readonly [number, number])[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 1; n < stroke.length; n += 1) {
    const [ax, ay] = stroke[n - 1]!;
    const [bx, by] = stroke[n]!;
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
    least = Math.min(least, Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)));
  }
  return least;
}
