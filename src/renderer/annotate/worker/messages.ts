import type { MaskTile } from '../../../contract/annotations.ts';
import type { Point, Size } from '../../../contract/geometry.ts';
import type { Part } from '../logic/compose.ts';
import type { ClosedShape } from '../logic/fill.ts';
import type { Change, Packed } from '../logic/packed.ts';

/** A change the host has not confirmed. `sent` are states of the tile that are on their way: the host may or may not hold them. */
export interface Unsaved extends Change {
  readonly sent: readonly Packed[];
}

/** The model's mask to compare with: where its tiles lie and from which byte on a pixel counts. */
export interface ModelMask {
  /** Root of the files, without the slash: empty in a browser. */
  readonly root: string;
  readonly case: string;
  readonly findingId: number;
  readonly firstByte: number;
}

/** What the page asks of the worker that holds the mask; done one after another. */
export type MaskOrder =
  | { readonly type: 'open'; readonly size: Size; readonly tiles: readonly MaskTile[] }
  | { readonly type: 'view'; readonly part: Part | null; readonly scale: number }
  /** Draws from the first point to the last; `at` is the time of the pointer event, for the brush latency. */
  | { readonly type: 'paint'; readonly points: readonly Point[]; readonly radius: number; readonly value: boolean; readonly at: number }
  | { readonly type: 'fill'; readonly shape: ClosedShape; readonly value: boolean }
  /** Carries changes over to the mask as it stands. */
  | { readonly type: 'carry'; readonly changes: readonly Change[] }
  /** Packs what has changed since the last time. */
  | { readonly type: 'pack'; readonly id: number }
  /** Takes the host's mask and carries over what it does not have yet. */
  | { readonly type: 'rebase'; readonly id: number; readonly tiles: readonly MaskTile[]; readonly unsaved: readonly Unsaved[] }
  | { readonly type: 'agree'; readonly id: number; readonly model: ModelMask };

export type MaskAnswer =
  | { readonly type: 'full'; readonly part: Part; readonly bitmap: ImageBitmap }
  | { readonly type: 'patch'; readonly part: Part; readonly pixels: Uint32Array<ArrayBuffer>; readonly at: number | null }
  /** Pixels set, and whether there is something to pack. */
  | { readonly type: 'state'; readonly area: number; readonly dirty: boolean }
  | { readonly type: 'packed'; readonly id: number; readonly changes: readonly Change[] }
  /** `foreign`: the host's mask had a change that was not made here. `changes`: what differs from the mask as it was last packed here. */
  | { readonly type: 'rebased'; readonly id: number; readonly foreign: boolean; readonly changes: readonly Change[] }
  /** Pixels set in both masks. */
  | { readonly type: 'agreed'; readonly id: number; readonly both: number }
  | { readonly type: 'failed'; readonly id: number | null; readonly message: string };
