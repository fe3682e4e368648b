import { coefficientAt, pictureAt } from '../coefficients/axis.ts';
import type { Coefficients } from '../coefficients/source.ts';
import type { Pixels } from '../decode/pixels.ts';
import type { NetworkInput } from '../localiser/runtime.ts';

/** Cuts network inputs out of one picture; the two buffers are used again for each tile, for the runtime copies them. */
export function tileCutter(pixels: Pixels, coefficients: Coefficients, width: number, height: number): (left: number, top: number) => NetworkInput {
  const rgb = new Uint8Array(3 * width * height);
  const dct = new Uint8Array(width * height);
  const { across, down, data, table } = coefficients;
  return (left, top) => {
    const pictureColumns = Int32Array.from({ length: width }, (_, x) => 3 * pictureAt(across, left + x));
    const planeColumns = Int32Array.from({ length: width }, (_, x) => coefficientAt(across, left + x));
    for (let y = 0, to = 0; y < height; y += 1) {
      const pictureRow = pictureAt(down, top + y) * pixels.width * 3;
      const planeRow = coefficientAt(down, top + y) * across.length;
      for (let x = 0; x < width; x += 1, to += 1) {
        const from = pictureRow + pictureColumns[x]!;
        rgb[to] = pixels.data[from]!;
        rgb[to + width * height] = pixels.data[from + 1]!;
        rgb[to + 2 * width * height] = pixels.data[from + 2]!;
        dct[to] = data[planeRow + planeColumns[x]!]!;
      }
    }
    return { rgb, coefficients: dct, table, width, height };
  };
}
