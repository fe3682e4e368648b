import type { MaskTile } from '../../../contract/annotations.ts';
import type { Point } from '../../../contract/geometry.ts';
import { carryChange, countBits, emptyMask, fillSpan, maskArea, sameBits, TILE_BYTES, type BitMask } from '../logic/bits.ts';
import { colourPart, inkAt, partOf, type Part } from '../logic/compose.ts';
import { fillSpans } from '../logic/fill.ts';
import { pack, placeOf, unpack, type Change, type Packed } from '../logic/packed.ts';
import { strokeSpans } from '../logic/stroke.ts';
import { boundsOf } from '../logic/shapes.ts';
import type { MaskAnswer, MaskOrder, Unsaved } from './messages.ts';

/** What the engine says; a whole part is still pixels here, a bitmap on the wire. */
export type EngineAnswer = Exclude<MaskAnswer, { type: 'full' | 'agreed' | 'failed' }> | { readonly type: 'whole'; readonly part: Part; readonly pixels: Uint32Array<ArrayBuffer> };
export type EngineOrder = Exclude<MaskOrder, { type: 'agree' }>;

export interface MaskEngine {
  /** Orders are done one after another; rejects where a tile cannot be read. */
  readonly handle: (order: EngineOrder) => Promise<void>;
  readonly mask: () => BitMask;
}

/** Holds the analyst's mask of one item and does to it what the page orders. Runs in a worker; needs no DOM. */
export function createMaskEngine(say: (answer: EngineAnswer) => void): MaskEngine {
  let mask = emptyMask({ width: 1, height: 1 });
  let area = 0;
  /** Tiles as they were last packed or received; what is not there is empty. */
  let packed = new Map<number, string>();
  const dirty = new Set<number>();
  /** Packed forms of dirty tiles that are known without compressing: those a step has just brought back. */
  const known = new Map<number, Packed>();
  let view: Part | null = null;
  let scale = 1;
  let chain: Promise<void> = Promise.resolve();
  let packing: Promise<void> = Promise.resolve();
  function touch(index: number): void {
    dirty.add(index);
    known.delete(index);
  }
  const indexOf = ({ column, row }: { readonly column: number; readonly row: number }): number => row * mask.columns + column;
  const tellState = (): void => say({ type: 'state', area, dirty: dirty.size > 0 });

  function show(box: { x: number; y: number; width: number; height: number } | null, at: number | null): void {
    if (view === null) return;
    const margin = 1 << view.level;
    const part = box === null ? view : inView(partOf({ x: box.x - margin, y: box.y - margin, width: box.width + 2 * margin, height: box.height + 2 * margin }, view.level, mask.size), view);
    if (part === null) return;
    const pixels = colourPart(mask, part, inkAt(scale)) as Uint32Array<ArrayBuffer>;
    say(box === null ? { type: 'whole', part, pixels } : { type: 'patch', part, pixels, at });
  }

  function paint(points: readonly Point[], radius: number, value: boolean, at: number): void {
    for (const [index, point] of points.entries()) {
      if (index === 0 && points.length > 1) continue;
      strokeSpans(points[index - 1] ?? point, point, radius, (y, from, to) => {
        area += (value ? 1 : -1) * fillSpan(mask, y, from, to, value, touch);
      });
    }
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const left = Math.min(...xs) - radius - 1;
    const top = Math.min(...ys) - radius - 1;
    show({ x: left, y: top, width: Math.max(...xs) + radius + 1 - left, height: Math.max(...ys) + radius + 1 - top }, at);
    tellState();
  }

  function setTile(index: number, bits: Uint8Array): void {
    const before = mask.tiles.get(index);
    const count = countBits(bits);
    area += count - (before === undefined ? 0 : countBits(before));
    if (count === 0) mask.tiles.delete(index);
    else mask.tiles.set(index, bits);
  }

  async function carryOne(change: Change): Promise<void> {
    const index = indexOf(change);
    // The usual case, a step taken back on the tile it left: the other side is the answer as it is.
    const exact = !dirty.has(index) && (packed.get(index) ?? null) === change.before;
    const after = await unpack(change.after);
    const bits = mask.tiles.get(index) ?? new Uint8Array(TILE_BYTES);
    const next = exact ? after : carryChange(bits, await unpack(change.before), after);
    if (sameBits(bits, next)) return;
    setTile(index, next);
    touch(index);
    if (exact) known.set(index, change.after);
  }

  async function carry(changes: readonly Change[]): Promise<void> {
    await inGroups(changes, carryOne);
    show(null, null);
    tellState();
  }

  /** The copy is taken at once, so that the next stroke does not wait for the compression. */
  function packDirty(id: number): void {
    const copies = [...dirty].map((index) => ({ index, ready: known.get(index), bits: known.has(index) ? null : (mask.tiles.get(index)?.slice() ?? null) }));
    dirty.clear();
    known.clear();
    packing = packing.then(async () => {
      const changes: Change[] = [];
      await inGroups(copies, async ({ index, ready, bits }) => {
        const before = packed.get(index) ?? null;
        const after = ready ?? (bits === null || countBits(bits) === 0 ? null : await pack(bits));
        if (before === after) return;
        if (after === null) packed.delete(index);
        else packed.set(index, after);
        changes.push({ column: index % mask.columns, row: Math.floor(index / mask.columns), before, after });
      });
      say({ type: 'packed', id, changes });
    });
  }

  async function load(tiles: readonly MaskTile[]): Promise<void> {
    packed = new Map();
    mask.tiles.clear();
    await inGroups(tiles, async (tile) => {
      const index = indexOf(tile);
      packed.set(index, tile.data);
      mask.tiles.set(index, await unpack(tile.data));
    });
    area = maskArea(mask);
  }

  async function rebase(id: number, theirs: readonly MaskTile[], unsaved: readonly Unsaved[]): Promise<void> {
    await packing;
    const earlier = packed;
    const drawn = await Promise.all([...dirty].map(async (index) => ({ index, before: await unpack(earlier.get(index) ?? null), after: mask.tiles.get(index) ?? new Uint8Array(TILE_BYTES) })));
    await load(theirs);
    const { changes, foreign } = await compare(earlier, unsaved);
    dirty.clear();
    known.clear();
    await carry(unsaved);
    for (const { index, before, after } of drawn) {
      setTile(index, carryChange(mask.tiles.get(index) ?? new Uint8Array(TILE_BYTES), before, after));
      touch(index);
    }
    show(null, null);
    tellState();
    say({ type: 'rebased', id, foreign, changes });
  }

  /** What the host's mask, just loaded, has that the mask as last packed here had not. */
  async function compare(earlier: ReadonlyMap<number, string>, unsaved: readonly Unsaved[]): Promise<{ changes: Change[]; foreign: boolean }> {
    const ours = new Map(unsaved.map((one) => [placeOf(one), one]));
    const changes: Change[] = [];
    let foreign = false;
    for (const index of new Set([...earlier.keys(), ...packed.keys()])) {
      const before = earlier.get(index) ?? null;
      const after = packed.get(index) ?? null;
      if (before === after) continue;
      const bits = mask.tiles.get(index) ?? new Uint8Array(TILE_BYTES);
      if (sameBits(await unpack(before), bits)) continue;
      const place = { column: index % mask.columns, row: Math.floor(index / mask.columns) };
      changes.push({ ...place, before, after });
      const own = ours.get(placeOf(place));
      const known: Packed[] = own === undefined ? [] : [own.before, ...own.sent];
      const states = await Promise.all(known.map(unpack));
      if (!states.some((state) => sameBits(state, bits))) foreign = true;
    }
    return { changes, foreign };
  }

  async function obey(order: EngineOrder): Promise<void> {
    switch (order.type) {
      case 'open':
        mask = emptyMask(order.size);
        await load(order.tiles);
        show(null, null);
        return tellState();
      case 'view':
        view = order.part;
        scale = order.scale;
        return show(null, null);
      case 'paint':
        return paint(order.points, order.radius, order.value, order.at);
      case 'fill': {
        fillSpans(order.shape, (y, from, to) => {
          area += (order.value ? 1 : -1) * fillSpan(mask, y, from, to, order.value, touch);
        });
        const { left, top, right, bottom } = boundsOf(order.shape);
        show({ x: left, y: top, width: right - left, height: bottom - top }, null);
        return tellState();
      }
      case 'carry':
        return carry(order.changes);
      case 'pack':
        return packDirty(order.id);
      case 'rebase':
        return rebase(order.id, order.tiles, order.unsaved);
    }
  }

  return {
    handle: (order) => {
      const done = chain.then(() => obey(order));
      // A failed order is its sender's matter; the next one goes on.
      chain = done.catch(() => undefined);
      return done;
    },
    mask: () => mask,
  };
}

/** Packing is done beside this thread: several at a time, but not thousands. */
const AT_ONCE = 24;

async function inGroups<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < list.length; from += AT_ONCE) await Promise.all(list.slice(from, from + AT_ONCE).map(work));
}

function inView(part: Part | null, view: Part): Part | null {
  if (part === null) return null;
  const x = Math.max(part.x, view.x);
  const y = Math.max(part.y, view.y);
  const width = Math.min(part.x + part.width, view.x + view.width) - x;
  const height = Math.min(part.y + part.height, view.y + view.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height, level: view.level } : null;
}

