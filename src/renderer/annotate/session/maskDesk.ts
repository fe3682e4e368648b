import type { AnalystMask, MaskOperation, MaskTile } from '../../../contract/annotations.ts';
import type { Point, Size } from '../../../contract/geometry.ts';
import type { ClosedShape } from '../logic/fill.ts';
import { mergeChanges, reversed, wireTiles, type Change } from '../logic/packed.ts';
import type { MaskWorker } from '../worker/client.ts';
import type { ModelMask } from '../worker/messages.ts';
import { createMaskSaver, type MaskHead, type MaskPort } from './maskSaver.ts';

/** Milliseconds after the first unpacked pixel until it is packed and sent; packing and the call follow within the 400 that are promised. */
export const PACK_AFTER = 200;

/** Calls of the host, repeating by themselves until it answers. */
export interface MaskHost {
  readonly load: () => Promise<AnalystMask>;
  readonly save: (base: number, operation: MaskOperation, tiles: readonly MaskTile[]) => Promise<MaskHead>;
  readonly combine: (base: number, operation: MaskOperation) => Promise<AnalystMask>;
}

export interface MaskDeskHooks extends Pick<MaskPort, 'isConflict' | 'onHead' | 'onPending' | 'onConflict' | 'onRefused'> {
  /** Something done to the mask by one stroke, fill or combination. */
  readonly onStep: (label: string, changes: readonly Change[]) => void;
}

export interface MaskDesk {
  readonly open: (size: Size) => Promise<void>;
  readonly beginStroke: (erase: boolean) => void;
  readonly drawStroke: (points: readonly Point[], radius: number, at: number) => void;
  readonly endStroke: () => Promise<void>;
  readonly isDrawing: () => boolean;
  /** Whether pixels are drawn that have not been handed to the saver yet. */
  readonly isAhead: () => boolean;
  readonly fill: (shape: ClosedShape, value: boolean) => Promise<void>;
  readonly combine: (operation: MaskOperation, label: string) => Promise<void>;
  /** Carries a step back (`undo`) or out again (`redo`). */
  readonly carry: (changes: readonly Change[], kind: 'undo' | 'redo') => Promise<void>;
  readonly agree: (model: ModelMask) => Promise<number>;
  /** Looks whether the host's mask is another one than here and takes it over; false where a stroke kept it from that. */
  readonly refresh: () => Promise<boolean>;
  readonly noteDirty: (dirty: boolean) => void;
  readonly retry: () => void;
  readonly idle: () => Promise<void>;
  readonly close: () => void;
}

/** Strokes and other work on the mask: drawn by the worker, packed in pieces, saved in the order they were made. */
export function createMaskDesk(worker: MaskWorker, host: MaskHost, hooks: MaskDeskHooks): MaskDesk {
  let operation: MaskOperation = { type: 'brush' };
  let collector: { changes: readonly Change[] } | null = null;
  let drawing = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let packs: Promise<unknown> = Promise.resolve();
  /** Nothing is packed while the host's mask is being taken over. */
  let gate: Promise<unknown> = Promise.resolve();
  let closed = false;
  let unpacked = 0;

  const saver = createMaskSaver({
    ...hooks,
    load: host.load,
    save: async (base, kind, changes) => host.save(base, kind, await wireTiles(changes)),
    rebase: (mask, unsaved) => takeOver(mask, unsaved),
  });

  function takeOver(mask: AnalystMask, unsaved: Parameters<MaskPort['rebase']>[1]): ReturnType<MaskPort['rebase']> {
    const done = packs.then(async () => {
      const { foreign } = await worker.rebase(mask.tiles, unsaved());
      return { foreign, changes: await worker.pack() };
    });
    gate = done.catch(() => undefined);
    return done;
  }

  /** Packs what has been drawn and hands it to the saver; what is drawn later belongs to the next piece. */
  function packNow(kind: MaskOperation = operation): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const into = collector;
    unpacked += 1;
    const done = gate
      .then(async () => {
        const changes = await worker.pack();
        if (into !== null) into.changes = mergeChanges(into.changes, changes);
        saver.push(kind, changes);
      })
      .finally(() => {
        unpacked -= 1;
      });
    packs = Promise.all([packs, done]).catch(() => undefined);
    return done;
  }

  async function asStep(label: string, kind: MaskOperation, draw: () => void): Promise<void> {
    const own: { changes: readonly Change[] } = { changes: [] };
    collector = own;
    draw();
    const packed = packNow(kind);
    collector = null;
    await packed;
    if (own.changes.length > 0) hooks.onStep(label, own.changes);
  }

  async function endStroke(): Promise<void> {
    if (!drawing) return;
    drawing = false;
    const own = collector;
    const label = operation.type === 'erase' ? 'eraser stroke' : 'brush stroke';
    const packed = packNow();
    collector = null;
    await packed;
    if (own !== null && own.changes.length > 0) hooks.onStep(label, own.changes);
  }

  return {
    open: async (size) => {
      const mask = await host.load();
      saver.setBase(mask.revision);
      worker.send({ type: 'open', size, tiles: mask.tiles });
      hooks.onHead(mask);
    },
    beginStroke: (erase) => {
      operation = { type: erase ? 'erase' : 'brush' };
      collector = { changes: [] };
      drawing = true;
    },
    drawStroke: (points, radius, at) => {
      if (drawing) worker.send({ type: 'paint', points, radius, value: operation.type === 'brush', at });
    },
    endStroke,
    isDrawing: () => drawing,
    isAhead: () => drawing || unpacked > 0,
    fill: (shape, value) => asStep(value ? 'shape added to the mask' : 'shape taken off the mask', { type: 'shape' }, () => worker.send({ type: 'fill', shape, value })),
    combine: async (kind, label) => {
      await packNow();
      await saver.idle();
      const mask = await host.combine(saver.base(), kind).catch(async (error: unknown) => {
        if (!hooks.isConflict(error)) throw error;
        const newest = await host.load();
        await takeOver(newest, () => []);
        saver.setBase(newest.revision);
        hooks.onConflict();
        return host.combine(newest.revision, kind);
      });
      const done = packs.then(async () => worker.rebase(mask.tiles, []));
      gate = done.catch(() => undefined);
      const { changes } = await done;
      saver.setBase(mask.revision);
      hooks.onHead(mask);
      if (changes.length > 0) hooks.onStep(label, changes);
    },
    carry: async (changes, kind) => {
      worker.send({ type: 'carry', changes: kind === 'undo' ? reversed(changes) : changes });
      await packNow({ type: kind });
    },
    agree: (model) => worker.agree(model),
    refresh: async () => {
      const mask = await host.load();
      // Own pieces under way find a foreign change by themselves, as a conflict.
      if (mask.revision <= saver.base()) return true;
      if (drawing) return false;
      await saver.idle();
      if (mask.revision <= saver.base()) return true;
      const { changes } = await takeOver(mask, () => []);
      saver.setBase(mask.revision);
      hooks.onHead(mask);
      if (changes.length === 0) return true;
      saver.push({ type: 'brush' }, changes);
      hooks.onConflict();
      return true;
    },
    noteDirty: (dirty) => {
      if (dirty && drawing && timer === null && !closed) timer = setTimeout(() => void packNow(), PACK_AFTER);
    },
    retry: saver.retry,
    idle: async () => {
      await packs;
      await saver.idle();
    },
    close: () => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      worker.close();
    },
  };
}
