/**
 * Dequantised and inverse-transformed coefficients against sharp (libjpeg-turbo's integer transform).
 *
 * Grey files compare sample by sample. For colour files sharp gives RGB only. Y is found again from it: libjpeg computes
 * R = Y + 1.402 Cr', G = Y - .344 Cb' - .714 Cr', B = Y + 1.772 Cb', and .299 R + .587 G + .114 B cancels the chroma whatever
 * way it was upsampled. R and B are each rounded once and G once: at most .5 each, hence .5 in the weighted sum (the
 * fixed-point tables add less than .01). So |Y' - ours| <= 1 + .51, save where R, G or B was clipped to 0 or 255: such pixels
 * are left out, and most must remain.
 */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lumaFromCoefficients, readJpegCoefficients } from '../../../src/engine/jpeg/index.ts';
import { golden, readCorpusFile } from './corpus.ts';

// Where the first component is subsampled it is not the picture's luma pixel by pixel.
const comparable = golden.files.filter(
  ({ file, decodable, precision }) => decodable && precision === 8 && !file.startsWith('sampling-chroma-larger'),
);
const grey = comparable.filter((file) => file.colour === 'grey');
const colour = comparable.filter((file) => file.colour === 'ycc');

async function decode(file: string): Promise<{ ours: Uint8Array; theirs: Uint8Array; channels: number }> {
  const bytes = readCorpusFile(file);
  const { components, width, height } = readJpegCoefficients(bytes);
  const [luma] = components;
  if (luma === undefined) throw new Error('no component');
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  expect({ width: info.width, height: info.height }).toEqual({ width, height });
  return { ours: lumaFromCoefficients(luma, width, height), theirs: data, channels: info.channels };
}

describe('samples against sharp', () => {
  it.each(grey)('grey: $file within 1', async ({ file }) => {
    const { ours, theirs, channels } = await decode(file);
    let worst = 0;
    for (let n = 0; n < ours.length; n++) worst = Math.max(worst, Math.abs((ours[n] ?? 0) - (theirs[n * channels] ?? 0)));
    expect(worst).toBeLessThanOrEqual(1);
  });

  it.each(colour)('luma: $file within 1 and rounding', async ({ file }) => {
    const { ours, theirs, channels } = await decode(file);
    expect(channels).toBe(3);
    let worst = 0;
    let compared = 0;
    for (let n = 0; n < ours.length; n++) {
      const [red = 0, green = 0, blue = 0] = theirs.subarray(n * 3, n * 3 + 3);
      if (Math.min(red, green, blue) === 0 || Math.max(red, green, blue) === 255) continue;
      compared++;
      worst = Math.max(worst, Math.abs((ours[n] ?? 0) - (0.299 * red + 0.587 * green + 0.114 * blue)));
    }
    expect(worst).toBeLessThanOrEqual(1.51);
    if (!file.startsWith('tables-16-bit') && ours.length > 400) expect(compared).toBeGreaterThan(ours.length / 3);
  });
});
