import type { Lut } from '../logic/luts.ts';

/** What the page asks of a tile worker. `key` names a tile whose bytes the worker keeps until told to drop it. */
export type TileOrder =
  | { readonly type: 'picture'; readonly id: number; readonly url: string }
  | { readonly type: 'map'; readonly id: number; readonly url: string; readonly key: string }
  | { readonly type: 'colour'; readonly id: number; readonly key: string; readonly lut: Lut; readonly outline: number | null }
  /** The stored byte of one pixel of a kept tile. */
  | { readonly type: 'byte'; readonly id: number; readonly key: string; readonly x: number; readonly y: number }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'drop'; readonly key: string };

export type TileAnswer =
  | { readonly type: 'bitmap'; readonly id: number; readonly bitmap: ImageBitmap }
  | { readonly type: 'kept'; readonly id: number; readonly present: Uint8Array; readonly width: number; readonly height: number }
  | { readonly type: 'byte'; readonly id: number; readonly value: number }
  | { readonly type: 'failed'; readonly id: number; readonly message: string; readonly aborted: boolean };
