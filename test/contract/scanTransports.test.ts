import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCase, scanFolder } from '../../src/casework/index.ts';
import { type ScanEvent, scanEventSchema } from '../../src/contract/index.ts';
import { startEngine } from '../../src/engine/index.ts';
import { makePictures, MODEL, runCli, SMALL_FLAGS, smallRequest, temporaryFolder } from '../integration/caseworkFixtures.ts';

/** The same scan through every way there is to start one: the same events, by the contract. */
const TRANSPORTS: Readonly<Record<string, (folder: string) => Promise<readonly unknown[]>>> = {
  async memory(folder) {
    const events: ScanEvent[] = [];
    const session = await openCase(join(folder, 'memory'), 'contract', { mode: 'create' });
    const engine = startEngine({ modelFolder: MODEL, provider: 'cpu' });
    try {
      await scanFolder(session, engine, join(folder, 'evidence'), await smallRequest(), { onEvent: (event) => events.push(event) });
    } finally {
      await engine.close();
      await session.close();
    }
    return events;
  },
  async terminal(folder) {
    const { stdout } = await runCli(['scan', join(folder, 'evidence'), '--case', 'contract', '--cases', join(folder, 'terminal'), '--provider', 'cpu', '--json', ...SMALL_FLAGS]);
    return stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown);
  },
};

describe.each(Object.keys(TRANSPORTS))('a scan over %s', (transport) => {
  let folder: string;
  let events: readonly ScanEvent[];

  beforeAll(async () => {
    folder = temporaryFolder();
    const evidence = join(folder, 'evidence');
    await makePictures(evidence, 4);
    writeFileSync(join(evidence, 'broken.jpg'), 'no picture');
    writeFileSync(join(evidence, 'notes.txt'), 'no picture');
    events = (await TRANSPORTS[transport]?.(folder) ?? []).map((event) => scanEventSchema.parse(event));
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('begins and ends once', () => {
    expect(events[0]).toMatchObject({ type: 'started', case: 'contract', resumed: false });
    expect(events.at(-1)).toMatchObject({ type: 'finished', done: 4, failed: 1, skipped: 1, cancelled: false });
    expect(events.filter((event) => event.type === 'started' || event.type === 'finished')).toHaveLength(2);
  });

  test('tells of every file once, with a score or with a reason', () => {
    const items = events.flatMap((event) => (event.type === 'item' ? [event] : []));
    expect(items).toHaveLength(6);
    expect(new Set(items.map((item) => item.path)).size).toBe(6);
    for (const item of items) expect((item.score === null) !== (item.error === null)).toBe(true);
  });

  test('progress goes through the stages in order, never back, and each ends full', () => {
    const progress = events.flatMap((event) => (event.type === 'progress' ? [event] : []));
    const stages = progress.map((event) => event.stage).filter((stage, index, all) => stage !== all[index - 1]);
    expect(stages).toEqual(['list', 'intake', 'analyze', 'sheet']);
    for (const stage of stages) {
      const done = progress.filter((event) => event.stage === stage);
      expect(done.map((event) => event.done)).toEqual(done.map((event) => event.done).toSorted((a, b) => a - b));
      expect(done.at(-1)?.done).toBe(done.at(-1)?.total);
    }
  });
});
