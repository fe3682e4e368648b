import type { ImageFacts } from '../../contract/analysis.ts';
import type { SignalName } from '../../contract/signals.ts';
import type { Pixels } from '../decode/pixels.ts';

/** Signed quantised luma coefficients of a JPEG: block (row, column) starts at 64 * (row * columns + column), natural (row) order within it. */
export interface LumaPlane {
  readonly columns: number;
  readonly rows: number;
  readonly coefficients: Int16Array;
  /** 64 steps, natural order. */
  readonly table: readonly number[];
}

/** One picture as every method gets it: stored orientation, full size. */
export interface SignalInput {
  readonly pixels: Pixels;
  readonly facts: ImageFacts;
  /** Null for files that are no JPEG, and for JPEG files whose first component is no luma at full resolution. */
  readonly luma: LumaPlane | null;
  /** Looked at between parts of the work by `breathe` (../cancel.ts), at least twice a second. */
  readonly signal?: AbortSignal;
}

/** `map`: one byte a pixel, rows top to bottom, 128 and above is marked. `reason`: a sentence for the examiner, with what was lacking. `parameters`: those that depend on the picture, stated beside the method's own. */
export type SignalOutcome = { readonly applies: true; readonly map: Uint8Array; readonly parameters?: Signal['parameters'] } | { readonly applies: false; readonly reason: string };

/** A classical method. Its constants are fixed on training pictures, never on the pictures it is judged on. */
export interface Signal {
  readonly name: SignalName;
  readonly version: number;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  readonly run: (input: SignalInput) => Promise<SignalOutcome>;
}
