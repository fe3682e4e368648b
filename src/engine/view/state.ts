import type { ImageFacts } from '../../contract/analysis.ts';
import type { Size } from '../../contract/geometry.ts';
import type { Pixels } from '../decode/pixels.ts';
import type { LumaBlocks } from './blocks.ts';
import { createGate, type Gate } from './gate.ts';
import { createMemory, type Memory, type Shelf } from './memory.ts';

/** A file and the SHA-256 of its content. */
export interface Source {
  readonly path: string;
  readonly key: string;
}

export interface ViewLimits {
  readonly maximumPixels: number;
  readonly maximumBytes: number;
  /** Bytes of decoded pixels, coefficients and files kept in memory, all together. */
  readonly memoryBytes: number;
  /** A picture whose pixels for the eye take more is decoded by bands of rows and never whole at full size. */
  readonly wholeBytes: number;
}

export const VIEW_LIMITS: ViewLimits = { maximumPixels: 400_000_000, maximumBytes: 2_000_000_000, memoryBytes: 700_000_000, wholeBytes: 400_000_000 };

export interface Picture {
  readonly facts: ImageFacts;
  /** Stored samples are what is shown: 8 bits, no profile, no alpha, no other colour space. */
  readonly plain: boolean;
}

/** Everything the view process holds; nothing of it outlives the process. */
export interface ViewState {
  readonly limits: ViewLimits;
  readonly memory: Memory;
  readonly files: Shelf<Uint8Array>;
  readonly pictures: Shelf<Picture>;
  readonly mapSizes: Shelf<Size>;
  readonly planes: Shelf<Pixels>;
  readonly blocks: Shelf<LumaBlocks>;
  /** One large decode at a time. */
  readonly decoding: Gate;
  /** Thumbnails are small and come in hundreds: they do not stand in the way of the picture being looked at. */
  readonly thumbnails: Gate;
  /** One classical method at a time, tiles beside it. */
  readonly signals: Gate;
}

/** What the facts of a picture take, roughly. */
const FACTS_BYTES = 8_000;

export function createViewState(limits: ViewLimits = VIEW_LIMITS): ViewState {
  const memory = createMemory(limits.memoryBytes);
  return {
    limits,
    memory,
    files: memory.shelf((content) => content.byteLength),
    pictures: memory.shelf(() => FACTS_BYTES),
    mapSizes: memory.shelf(() => FACTS_BYTES),
    planes: memory.shelf((pixels) => pixels.data.byteLength),
    blocks: memory.shelf((blocks) => blocks.coefficients.byteLength),
    decoding: createGate(1),
    thumbnails: createGate(2),
    signals: createGate(1),
  };
}
