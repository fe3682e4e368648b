import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Engine, EngineConfig } from '../../src/engine/index.ts';
import { startEngine } from '../../src/engine/index.ts';
import { encoder, MODEL_FOLDER, save, temporaryFolder } from './engineFixtures.ts';

vi.setConfig({ testTimeout: 120_000 });

let folder = { path: '', remove: (): Promise<void> => Promise.resolve() };
let large = '';
let small = '';
const open: Engine[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
  large = await save(folder.path, 'large.jpg', await encoder(1400, 1000).jpeg({ quality: 85 }).toBuffer());
  small = await save(folder.path, 'small.jpg', await encoder(96, 96).jpeg({ quality: 85 }).toBuffer());
});
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close();
  await folder.remove();
});

function start(config: Partial<EngineConfig> = {}): Engine {
  const engine = startEngine({ modelFolder: MODEL_FOLDER, provider: 'cpu', ...config });
  open.push(engine);
  return engine;
}

const tiled = { tileSize: 256, tileOverlap: 64 };

/** Starts an analysis of the large picture and waits until its first tile is done. */
async function midway(engine: Engine, signal?: AbortSignal): Promise<{ outcome: Promise<unknown> }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const call = engine.analyze(large, {
    caseFolder: folder.path,
    options: tiled,
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ stage, value }) => {
      if (stage === 'inference' && value > 0.1) resolve();
    },
  });
  const outcome = call.then(
    () => 'finished',
    (error: unknown) => (error as { code: unknown }).code,
  );
  await Promise.race([promise, outcome]);
  return { outcome };
}

test('kill -9 in mid-analysis fails that one; what waits goes on in a new process', async () => {
  const engine = start();
  const { outcome } = await midway(engine);
  const waiting = engine.analyze(small, { caseFolder: folder.path });
  const killed = engine.pid()!;
  process.kill(killed, 'SIGKILL');
  expect(await outcome).toBe('ENGINE_CRASHED');
  expect((await waiting).facts.width).toBe(96);
  expect(engine.pid()).not.toBe(killed);
});

/** Cancels an analysis in its middle and lets the engine do another; which process served before and after. */
async function cancelMidway(cancelMilliseconds: number): Promise<{ before: number | undefined; after: number | undefined }> {
  const engine = start({ cancelMilliseconds });
  const controller = new AbortController();
  const { outcome } = await midway(engine, controller.signal);
  const before = engine.pid();
  controller.abort();
  expect(await outcome).toBe('CANCELLED');
  expect((await engine.analyze(small, { caseFolder: folder.path })).facts.width).toBe(96);
  return { before, after: engine.pid() };
}

test('a cancel is heeded between tiles: the process stays and takes the next request', async () => {
  const { before, after } = await cancelMidway(60_000);
  expect(after).toBe(before);
});

test('a cancel that cannot be heeded in time kills the process, and the next request works', async () => {
  const { before, after } = await cancelMidway(0);
  expect(after).not.toBe(before);
});

test('a request past its time limit is stopped, and the next request works', async () => {
  const engine = start({ timeoutMilliseconds: 3000 });
  const { outcome } = await midway(engine);
  // Small enough tiles would end in time on a fast machine: hold it up for certain.
  process.kill(engine.pid()!, 'SIGSTOP');
  expect(await outcome).toBe('ENGINE_TIMEOUT');
  expect((await engine.intake(small)).facts.width).toBe(96);
});

test('an intake is answered while an analysis runs', async () => {
  const engine = start();
  const order: string[] = [];
  const { outcome } = await midway(engine);
  const analysis = outcome.then(() => order.push('analysis'));
  const intake = engine.intake(small).then(() => order.push('intake'));
  await Promise.all([analysis, intake]);
  expect(order).toEqual(['intake', 'analysis']);
});

test('the self-test of the shipped model passes', async () => {
  const report = await start().doctor();
  expect(report.model.sha256Matches).toBe(true);
  expect(report.golden.passed).toBe(report.golden.cases);
  expect(report.golden.largestDifference).toBeLessThan(report.golden.tolerance);
  expect(report.providers.find(({ provider }) => provider === 'cpu')?.available).toBe(true);
});
