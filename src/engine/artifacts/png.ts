import { once } from 'node:events';
import { promisify } from 'node:util';
import { constants, crc32, createDeflate, deflate, type Deflate } from 'node:zlib';
import type { Artifact } from '../../contract/analysis.ts';
import { openArtifact, type ArtifactLabel } from './store.ts';

/** An 8-bit grey PNG written row by row, so that a map of any height needs no plane of its own in memory. */
export interface GreyPngWriter {
  /** Whole rows, top to bottom. */
  writeRows(rows: Uint8Array): Promise<void>;
  finish(): Promise<Artifact>;
  discard(): Promise<void>;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** PNG filter type 2, "Up": probability maps change little from row to row. */
const FILTER_UP = 2;

/**
 * Runs of one difference are nearly all there is to gain in a map: measured on real ones a twelfth of the time of level 6 with Z_FILTERED for files at most a fifth larger,
 * smaller where the map is nearly empty. Chunks are large, so that the compressing thread goes on while the network holds this one.
 */
const DEFLATE = { level: 1, memLevel: 8, strategy: constants.Z_RLE, chunkSize: 1 << 18 };

/** Maps up to this size are compressed in one go. */
const HELD_PIXELS = 2_000_000;

const deflateAll = promisify(deflate) as (bytes: Uint8Array, options: typeof DEFLATE) => Promise<Buffer>;

/** Starts a map artifact. Fixed filter, fixed deflate settings and no time stamp: equal rows give equal bytes. Throws ARTIFACT_WRITE_FAILED. */
export async function openGreyPng(caseFolder: string, label: Omit<ArtifactLabel, 'mimeType'>): Promise<GreyPngWriter> {
  const { width, height } = label;
  const file = await openArtifact(caseFolder, { ...label, mimeType: 'image/png' });
  const rowsIn = width * height <= HELD_PIXELS ? holdRows((part) => file.write(part)) : streamRows((part) => file.write(part));
  let previous = new Uint8Array(width);
  await file.write(SIGNATURE);
  await file.write(chunk('IHDR', header(width, height)));
  return {
    async writeRows(rows) {
      const filtered = filterUp(rows, previous);
      previous = Uint8Array.from(rows.subarray(rows.length - width));
      await rowsIn.write(filtered);
    },
    async finish() {
      await rowsIn.end();
      await file.write(chunk('IEND', new Uint8Array(0)));
      return file.commit();
    },
    async discard() {
      rowsIn.destroy();
      await file.discard();
    },
  };
}

/** Rows of `previous.length` pixels with their filter bytes; `previous` is the row above the first. */
function filterUp(rows: Uint8Array, previous: Uint8Array): Uint8Array {
  const width = previous.length;
  const filtered = new Uint8Array((rows.length / width) * (width + 1));
  for (let from = 0, to = 0; from < rows.length; from += width, to += width + 1) {
    filtered[to] = FILTER_UP;
    const above = from === 0 ? previous : rows.subarray(from - width, from);
    for (let x = 0; x < width; x += 1) filtered[to + 1 + x] = rows[from + x]! - above[x]!;
  }
  return filtered;
}

interface Compressor {
  write(filtered: Uint8Array): Promise<void>;
  end(): Promise<void>;
  destroy(): void;
}

/** All rows at once: a stream costs more than compressing a small map does. */
function holdRows(write: (bytes: Uint8Array) => Promise<void>): Compressor {
  const parts: Uint8Array[] = [];
  return {
    async write(filtered) {
      parts.push(filtered);
    },
    end: async () => write(chunk('IDAT', await deflateAll(parts.length === 1 ? parts[0]! : Buffer.concat(parts), DEFLATE))),
    destroy: () => undefined,
  };
}

function streamRows(write: (bytes: Uint8Array) => Promise<void>): Compressor {
  const deflate = createDeflate(DEFLATE);
  const pump = pumpChunks(deflate, write);
  // A failed write ends the pump and with it the stream; the next call reports it. Without these two it would end the process first.
  let failure: Error | undefined;
  pump.catch((error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  deflate.on('error', () => undefined);
  return {
    async write(filtered) {
      if (failure !== undefined) throw failure;
      if (!deflate.write(filtered)) await Promise.race([once(deflate, 'drain'), pump]);
    },
    async end() {
      if (failure !== undefined) throw failure;
      deflate.end();
      await pump;
    },
    destroy: () => void deflate.destroy(),
  };
}

async function pumpChunks(deflate: Deflate, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  for await (const part of deflate as AsyncIterable<Uint8Array>) await write(chunk('IDAT', part));
}

function header(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Eight bits, grey, deflate, adaptive filters, not interlaced.
  bytes.set([8, 0, 0, 0, 0], 8);
  return bytes;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(Buffer.from(type, 'latin1'), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}
