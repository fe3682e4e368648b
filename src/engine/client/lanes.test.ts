import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { EngineReply, EngineRequest } from '../../contract/engine.ts';
import { type FakeChild, fakeLauncher } from './fakeChild.testing.ts';
import { defaultLanes, startEngines } from './lanes.ts';

type Fake = FakeChild<EngineRequest, EngineReply>;

const CALL = { caseFolder: 'c' };

function answer(child: Fake, provider: 'cpu' | 'cuda'): void {
  const { id } = child.received.at(-1)!;
  child.events.onReply({ kind: 'analysis', id, result: { record: { provider } } } as never);
}

/** Paths that each process was given, after what was asked has reached them. */
async function received(children: readonly Fake[]): Promise<readonly (readonly string[])[]> {
  await new Promise((resolve) => setImmediate(resolve));
  return children.map((child) => child.received.flatMap((request) => (request.kind === 'analyze' ? [request.path] : [])));
}

describe('engines in lanes', () => {
  test('pictures run beside each other, each in a process of its own; further ones wait for a free lane', async () => {
    const { launch, children } = fakeLauncher<EngineRequest, EngineReply>();
    const engine = startEngines({ modelFolder: 'm', provider: 'cpu', lanes: 2, launch });
    const calls = ['a', 'b', 'c'].map((path) => engine.analyze(path, CALL));
    expect(await received(children)).toEqual([['a'], ['b']]);
    answer(children[1]!, 'cpu');
    await calls[1];
    expect(await received(children)).toEqual([['a'], ['b', 'c']]);
    answer(children[0]!, 'cpu');
    answer(children[1]!, 'cpu');
    await Promise.all(calls);
    await engine.close();
    expect(children.every((child) => child.killed)).toBe(true);
  });

  test('the cores are divided among the lanes, and a picture alone has them all', async () => {
    const { launch, children } = fakeLauncher<EngineRequest, EngineReply>();
    const engine = startEngines({ modelFolder: 'm', provider: 'cpu', lanes: 2, launch });
    const shared = engine.analyze('a', CALL);
    await received(children);
    answer(children[0]!, 'cpu');
    await shared;
    const alone = engine.analyze('b', { ...CALL, alone: true });
    await received(children);
    answer(children[0]!, 'cpu');
    await alone;
    expect(children[0]!.received.map((request) => request.kind === 'analyze' && request.threads)).toEqual([Math.max(1, Math.floor(availableParallelism() / 2)), availableParallelism()]);
    await engine.close();
  });

  test('under auto one lane asks first; the others open once the processor has answered, and never for a graphics processor', async () => {
    for (const provider of ['cpu', 'cuda'] as const) {
      const { launch, children } = fakeLauncher<EngineRequest, EngineReply>();
      const engine = startEngines({ modelFolder: 'm', lanes: 3, launch });
      const calls = ['a', 'b', 'c'].map((path) => engine.analyze(path, CALL).catch(() => undefined));
      expect(await received(children)).toEqual([['a']]);
      answer(children[0]!, provider);
      await calls[0];
      expect((await received(children)).flat().toSorted()).toEqual(provider === 'cpu' ? ['a', 'b', 'c'] : ['a', 'b']);
      expect(children).toHaveLength(provider === 'cpu' ? 2 : 1);
      await engine.close();
      await Promise.all(calls);
    }
  });

  test('a crash costs the picture of its lane and no other', async () => {
    const { launch, children } = fakeLauncher<EngineRequest, EngineReply>();
    const engine = startEngines({ modelFolder: 'm', provider: 'cpu', lanes: 2, launch });
    const [lost, kept] = [engine.analyze('a', CALL), engine.analyze('b', CALL)];
    await received(children);
    children[0]!.events.onExit('signal SIGSEGV');
    await expect(lost).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
    answer(children[1]!, 'cpu');
    await expect(kept).resolves.toBeDefined();
    await engine.close();
  });

  test('what waits when the engines are closed is answered', async () => {
    const { launch, children } = fakeLauncher<EngineRequest, EngineReply>();
    const engine = startEngines({ modelFolder: 'm', provider: 'cpu', lanes: 1, launch });
    const calls = ['a', 'b'].map(async (path) => engine.analyze(path, CALL).catch((error: unknown) => (error as { code: string }).code));
    await received(children);
    await engine.close();
    expect(await Promise.all(calls)).toEqual(['CANCELLED', 'CANCELLED']);
  });
});

test('as many lanes as cores, as far as memory allows', () => {
  expect(defaultLanes(2, 24e9)).toBe(2);
  expect(defaultLanes(16, 16e9)).toBe(5);
  expect(defaultLanes(64, 512e9)).toBe(16);
  expect(defaultLanes(8, 1e9)).toBe(1);
});
