import type { Lut } from '../logic/luts.ts';
import type { TileAnswer, TileOrder } from './messages.ts';

export interface KeptTile {
  readonly present: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A piece of work that can be called off; its promise then rejects with `TileAborted`. */
export interface TileTask<Result> {
  readonly done: Promise<Result>;
  readonly abort: () => void;
}

export class TileAborted extends Error {}

/** Workers that load and colour tiles. One tile always goes to the same worker, which keeps its bytes. */
export interface TilePool {
  readonly picture: (key: string, url: string) => TileTask<ImageBitmap>;
  readonly map: (key: string, url: string) => TileTask<KeptTile>;
  readonly colour: (key: string, lut: Lut, outline: number | null) => Promise<ImageBitmap>;
  /** Byte of a pixel of a tile that a worker keeps, in pixels of the tile. */
  readonly byte: (key: string, x: number, y: number) => Promise<number>;
  readonly drop: (key: string) => void;
  readonly close: () => void;
}

interface Waiting {
  readonly resolve: (answer: TileAnswer) => void;
  readonly reject: (error: Error) => void;
}

export function createTilePool(makeWorker: () => Worker, count: number): TilePool {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  const workers = Array.from({ length: count }, () => {
    const worker = makeWorker();
    worker.addEventListener('message', ({ data }: MessageEvent<TileAnswer>) => {
      const entry = waiting.get(data.id);
      waiting.delete(data.id);
      if (entry === undefined) {
        if (data.type === 'bitmap') data.bitmap.close();
        return;
      }
      if (data.type === 'failed') entry.reject(data.aborted ? new TileAborted() : new Error(data.message));
      else entry.resolve(data);
    });
    return worker;
  });

  const workerOf = (key: string): Worker => workers[hashOf(key) % workers.length]!;
  const post = (worker: Worker, order: TileOrder): void => worker.postMessage(order);

  function ask(worker: Worker, order: (id: number) => TileOrder): { readonly id: number; readonly done: Promise<TileAnswer> } {
    const id = nextId;
    nextId += 1;
    const done = new Promise<TileAnswer>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
    post(worker, order(id));
    return { id, done };
  }

  function callOff(worker: Worker, id: number): void {
    const entry = waiting.get(id);
    if (entry === undefined) return;
    waiting.delete(id);
    post(worker, { type: 'abort', id });
    entry.reject(new TileAborted());
  }

  return {
    picture: (key, url) => {
      const worker = workerOf(key);
      const { id, done } = ask(worker, (id) => ({ type: 'picture', id, url }));
      return { done: done.then(bitmapOf), abort: () => callOff(worker, id) };
    },
    map: (key, url) => {
      const worker = workerOf(key);
      const { id, done } = ask(worker, (id) => ({ type: 'map', id, url, key }));
      return {
        done: done.then((answer) => {
          if (answer.type !== 'kept') throw new Error('The tile worker answered something else.');
          return answer;
        }),
        abort: () => callOff(worker, id),
      };
    },
    colour: (key, lut, outline) => ask(workerOf(key), (id) => ({ type: 'colour', id, key, lut, outline })).done.then(bitmapOf),
    byte: async (key, x, y) => {
      const answer = await ask(workerOf(key), (id) => ({ type: 'byte', id, key, x, y })).done;
      if (answer.type !== 'byte') throw new Error('The tile worker answered something else.');
      return answer.value;
    },
    drop: (key) => post(workerOf(key), { type: 'drop', key }),
    close: () => {
      for (const worker of workers) worker.terminate();
      for (const entry of waiting.values()) entry.reject(new TileAborted());
      waiting.clear();
    },
  };
}

/** Two workers at least; one core is left to the page. */
export function usualPool(): TilePool {
  const count = Math.min(6, Math.max(2, navigator.hardwareConcurrency - 1));
  return createTilePool(() => new Worker(new URL('./tileWorker.ts', import.meta.url), { type: 'module', name: 'tiles' }), count);
}

function bitmapOf(answer: TileAnswer): ImageBitmap {
  if (answer.type !== 'bitmap') throw new Error('The tile worker answered something else.');
  return answer.bitmap;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) >>> 0;
  return hash;
}
