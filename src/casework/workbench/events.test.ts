import { expect, test } from 'vitest';
import type { CaseEvent, Job } from '../../contract/index.ts';
import { createEventHub } from './events.ts';

const job = (id: number, current: string): CaseEvent => ({ type: 'job', job: { id, current } as Job });

async function take(events: AsyncGenerator<CaseEvent, void, void>, count: number): Promise<CaseEvent[]> {
  const taken: CaseEvent[] = [];
  while (taken.length < count) {
    const next = await events.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

test('a subscriber hears alive at once, then what happens, in order', async () => {
  const hub = createEventHub();
  const events = hub.subscribe();
  expect((await take(events, 1))[0]?.type).toBe('alive');
  setTimeout(() => {
    hub.emit({ type: 'case' });
    hub.emit({ type: 'annotations', evidenceId: 4 });
  }, 5);
  expect(await take(events, 2)).toEqual([{ type: 'case' }, { type: 'annotations', evidenceId: 4 }]);
  await events.return();
  expect(hub.subscribers()).toBe(0);
});

test('for a slow subscriber jobs are kept newest only and evidence ids are joined', async () => {
  const hub = createEventHub();
  const events = hub.subscribe();
  await take(events, 1);
  for (let step = 0; step < 10_000; step += 1) hub.emit(job(1 + (step % 2), `file ${step}`));
  hub.emit({ type: 'evidence', ids: [1, 2] });
  hub.emit({ type: 'evidence', ids: [2, 3] });
  expect(await take(events, 3)).toEqual([job(1, 'file 9998'), job(2, 'file 9999'), { type: 'evidence', ids: [1, 2, 3] }]);
  for (let id = 1; id <= 600; id += 1) hub.emit({ type: 'evidence', ids: [id] });
  expect(await take(events, 1)).toEqual([{ type: 'evidence', ids: [] }]);
  await events.return();
});

test('what waits is bounded: too many different events become "read everything again"', async () => {
  const hub = createEventHub();
  const events = hub.subscribe();
  await take(events, 1);
  for (let id = 1; id <= 1001; id += 1) hub.emit({ type: 'annotations', evidenceId: id });
  expect(await take(events, 3)).toEqual([{ type: 'evidence', ids: [] }, { type: 'case' }, { type: 'annotations', evidenceId: 1001 }]);
  await events.return();
});

test('alive comes again while nothing happens', async () => {
  const hub = createEventHub(10);
  const events = hub.subscribe();
  expect((await take(events, 3)).map(({ type }) => type)).toEqual(['alive', 'alive', 'alive']);
  await events.return();
});

test('an aborted call and a closed case end the subscription', async () => {
  const hub = createEventHub();
  const controller = new AbortController();
  const first = hub.subscribe(controller.signal);
  const second = hub.subscribe();
  await take(first, 1);
  await take(second, 1);
  const waiting = first.next();
  controller.abort();
  expect((await waiting).done).toBe(true);
  const other = second.next();
  hub.close();
  expect((await other).done).toBe(true);
});
