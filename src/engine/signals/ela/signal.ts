import type { Pixels } from '../../decode/pixels.ts';
import { decodeStored, encodeJpeg } from '../../decode/sharp.ts';
import { median as medianOf, spreadOf } from '../../measure/robust.ts';
import { smoothed, toMap, type BlockMap } from '../jpeg/blockMap.ts';
import { pacer } from '../jpeg/pace.ts';
import type { Signal, SignalInput, SignalOutcome } from '../types.ts';

/** The same numbers as in training/baselines.py, where they were set. */
const QUALITY = 90;
const LIMIT = 1.5;
/** Median change, grey levels, below which all differences are single roundings. */
const LEAST_CHANGE = 0.01;
/** Blocks of 8 x 8 pixels on each side: below, the picture's own median says nothing. */
const LEAST_BLOCKS = 8;

/**
 * Error level analysis: how much one more save changes each place; N. Krawetz, "A Picture's Worth: Digital Image Analysis and Forensics", Black Hat USA 2007.
 * The level is judged against the picture's own median.
 */
export const ela: Signal = {
  name: 'ela',
  version: 1,
  parameters: { quality: QUALITY, subsampling: '4:4:4', limit: LIMIT, blockSize: 8 },
  run: async ({ pixels, signal }: SignalInput): Promise<SignalOutcome> => {
    const columns = Math.ceil(pixels.width / 8);
    const rows = Math.ceil(pixels.height / 8);
    if (Math.min(columns, rows) < LEAST_BLOCKS) return { applies: false, reason: `The picture is ${pixels.width} x ${pixels.height} pixels; error levels are compared from 64 x 64 pixels on.` };
    const pace = pacer(signal);
    await pace();
    const file = await encodeJpeg(pixels, QUALITY);
    await pace();
    const saved = await decodeStored(file, { lenient: false, maximumPixels: pixels.width * pixels.height });
    const values = new Float32Array(columns * rows);
    for (let row = 0; row < rows; row += 1) {
      await pace();
      for (let column = 0; column < columns; column += 1) values[row * columns + column] = changeOf(pixels, saved, column * 8, row * 8);
    }
    const level = smoothed({ columns, rows, values }, 1);
    const median = medianOf(level.values);
    if (median < LEAST_CHANGE) return { applies: false, reason: `One more save at quality ${QUALITY} changes nothing in most of the picture, as after a save at that very quality, so there are no levels to compare.` };
    return { applies: true, map: toMap(evidenceOf(level, median), pixels) };
  },
};

/** Mean absolute change of a block over all channels; beyond the picture its last row and column repeat. */
function changeOf(pixels: Pixels, saved: Pixels, left: number, top: number): number {
  const { width, height, channels } = pixels;
  const step = saved.channels;
  let sum = 0;
  for (let y = top; y < top + 8; y += 1) {
    const row = Math.min(y, height - 1) * width;
    for (let x = left; x < left + 8; x += 1) {
      const pixel = row + Math.min(x, width - 1);
      for (let channel = 0; channel < channels; channel += 1) sum += Math.abs(pixels.data[pixel * channels + channel]! - saved.data[pixel * step + channel]!);
    }
  }
  return sum / (64 * channels);
}

/** Robust deviations above the median; the spread is at least a tenth of the median. */
function evidenceOf({ columns, rows, values }: BlockMap, median: number): BlockMap {
  const scale = Math.max(spreadOf(values, median), 0.1 * median);
  return { columns, rows, values: values.map((value) => (value - median) / scale - LIMIT) };
}
