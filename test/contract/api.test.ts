import { safe } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMemoryWorkbench, ENDLESS, ENDS, IN_USE, type MemoryWorkbench, STREAM_LENGTH } from './memoryWorkbench.ts';
import { type Line, TRANSPORTS } from './transports.ts';

/** What a page may rely on, whatever wire it hangs on. */
describe.each(Object.keys(TRANSPORTS))('the contract over %s', (transport) => {
  let workbench: MemoryWorkbench;
  let line: Line;

  beforeEach(async () => {
    workbench = createMemoryWorkbench();
    line = await TRANSPORTS[transport]!(workbench);
  });
  afterEach(() => line.close());

  const waitFor = (findingId: number, signal?: AbortSignal) => line.api.review.histogram({ case: 'one', findingId, map: 'mask' }, signal === undefined ? {} : { signal });

  test('a result arrives as it was, text outside ASCII too', async () => {
    expect(await line.api.host.info()).toEqual({ host: 'memory', appVersion: '1.2.3', platform: 'test', user: 'Ännchen 𝄞', casesFolder: 'c', dataFolder: 'd', reason: 'a test' });
  });

  test('what is left out of the input gets its default on the other side', async () => {
    const written = await line.api.settings.write({ theme: 'dark', threshold: 0.25 });
    expect(written).toEqual({ ...(await line.api.settings.read()), theme: 'dark', threshold: 0.25 });
    expect(written.view).toEqual({ evidence: 'grid', thumbnail: 128 });
  });

  test('a defined error has code, message and details', async () => {
    const { error, isDefined } = await safe(line.api.cases.open({ case: 'one' }));
    expect(isDefined).toBe(true);
    if (!isDefined) return;
    expect(error.code).toBe('APP');
    expect(error.message).toBe(IN_USE.message);
    expect(error.data).toEqual(IN_USE);
  });

  test('wrong input is refused before any handler sees it, and says what is wrong', async () => {
    const { error, isDefined } = await safe(line.api.settings.write({ threshold: 5 }));
    expect(isDefined).toBe(true);
    expect(isDefined && error.data).toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('threshold') as string });
    const { error: wrongType, isDefined: isRefusal } = await safe(line.api.evidence.setNote({ case: 'one', evidenceId: '1' as unknown as number, note: 'x' }));
    expect(isRefusal && wrongType.data).toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(workbench.log).toEqual([]);
  });

  test('a bug is an error with a code too, and is told on the console', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { error, isDefined } = await safe(line.api.cases.close({ case: 'one' }));
    expect(isDefined && error.data).toEqual({ code: 'INTERNAL', message: 'a bug' });
    expect(told).toHaveBeenCalledWith('cases.close failed:', expect.any(TypeError));
  });

  test('a long text arrives whole', async () => {
    await line.api.evidence.setNote({ case: 'one', evidenceId: 1, note: 'ä'.repeat(20_000) });
    expect(workbench.log).toEqual(['note of 20000']);
  });

  test('an abort ends the call here and the handler there', async () => {
    const controller = new AbortController();
    const call = waitFor(1, controller.signal);
    const ended = expect(call).rejects.toThrow();
    await workbench.logged('histogram 1 began');
    controller.abort();
    await ended;
    await workbench.logged('histogram 1 aborted');
    expect(workbench.waiting()).toBe(0);
    expect((await line.api.host.info()).appVersion).toBe('1.2.3');
  });

  test('calls run beside each other, and an abort meets the one that is meant', async () => {
    const controllers = [new AbortController(), new AbortController()];
    const calls = controllers.map((controller, index) => waitFor(index + 1, controller.signal));
    const ends = calls.map((call) => expect(call).rejects.toThrow());
    await workbench.logged('histogram 1 began');
    await workbench.logged('histogram 2 began');
    expect(workbench.waiting()).toBe(2);
    expect((await line.api.host.info()).platform).toBe('test');
    controllers[1]!.abort();
    await workbench.logged('histogram 2 aborted');
    expect(workbench.waiting()).toBe(1);
    controllers[0]!.abort();
    await Promise.all(ends);
  });

  test('a stream arrives in order, complete, and ends', async () => {
    const ids: number[] = [];
    for await (const event of await line.api.cases.events({ case: ENDS })) if (event.type === 'evidence') ids.push(...event.ids);
    expect(ids).toEqual(Array.from({ length: STREAM_LENGTH }, (_, index) => index + 1));
    await workbench.logged(`events ${ENDS} ended`);
  });

  test('a stream that is left ends on the other side', async () => {
    let seen = 0;
    for await (const _event of await line.api.cases.events({ case: ENDLESS })) {
      seen += 1;
      if (seen === 5) break;
    }
    await workbench.logged(`events ${ENDLESS} ended`);
  });

  test('a stream that is aborted ends on both sides', async () => {
    const controller = new AbortController();
    const stream = await line.api.cases.events({ case: ENDLESS }, { signal: controller.signal });
    let seen = 0;
    const read = async (): Promise<void> => {
      for await (const _event of stream) {
        seen += 1;
        if (seen === 5) controller.abort();
      }
    };
    await read().catch(() => undefined);
    expect(seen).toBeLessThan(10);
    await workbench.logged(`events ${ENDLESS} ended`);
  });
});

describe.each(Object.keys(TRANSPORTS).filter((name) => name !== 'memory'))('a line over %s that breaks', (transport) => {
  test('rejects what waits, ends the streams and stops the handlers', async () => {
    const workbench = createMemoryWorkbench();
    const line = await TRANSPORTS[transport]!(workbench);
    const call = expect(line.api.review.histogram({ case: 'one', findingId: 1, map: 'mask' })).rejects.toThrow();
    const stream = await line.api.cases.events({ case: ENDLESS });
    const reading = expect((async () => {
      for await (const _event of stream) if (workbench.log.length === 0) break;
    })()).rejects.toThrow();
    await workbench.logged('histogram 1 began');
    await workbench.logged(`events ${ENDLESS} began`);
    await line.break!();
    await call;
    await reading;
    await workbench.logged('histogram 1 aborted');
    await workbench.logged(`events ${ENDLESS} ended`);
    if (transport === 'WebSocket') await expect(line.api.host.info()).rejects.toThrow();
  });
});
