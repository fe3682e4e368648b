import type { Lut } from '../logic/luts.ts';

/** Which byte values occur in a tile: entry v is 1 when v does. */
export function presentValues(grey: Uint8Array): Uint8Array {
  const present = new Uint8Array(256);
  for (const value of grey) present[value] = 1;
  return present;
}

/** Colours a tile's bytes through a table, into `colours` of the same length. */
export function mapGrey(grey: Uint8Array, lut: Lut, colours: Uint32Array): void {
  for (let at = 0; at < grey.length; at += 1) colours[at] = lut[grey[at]!]!;
}

/**
 * Paints the inner border of what the table colours: pixels that have a colour and a neighbour (up, down, left, right) without one.
 * Beyond the tile everything counts as coloured, so that no line runs along tile borders.
 */
export function paintOutline(grey: Uint8Array, width: number, lut: Lut, colour: number, colours: Uint32Array): void {
  const height = grey.length / width;
  for (let y = 0; y < height; y += 1) {
    const start = y * width;
    for (let x = 0; x < width; x += 1) {
      const at = start + x;
      if (lut[grey[at]!] === 0) continue;
      const edge = (x > 0 && lut[grey[at - 1]!] === 0) || (x + 1 < width && lut[grey[at + 1]!] === 0) || (y > 0 && lut[grey[at - width]!] === 0) || (y + 1 < height && lut[grey[at + width]!] === 0);
      if (edge) colours[at] = colour;
    }
  }
}

/** The red channel of RGBA bytes: a grey picture's value. */
export function greyOf(rgba: Uint8ClampedArray): Uint8Array {
  const grey = new Uint8Array(rgba.length / 4);
  for (let at = 0; at < grey.length; at += 1) grey[at] = rgba[at * 4]!;
  return grey;
}
