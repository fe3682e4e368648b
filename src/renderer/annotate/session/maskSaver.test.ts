import { expect, test } from 'vitest';
import type { AnalystMask, MaskOperation } from '../../../contract/annotations.ts';
import { AppError } from '../../../contract/errors.ts';
import type { Change } from '../logic/packed.ts';
import type { Unsaved } from '../worker/messages.ts';
import { createMaskSaver, type MaskPort } from './maskSaver.ts';

const brush: MaskOperation = { type: 'brush' };
const erase: MaskOperation = { type: 'erase' };

function change(column: number, after: string | null, before: string | null = null): Change {
  return { column, row: 0, before, after };
}

interface Host {
  revision: number;
  readonly calls: { base: number; type: string; tiles: number }[];
  readonly seen: string[];
  readonly unsaved: Unsaved[];
  readonly port: MaskPort;
}

function host(options: { readonly conflicts?: number; readonly refuse?: boolean; readonly rebaseLeaves?: readonly Change[] } = {}): Host {
  let conflicts = options.conflicts ?? 0;
  const head = (): Omit<AnalystMask, 'tiles'> => ({ evidenceId: 1, revision: self.revision, area: 0, author: 'a', at: null });
  const self: Host = {
    revision: 0,
    calls: [],
    seen: [],
    unsaved: [],
    port: {
      save: async (base, operation, changes) => {
        self.calls.push({ base, type: operation.type, tiles: changes.length });
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (options.refuse === true && self.calls.length === 1) throw new AppError('ARGUMENT_INVALID', 'The case is closed.');
        if (conflicts > 0) {
          conflicts -= 1;
          self.revision = 9;
          throw new AppError('REVISION_CONFLICT', 'changed');
        }
        self.revision += 1;
        return head();
      },
      load: async () => ({ ...head(), tiles: [] }),
      rebase: async (_mask, unsaved) => {
        self.unsaved.push(...unsaved());
        return { foreign: true, changes: options.rebaseLeaves ?? [] };
      },
      isConflict: (error) => error instanceof AppError && error.code === 'REVISION_CONFLICT',
      onHead: ({ revision }) => self.seen.push(`head ${revision}`),
      onPending: (pending) => self.seen.push(`pending ${pending}`),
      onConflict: () => self.seen.push('conflict'),
      onRefused: () => self.seen.push('refused'),
    },
  };
  return self;
}

test('pieces are saved in order on the revision before; those that wait together are one', async () => {
  const { calls, port } = host();
  const saver = createMaskSaver(port);
  saver.push(brush, [change(0, 'a')]);
  saver.push(brush, [change(0, 'b', 'a')]);
  saver.push(brush, [change(1, 'c')]);
  saver.push(erase, [change(1, 'd', 'c')]);
  await saver.idle();
  expect(calls).toEqual([{ base: 0, type: 'brush', tiles: 1 }, { base: 1, type: 'brush', tiles: 2 }, { base: 2, type: 'erase', tiles: 1 }]);
  expect(saver.base()).toBe(3);
});

test('nothing is sent for nothing, and many tiles go in several calls', async () => {
  const { calls, port } = host();
  const saver = createMaskSaver(port);
  saver.push(brush, []);
  saver.push(brush, Array.from({ length: 1100 }, (_, column) => change(column, 'x')));
  await saver.idle();
  expect(calls.map(({ tiles }) => tiles)).toEqual([512, 512, 76]);
});

test('after a conflict everything unsaved is carried over and saved on the newest revision', async () => {
  const { calls, unsaved, seen, port } = host({ conflicts: 1, rebaseLeaves: [change(0, 'mine and theirs', 'theirs')] });
  const saver = createMaskSaver(port);
  saver.push(brush, [change(0, 'a')]);
  saver.push(brush, [change(0, 'b', 'a'), change(2, 'c')]);
  await saver.idle();
  expect(unsaved).toEqual([{ ...change(0, 'b'), sent: ['a'] }, { ...change(2, 'c'), sent: [] }]);
  expect(calls.at(-1)).toEqual({ base: 9, type: 'brush', tiles: 1 });
  expect(seen).toContain('conflict');
  expect(seen.at(-1)).toBe('pending 0');
});

test('a refused piece is kept and goes through when tried again', async () => {
  const { calls, seen, port } = host({ refuse: true });
  const saver = createMaskSaver(port);
  saver.push(brush, [change(0, 'a')]);
  await saver.idle();
  expect(seen).toContain('refused');
  expect(seen.at(-1)).toBe('pending 1');
  saver.retry();
  await saver.idle();
  expect(calls.length).toBe(2);
  expect(seen.at(-1)).toBe('pending 0');
});
