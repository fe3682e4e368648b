import { expect, test } from 'vitest';
import type { Annotation, AnnotationBody } from '../../../contract/annotations.ts';
import { createMarks, newId, type Marks } from './marks.ts';
import { persist } from './persist.ts';
import { AppError } from '../../../contract/errors.ts';
import { annotationSchema } from '../../../contract/annotations.ts';

const body = (x: number): AnnotationBody => ({ shape: { type: 'rectangle', x, y: 0, width: 5, height: 5 }, note: '', confidence: 'unstated', layers: [] });

function bench(refuse = false): { readonly marks: Marks; readonly calls: string[]; readonly refused: string[]; readonly clock: { now: number } } {
  const calls: string[] = [];
  const refused: string[] = [];
  const clock = { now: 0 };
  const revisions = new Map<string, number>();
  const answer = (id: string, deleted: boolean, own: AnnotationBody): Annotation => {
    revisions.set(id, (revisions.get(id) ?? 0) + 1);
    return { id, revision: revisions.get(id)!, evidenceId: 1, ...own, deleted, author: 'examiner', at: '2026-01-01T00:00:00.000Z' };
  };
  const marks = createMarks(
    1,
    {
      save: async (id, own) => {
        calls.push(`save ${id} ${own.shape.type === 'rectangle' ? own.shape.x : ''}`);
        await new Promise((resolve) => setTimeout(resolve, 3));
        if (refuse) throw new AppError('ARGUMENT_INVALID', 'no');
        return answer(id, false, own);
      },
      remove: async (id) => {
        calls.push(`remove ${id}`);
        await Promise.resolve();
        return answer(id, true, body(0));
      },
      onChange: () => undefined,
      onPending: () => undefined,
      onRefused: (_error, id) => refused.push(id),
    },
    () => clock.now,
  );
  return { marks, calls, refused, clock };
}

test('a body is shown at once and saved; of several only the first and the newest go out', async () => {
  const { marks, calls } = bench();
  marks.set('a', body(1));
  expect(marks.get('a')?.revision).toBe(0);
  marks.set('a', body(2));
  marks.set('a', body(3));
  await marks.idle();
  expect(calls).toEqual(['save a 1', 'save a 3']);
  expect(marks.get('a')).toMatchObject({ revision: 2, author: 'examiner', shape: { x: 3 } });
});

test('removed while being saved is removed at the host; never saved is never removed', async () => {
  const { marks, calls } = bench();
  marks.set('a', body(1));
  marks.set('a', null);
  marks.set('b', body(1));
  marks.set('b', null);
  expect(marks.list()).toEqual([]);
  await marks.idle();
  expect(calls).toEqual(['save a 1', 'remove a']);
});

test('a list of the host that is older than an own save does not undo it', async () => {
  const { marks, clock } = bench();
  marks.receive([], 0);
  clock.now = 10;
  marks.set('a', body(1));
  await marks.idle();
  marks.receive([], 5);
  expect(marks.list().map(({ id }) => id)).toEqual(['a']);
  marks.receive([], 15);
  expect(marks.list()).toEqual([]);
});

test('what the host refuses is shown no longer', async () => {
  const { marks, refused } = bench(true);
  marks.set('a', body(1));
  await marks.idle();
  expect([marks.list(), refused]).toEqual([[], ['a']]);
});

test('ids are ids of the contract and sort by time', () => {
  const [one, two] = [newId(1_000_000), newId(1_000_001)];
  expect(one < two).toBe(true);
  expect(annotationSchema.shape.id.safeParse(one).success).toBe(true);
  expect(newId() === newId()).toBe(false);
});

test('a call is repeated until it goes through, a case that was shut is opened again, a refusal is final', async () => {
  const log: string[] = [];
  const failures = [new AppError('INTERNAL', 'line broke'), new AppError('CASE_NOT_OPEN', 'shut')];
  const hooks = { reopen: async () => void log.push('reopened'), onTrouble: (record: { code: string } | null) => void log.push(record?.code ?? 'fine'), wait: async () => void log.push('waited') };
  const call = async (): Promise<string> => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return 'done';
  };
  expect(await persist(call, hooks)).toBe('done');
  expect(log).toEqual(['INTERNAL', 'waited', 'reopened', 'fine']);
  await expect(persist(() => Promise.reject(new AppError('ARGUMENT_INVALID', 'no')), hooks)).rejects.toThrow('no');
});
