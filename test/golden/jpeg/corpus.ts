/** The corpus of `make_corpus.py`, for the tests that use it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { JpegColour, JpegComponent, JpegProcess } from '../../../src/engine/jpeg/index.ts';

export interface GoldenComponent {
  readonly id: number;
  readonly horizontal: number;
  readonly vertical: number;
  /** Used blocks. */
  readonly blocksWide: number;
  readonly blocksHigh: number;
  /** Of the used blocks' coefficients: 16-bit little-endian, block rows from the top, natural order inside a block. */
  readonly sha256: string;
  /** Index into `tables`. */
  readonly table: number;
}

export interface GoldenFile {
  readonly file: string;
  readonly expectedFrom: string;
  /** True where libjpeg-turbo decodes the file to pixels. */
  readonly decodable: boolean;
  readonly width: number;
  readonly height: number;
  readonly process: JpegProcess;
  readonly precision: number;
  readonly colour: JpegColour;
  readonly components: readonly GoldenComponent[];
}

interface Golden {
  readonly tables: readonly (readonly number[])[];
  readonly files: readonly GoldenFile[];
}

export const golden: Golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as Golden;

export function readCorpusFile(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`corpus/${file}`, import.meta.url)));
}

export function digestOfUsedBlocks(component: JpegComponent): string {
  const { coefficients, blocksWide, blocksWideUsed, blocksHighUsed } = component;
  const hash = createHash('sha256');
  const row = Buffer.alloc(blocksWideUsed * 128);
  for (let blockY = 0; blockY < blocksHighUsed; blockY++) {
    for (let n = 0; n < blocksWideUsed * 64; n++) row.writeInt16LE(coefficients[blockY * blocksWide * 64 + n] ?? 0, n * 2);
    hash.update(row);
  }
  return hash.digest('hex');
}
