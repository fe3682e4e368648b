import type { ImageFacts } from '../../contract/analysis.ts';
import { AppError } from '../../contract/errors.ts';
import type { Pixels } from '../decode/pixels.ts';
import { damageFacts } from '../intake/jpegFacts.ts';
import { readJpegCoefficients, toPlane, NETWORK_CLIP } from '../jpeg/index.ts';
import { axisOf, type Axis } from './axis.ts';
import { estimateGrid, GRID_CONFIDENT, type Grid } from './grid.ts';
import { plainCoefficients } from './plain.ts';

/** The `dct` and `qt` inputs of the network for a whole picture, on the canvas that `across` and `down` describe. */
export interface Coefficients {
  readonly source: 'jpeg' | 'pixels';
  readonly grid: Grid;
  readonly across: Axis;
  readonly down: Axis;
  /** |quantised coefficient| clipped to 20, across.length columns, down.length rows, spatial block layout. */
  readonly data: Uint8Array;
  /** 64 entries, natural order. */
  readonly table: Int32Array;
}

export interface JpegReading {
  /** Null where the first component is no luma at full resolution: RGB-coded and CMYK files, chroma sampled finer than luma. */
  readonly coefficients: Coefficients | null;
  readonly damage: ReturnType<typeof damageFacts>;
}

/** A JPEG of which less could be read is refused: most of its mask would be about grey filling. */
const LEAST_SHARE = 0.5;

/** Luma coefficients as the file stores them, and what is wrong with the file. Throws IMAGE_TRUNCATED or IMAGE_CORRUPT when less than half can be read. */
export function jpegCoefficients(content: Uint8Array, facts: ImageFacts): JpegReading {
  const reading = readJpegCoefficients(content, { lumaOnly: true, limits: { bytes: content.byteLength, pixels: facts.width * facts.height } });
  const damage = damageFacts(reading.damage);
  if (damage !== null && damage.share < LEAST_SHARE) {
    const code = reading.damage?.reason === 'truncated-data' || reading.damage?.reason === 'missing-end-marker' ? 'IMAGE_TRUNCATED' : 'IMAGE_CORRUPT';
    throw new AppError(code, `Only ${Math.floor(damage.share * 100)} % of this JPEG can be read. Fetch it again from its source.`, { ...damage });
  }
  const luma = reading.components[0];
  const finest = reading.components.every(({ horizontal, vertical }) => horizontal <= (luma?.horizontal ?? 0) && vertical <= (luma?.vertical ?? 0));
  if (luma === undefined || !finest || (reading.colour !== 'grey' && reading.colour !== 'ycc')) return { damage, coefficients: null };
  const across = axisOf(facts.width, 0);
  const down = axisOf(facts.height, 0);
  const plane = toPlane(luma, NETWORK_CLIP);
  if (plane.width !== across.length || plane.height !== down.length) throw new Error(`luma plane ${plane.width}x${plane.height} does not fit canvas ${across.length}x${down.length}`);
  return { damage, coefficients: { source: 'jpeg', grid: { x: 0, y: 0, confidence: 1 }, across, down, data: plane.data, table: Int32Array.from(luma.table) } };
}

/** Coefficients computed from pixels with a table of ones, aligned to the grid of an earlier compression where one is found with confidence. */
export function pixelCoefficients(pixels: Pixels): Coefficients {
  const found = estimateGrid(pixels);
  const aligned = found.confidence >= GRID_CONFIDENT ? found : { x: 0, y: 0, confidence: found.confidence };
  return coefficientsAt(pixels, aligned);
}

/** As `pixelCoefficients` with the grid given; the global pass uses phase 0. */
export function coefficientsAt(pixels: Pixels, grid: Grid): Coefficients {
  const across = axisOf(pixels.width, (8 - grid.x) % 8);
  const down = axisOf(pixels.height, (8 - grid.y) % 8);
  const data = new Uint8Array(across.length * down.length);
  plainCoefficients(pixels, across, down, 0, down.length, data);
  return { source: 'pixels', grid, across, down, data, table: new Int32Array(64).fill(1) };
}
