import type { MaskTile } from '../../../contract/annotations.ts';
import { TILE_BYTES } from './bits.ts';

/** A tile's bits deflated (zlib form) in base64; null for an empty tile. */
export type Packed = string | null;

/** What became of one tile. */
export interface Change {
  readonly column: number;
  readonly row: number;
  readonly before: Packed;
  readonly after: Packed;
}

export async function pack(bits: Uint8Array): Promise<string> {
  return toBase64(await through(bits, new CompressionStream('deflate')));
}

/** The bytes of a tile. Throws where the text is no tile. */
export async function unpack(packed: Packed): Promise<Uint8Array> {
  if (packed === null) return new Uint8Array(TILE_BYTES);
  const bits = await through(Uint8Array.from(atob(packed), (sign) => sign.codePointAt(0)!), new DecompressionStream('deflate'));
  if (bits.length !== TILE_BYTES) throw new Error(`A tile of the mask has ${bits.length} bytes instead of ${TILE_BYTES}.`);
  return bits;
}

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const body = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(body).arrayBuffer());
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCodePoint(...bytes.subarray(at, at + 4096));
  return btoa(text);
}

let emptyTile: string | null = null;

/** Tiles as they are sent. An empty tile is sent as 8192 zero bytes. */
export async function wireTiles(changes: readonly Change[]): Promise<MaskTile[]> {
  emptyTile ??= await pack(new Uint8Array(TILE_BYTES));
  const empty = emptyTile;
  return changes.map(({ column, row, after }) => ({ column, row, data: after ?? empty }));
}

/** Two changes of the same tiles, one after the other, as one. */
export function mergeChanges(first: readonly Change[], second: readonly Change[]): Change[] {
  const merged = new Map(first.map((change) => [placeOf(change), change]));
  for (const change of second) {
    const earlier = merged.get(placeOf(change));
    merged.set(placeOf(change), earlier === undefined ? change : { ...change, before: earlier.before });
  }
  return [...merged.values()];
}

export function placeOf({ column, row }: { readonly column: number; readonly row: number }): string {
  return `${column},${row}`;
}

export function reversed(changes: readonly Change[]): Change[] {
  return changes.map(({ column, row, before, after }) => ({ column, row, before: after, after: before }));
}
