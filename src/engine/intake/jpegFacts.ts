import type { ImageFacts } from '../../contract/analysis.ts';
import { AppError } from '../../contract/errors.ts';
import { readJpegHeader } from '../jpeg/index.ts';
import type { JpegDamage, JpegHeader } from '../jpeg/index.ts';

/** Our own limits on pixels and bytes are checked on the facts, so that a refused picture still has its facts on record. */
const OPEN_LIMITS = { pixels: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };

export type JpegFacts = NonNullable<ImageFacts['jpeg']>;

export interface JpegHeaderFacts {
  readonly width: number;
  readonly height: number;
  readonly facts: JpegFacts;
}

/** Facts of a JPEG's header; `damage` stays null until the coefficients are read. Throws JPEG_UNSUPPORTED, IMAGE_TRUNCATED, IMAGE_CORRUPT. */
export function jpegHeaderFacts(content: Uint8Array): JpegHeaderFacts {
  const header = readJpegHeader(content, OPEN_LIMITS);
  const { colour } = header;
  if (colour === 'other') throw new AppError('JPEG_UNSUPPORTED', 'A JPEG of two components has no agreed meaning. Ask its source for another export.');
  if (header.precision !== 8) {
    throw new AppError('JPEG_UNSUPPORTED', `A JPEG of ${header.precision} bits a sample cannot be shown here. Ask its source for an 8-bit export.`, { precision: header.precision });
  }
  const { width, height } = header;
  return { width, height, facts: toFacts(header, colour) };
}

function toFacts(header: JpegHeader, colour: JpegFacts['colour']): JpegFacts {
  return {
    process: header.process,
    precision: header.precision,
    colour,
    subsampling: header.subsampling,
    restartInterval: header.restartInterval,
    components: header.components.map(({ id, horizontal, vertical, tableIndex }) => ({ id, horizontal, vertical, table: tableIndex })),
    quantizationTables: header.quantizationTables.map(({ index, values }) => ({ id: index, values: [...values] })),
    quality: header.estimatedQuality === null ? null : { nearest: header.estimatedQuality.quality, exact: header.estimatedQuality.exact },
    damage: null,
  };
}

/** The reader's damage as the contract states it; `share` is the part of the blocks that could be read, 0..1. */
export function damageFacts(damage: JpegDamage | null): JpegFacts['damage'] {
  if (damage === null) return null;
  return { reason: damage.reason, atByte: damage.atByte, share: damage.blocksTotal === 0 ? 0 : Math.min(1, damage.blocksRead / damage.blocksTotal) };
}
