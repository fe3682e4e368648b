import { Worker } from 'node:worker_threads';
import type { PixelReading } from '../../contract/review.ts';
import { fileOf } from './picture.ts';
import type { Picture, Source, ViewState } from './state.ts';

/** Quantised luma coefficients of a JPEG and how its pixels map to them. */
export interface LumaBlocks {
  /** Block (column, row) starts at 64 (row blocksWide + column), natural order inside. */
  readonly coefficients: Int16Array;
  readonly blocksWide: number;
  readonly tableIndex: number;
  /** Samples of luma for each pixel, at most 1: below 1 where another component is sampled finer. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** What the worker is started with. */
export interface BlocksTask {
  readonly content: Uint8Array;
  readonly pixels: number;
}

/** Above this the coefficients would push everything else out of memory; the readout then names no block. */
const MOST_PIXELS = 150_000_000;

/**
 * The luma block under pixel (x, y) of the stored picture. Null for other formats, for JPEGs without luma (RGB, CMYK), and above 150 million pixels.
 * Entropy decoding of a large file takes seconds: it runs on a thread of its own, so that tiles do not wait for it.
 */
export async function blockAt(state: ViewState, source: Source, picture: Picture, x: number, y: number, signal?: AbortSignal): Promise<PixelReading['block']> {
  const blocks = await lumaBlocks(state, source, picture, signal);
  if (blocks === null) return null;
  const column = Math.floor(x * blocks.scaleX) >> 3;
  const row = Math.floor(y * blocks.scaleY) >> 3;
  const from = (row * blocks.blocksWide + column) * 64;
  return { column, row, table: blocks.tableIndex, coefficients: [...blocks.coefficients.subarray(from, from + 64)] };
}

/** All luma blocks of the file, kept in memory for the next time; null as for `blockAt`. */
export async function lumaBlocks(state: ViewState, source: Source, { facts }: Picture, signal?: AbortSignal): Promise<LumaBlocks | null> {
  const { jpeg, width, height } = facts;
  if (jpeg === null || jpeg.colour === 'rgb' || jpeg.colour === 'cmyk' || width * height > MOST_PIXELS) return null;
  return state.blocks.get(
    source.key,
    width * height * 2,
    async (inner) => {
      const content = await fileOf(state, source, inner);
      return readOnThread({ content, pixels: width * height });
    },
    signal,
  );
}

async function readOnThread(task: BlocksTask): Promise<LumaBlocks> {
  const worker = new Worker(new URL('blocksThread.ts', import.meta.url), { workerData: task });
  return new Promise<LumaBlocks>((resolve, reject) => {
    worker.once('message', (blocks: LumaBlocks) => resolve(blocks));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread that reads coefficients ended without a result')));
  });
}
