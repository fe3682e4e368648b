import type { TileAddress } from '../../../contract/pyramid.ts';
import { tileKey } from '../canvas/tileView.ts';
import { plainColour, sameUnder, type Lut } from '../logic/luts.ts';
import { TileAborted, type TilePool } from '../workers/pool.ts';
import { createByteCache } from './lru.ts';

/** A pyramid of tiles: a picture's, or a map's that is coloured here. `id` is unique in the session. */
export interface TileSource {
  readonly id: string;
  readonly kind: 'picture' | 'map';
  readonly url: (tile: TileAddress) => string;
}

/** How the bytes of maps become colours. A new table under an old name replaces it. */
export interface Colouring {
  readonly name: string;
  readonly lut: Lut;
  /** Packed colour of the outline, or null for none. */
  readonly outline: number | null;
}

/** What is drawn for a tile: a bitmap, or one packed colour (0: nothing). */
export type Look = { readonly bitmap: ImageBitmap } | { readonly plain: number };

export interface Wish {
  readonly source: TileSource;
  readonly tile: TileAddress;
}

export interface TileStore {
  /** Everything the canvas would like now, most wanted first; what is no longer wished for is called off. */
  readonly wish: (wishes: readonly Wish[]) => void;
  readonly picture: (source: TileSource, tile: TileAddress) => ImageBitmap | null;
  /** A map tile in a colouring. While a new table is being applied the tile keeps its old look. */
  readonly look: (source: TileSource, tile: TileAddress, colouring: Colouring) => Look | null;
  /** Stored byte of one pixel of a map tile, in pixels of the tile; null where the tile is not here (any more). */
  readonly byte: (source: TileSource, tile: TileAddress, x: number, y: number) => Promise<number | null>;
  readonly has: (source: TileSource, tile: TileAddress) => boolean;
  /** Wished tiles that could not be loaded, and what the host said. */
  readonly failed: () => { readonly count: number; readonly message: string } | null;
  readonly retry: () => void;
  /** Tiles being loaded or coloured. */
  readonly busy: () => number;
  /** Tiles being coloured. */
  readonly colouring: () => number;
  readonly bytes: () => number;
  readonly forget: (keep: (sourceId: string) => boolean) => void;
  readonly close: () => void;
}

interface ColouredLook {
  look: Look;
  lut: Lut;
}
type Entry =
  | { readonly kind: 'picture'; readonly bitmap: ImageBitmap }
  | { readonly kind: 'map'; readonly present: Uint8Array; readonly width: number; readonly height: number; readonly looks: Map<string, ColouredLook>; readonly colouring: Set<string> };

/** The host serves six connections at once in a browser; more would only queue there. */
const AT_ONCE = 6;
/** Longest wait for tiles that are being coloured beside one that is done, in milliseconds. Drawing a 4K screen in software takes this long, and takes the processor from the colouring. */
const TOGETHER = 400;

export function createTileStore(pool: TilePool, limitBytes: number, changed: () => void): TileStore {
  const cache = createByteCache<Entry>(limitBytes, release);
  const loading = new Map<string, { readonly abort: () => void }>();
  const failures = new Map<string, string>();
  let wished: readonly Wish[] = [];
  let wishedKeys = new Set<string>();
  let colouring = 0;
  let closed = false;
  let settling: ReturnType<typeof setTimeout> | undefined;

  function release(entry: Entry, key: string): void {
    if (entry.kind === 'picture') {
      entry.bitmap.close();
      return;
    }
    for (const { look } of entry.looks.values()) if ('bitmap' in look) look.bitmap.close();
    entry.looks.clear();
    pool.drop(key);
  }

  function start(): void {
    for (const { source, tile } of wished) {
      if (loading.size >= AT_ONCE) return;
      const key = keyOf(source, tile);
      if (loading.has(key) || failures.has(key) || cache.peek(key) !== undefined) continue;
      void load(key, source, tile);
    }
  }

  async function load(key: string, source: TileSource, tile: TileAddress): Promise<void> {
    try {
      if (source.kind === 'picture') {
        const task = pool.picture(key, source.url(tile));
        loading.set(key, task);
        const bitmap = await task.done;
        if (closed) bitmap.close();
        else cache.set(key, { kind: 'picture', bitmap }, bitmap.width * bitmap.height * 4);
      } else {
        const task = pool.map(key, source.url(tile));
        loading.set(key, task);
        const kept = await task.done;
        if (!closed) cache.set(key, { kind: 'map', ...pick(kept), looks: new Map(), colouring: new Set() }, kept.width * kept.height);
      }
    } catch (error) {
      if (!(error instanceof TileAborted)) failures.set(key, error instanceof Error ? error.message : String(error));
    } finally {
      loading.delete(key);
    }
    if (closed) return;
    cache.trim((held) => wishedKeys.has(held));
    start();
    changed();
  }

  function colour(key: string, entry: Extract<Entry, { kind: 'map' }>, { name, lut, outline }: Colouring): void {
    const plain = outline === null || !mixed(lut, entry.present) ? plainColour(lut, entry.present) : null;
    if (plain !== null) {
      put(key, entry, name, lut, { plain });
      return;
    }
    if (entry.colouring.has(name)) return;
    entry.colouring.add(name);
    colouring += 1;
    pool.colour(key, lut, outline).then(
      (bitmap) => {
        colouring -= 1;
        entry.colouring.delete(name);
        if (closed || cache.peek(key) !== entry) {
          bitmap.close();
          return;
        }
        put(key, entry, name, lut, { bitmap });
        cache.trim((held) => wishedKeys.has(held));
        settle();
      },
      () => {
        colouring -= 1;
        entry.colouring.delete(name);
        settle();
      },
    );
  }

  /** New colours are shown together: when all are there, or after a moment where there are many. */
  function settle(): void {
    if (colouring > 0) {
      settling ??= setTimeout(tell, TOGETHER);
      return;
    }
    tell();
  }

  function tell(): void {
    clearTimeout(settling);
    settling = undefined;
    if (!closed) changed();
  }

  function put(key: string, entry: Extract<Entry, { kind: 'map' }>, name: string, lut: Lut, look: Look): void {
    const old = entry.looks.get(name);
    if (old !== undefined && 'bitmap' in old.look) old.look.bitmap.close();
    entry.looks.set(name, { look, lut });
    const bitmaps = [...entry.looks.values()].filter((held) => 'bitmap' in held.look).length;
    const pixels = entry.width * entry.height;
    cache.set(key, entry, pixels + bitmaps * pixels * 4);
  }

  return {
    wish: (wishes) => {
      wished = wishes;
      wishedKeys = new Set(wishes.map(({ source, tile }) => keyOf(source, tile)));
      for (const [key, task] of loading) if (!wishedKeys.has(key)) task.abort();
      start();
    },
    picture: (source, tile) => {
      const entry = cache.get(keyOf(source, tile));
      return entry?.kind === 'picture' ? entry.bitmap : null;
    },
    look: (source, tile, wanted) => {
      const key = keyOf(source, tile);
      const entry = cache.get(key);
      if (entry?.kind !== 'map') return null;
      const held = entry.looks.get(wanted.name);
      if (held === undefined) colour(key, entry, wanted);
      else if (held.lut !== wanted.lut) {
        if (sameUnder(held.lut, wanted.lut, entry.present)) held.lut = wanted.lut;
        else colour(key, entry, wanted);
      }
      return entry.looks.get(wanted.name)?.look ?? null;
    },
    byte: async (source, tile, x, y) => {
      const key = keyOf(source, tile);
      if (cache.get(key)?.kind !== 'map') return null;
      try {
        return await pool.byte(key, x, y);
      } catch {
        // The tile was dropped while the question was on its way; the pointer asks again when it is back.
        return null;
      }
    },
    has: (source, tile) => cache.peek(keyOf(source, tile)) !== undefined,
    failed: () => {
      const messages = [...failures].filter(([key]) => wishedKeys.has(key)).map(([, message]) => message);
      return messages.length === 0 ? null : { count: messages.length, message: messages[0]! };
    },
    retry: () => {
      failures.clear();
      start();
      changed();
    },
    busy: () => loading.size + colouring,
    colouring: () => colouring,
    bytes: () => cache.bytes(),
    forget: (keep) => {
      for (const key of [...cache.keys()]) if (!keep(sourceOf(key))) cache.remove(key);
      for (const key of [...failures.keys()]) if (!keep(sourceOf(key))) failures.delete(key);
    },
    close: () => {
      closed = true;
      for (const task of loading.values()) task.abort();
      cache.clear();
      pool.close();
    },
  };
}

function keyOf(source: TileSource, tile: TileAddress): string {
  return `${source.id}|${tileKey(tile)}`;
}

function sourceOf(key: string): string {
  return key.slice(0, key.indexOf('|'));
}

function pick({ present, width, height }: { present: Uint8Array; width: number; height: number }): { present: Uint8Array; width: number; height: number } {
  return { present, width, height };
}

/** Whether a tile has both coloured and empty values: only then can it have an outline. */
function mixed(lut: Lut, present: Uint8Array): boolean {
  let some = false;
  let none = false;
  for (let value = 0; value < 256; value += 1) {
    if (present[value] === 0) continue;
    if (lut[value] === 0) none = true;
    else some = true;
  }
  return some && none;
}
