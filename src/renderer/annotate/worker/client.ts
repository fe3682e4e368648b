import type { AnalystMask } from '../../../contract/annotations.ts';
import type { Change } from '../logic/packed.ts';
import type { MaskAnswer, MaskOrder, ModelMask, Unsaved } from './messages.ts';

export type MaskPixels = Extract<MaskAnswer, { type: 'full' | 'patch' }>;

/** The worker that holds a mask, as calls. Every promise rejects once it is closed. */
export interface MaskWorker {
  readonly send: (order: Extract<MaskOrder, { type: 'open' | 'view' | 'paint' | 'fill' | 'carry' }>) => void;
  readonly pack: () => Promise<readonly Change[]>;
  readonly rebase: (tiles: AnalystMask['tiles'], unsaved: readonly Unsaved[]) => Promise<{ readonly foreign: boolean; readonly changes: readonly Change[] }>;
  /** Pixels set in both masks. */
  readonly agree: (model: ModelMask) => Promise<number>;
  readonly close: () => void;
}

export interface MaskWorkerHooks {
  readonly onPixels: (pixels: MaskPixels) => void;
  readonly onState: (area: number, dirty: boolean) => void;
  /** An order that nobody waits for failed. */
  readonly onTrouble: (message: string) => void;
}

interface Waiting {
  readonly resolve: (answer: MaskAnswer) => void;
  readonly reject: (error: Error) => void;
}

export function startMaskWorker(hooks: MaskWorkerHooks): MaskWorker {
  const worker = new Worker(new URL('./maskWorker.ts', import.meta.url), { type: 'module', name: 'analyst mask' });
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  worker.addEventListener('message', ({ data }: MessageEvent<MaskAnswer>) => {
    if (data.type === 'full' || data.type === 'patch') return hooks.onPixels(data);
    if (data.type === 'state') return hooks.onState(data.area, data.dirty);
    if (data.id === null) return hooks.onTrouble(data.type === 'failed' ? data.message : '');
    const entry = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.type === 'failed') entry?.reject(new Error(data.message));
    else entry?.resolve(data);
  });
  worker.addEventListener('error', (event) => hooks.onTrouble(event.message));

  function ask<Type extends MaskAnswer['type']>(type: Type, order: (id: number) => MaskOrder): Promise<Extract<MaskAnswer, { type: Type }>> {
    const id = nextId;
    nextId += 1;
    return new Promise((resolve, reject) => {
      waiting.set(id, {
        resolve: (answer) => (answer.type === type ? resolve(answer as Extract<MaskAnswer, { type: Type }>) : reject(new Error('The mask worker answered something else.'))),
        reject,
      });
      worker.postMessage(order(id));
    });
  }

  return {
    send: (order) => worker.postMessage(order),
    pack: async () => (await ask('packed', (id) => ({ type: 'pack', id }))).changes,
    rebase: async (tiles, unsaved) => ask('rebased', (id) => ({ type: 'rebase', id, tiles, unsaved })),
    agree: async (model) => (await ask('agreed', (id) => ({ type: 'agree', id, model }))).both,
    close: () => {
      worker.terminate();
      for (const { reject } of waiting.values()) reject(new Error('The mask was closed.'));
      waiting.clear();
    },
  };
}
