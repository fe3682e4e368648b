import { expect, test } from 'vitest';
import type { EngineReply, EngineRequest } from '../../contract/engine.ts';
import { fakeLauncher } from './fakeChild.testing.ts';
import { startSupervisor, type JobRequest, type Supervisor } from './supervisor.ts';

const LIMITS = { timeoutMilliseconds: 10_000, stallMilliseconds: 10_000, cancelMilliseconds: 30 };
const OPTIONS = { threshold: 0.5, minimumRegionArea: 64, tileSize: 512, tileOverlap: 128, globalPass: true, maximumPixels: 1, maximumBytes: 1 };
const analyze: JobRequest = { kind: 'analyze', path: 'p', caseFolder: 'c', modelFolder: 'm', provider: 'cpu', options: OPTIONS };
const intake: JobRequest = { kind: 'intake', path: 'p', options: OPTIONS };
const doctor: JobRequest = { kind: 'doctor', modelFolder: 'm', provider: 'cpu' };

function failed(id: number): EngineReply {
  return { kind: 'failed', id, error: { code: 'IMAGE_CORRUPT', message: 'x' }, intake: { digest: { bytes: 1, sha256: '0'.repeat(64), sha1: '0'.repeat(40), md5: '0'.repeat(32) } } };
}

/** The error code of a request, once it is settled. */
async function codeOf(supervisor: Supervisor, job: JobRequest, signal?: AbortSignal): Promise<unknown> {
  return supervisor.request(job, signal).then(
    () => 'resolved',
    (error: unknown) => (error as { code: unknown }).code,
  );
}

test('analyses go one at a time, intakes at once', async () => {
  const { launch, children } = fakeLauncher<EngineRequest, EngineReply>();
  const supervisor = startSupervisor({ ...LIMITS, launch });
  const codes = [codeOf(supervisor, analyze), codeOf(supervisor, doctor), codeOf(supervisor, intake)];
  expect(children[0]!.received.map((request) => request.kind)).toEqual(['analyze', 'intake']);
  children[0]!.events.onReply(failed(1));
  expect(children[0]!.received.map((request) => request.kind)).toEqual(['analyze', 'intake', 'doctor']);
  children[0]!.events.onReply(failed(2));
  children[0]!.events.onReply(failed(3));
  expect(await Promise.all(codes)).toEqual(['IMAGE_CORRUPT', 'IMAGE_CORRUPT', 'IMAGE_CORRUPT']);
  await supervisor.close();
});

test('what was known of a file comes with its failure', async () => {
  const { launch, children } = fakeLauncher<EngineRequest, EngineReply>();
  const supervisor = startSupervisor({ ...LIMITS, launch });
  const call = supervisor.request(analyze);
  children[0]!.events.onReply(failed(1));
  await expect(call).rejects.toMatchObject({ code: 'IMAGE_CORRUPT', details: { intake: { digest: { bytes: 1 } } } });
  await supervisor.close();
});

test('a crash fails the analysis that ran, hands on the intake beside it once, and the queue goes on', async () => {
  const { launch, children } = fakeLauncher<EngineRequest, EngineReply>();
  const supervisor = startSupervisor({ ...LIMITS, launch });
  const first = codeOf(supervisor, analyze);
  const second = codeOf(supervisor, analyze);
  const beside = codeOf(supervisor, intake);
  children[0]!.events.onExit('signal SIGSEGV');
  expect(await first).toBe('ENGINE_CRASHED');
  expect(children[1]!.received.map((request) => [request.kind, request.id])).toEqual([['intake', 3], ['analyze', 2]]);
  children[1]!.events.onReply(failed(2));
  expect(await second).toBe('IMAGE_CORRUPT');
  children[1]!.events.onExit('signal SIGSEGV');
  expect(await beside).toBe('ENGINE_CRASHED');
  await supervisor.close();
});

test('a cancel that is not heeded ends in a kill; the next request gets a new process', async () => {
  const { launch, children } = fakeLauncher<EngineRequest, EngineReply>();
  const supervisor = startSupervisor({ ...LIMITS, launch });
  const controller = new AbortController();
  const running = codeOf(supervisor, analyze, controller.signal);
  const waiting = codeOf(supervisor, doctor);
  controller.abort();
  expect(children[0]!.received.at(-1)).toMatchObject({ kind: 'cancel', target: 1 });
  expect(await running).toBe('CANCELLED');
  expect(children[0]!.killed).toBe(true);
  expect(children[1]!.received.map((request) => request.kind)).toEqual(['doctor']);
  children[1]!.events.onReply(failed(2));
  expect(await waiting).toBe('IMAGE_CORRUPT');
  await supervisor.close();
});

test('a cancelled request that waits never reaches the engine', async () => {
  const { launch, children } = fakeLauncher<EngineRequest, EngineReply>();
  const supervisor = startSupervisor({ ...LIMITS, launch });
  const controller = new AbortController();
  const running = codeOf(supervisor, analyze);
  const waiting = codeOf(supervisor, analyze, controller.signal);
  controller.abort();
  expect(await waiting).toBe('CANCELLED');
  children[0]!.events.onReply(failed(1));
  await running;
  expect(children[0]!.received.length).toBe(1);
  expect(await codeOf(supervisor, analyze, AbortSignal.abort())).toBe('CANCELLED');
  await supervisor.close();
});

test('no sign of life within the limit is a timeout; progress is a sign of life and never falls', async () => {
  const { launch, children } = fakeLauncher<EngineRequest, EngineReply>();
  const supervisor = startSupervisor({ ...LIMITS, launch, stallMilliseconds: 80 });
  const values: number[] = [];
  const running = supervisor.request(analyze, undefined, (progress) => values.push(progress.value));
  for (const value of [0.2, 0.5, 0.4]) {
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    children[0]!.events.onReply({ kind: 'progress', id: 1, stage: 'inference', value });
  }
  await expect(running).rejects.toMatchObject({ code: 'ENGINE_TIMEOUT' });
  expect(values).toEqual([0.2, 0.5, 0.5]);
  expect(children[0]!.killed).toBe(true);
  await supervisor.close();
});

test('closing rejects what is open and refuses what comes', async () => {
  const { launch } = fakeLauncher<EngineRequest, EngineReply>();
  const supervisor = startSupervisor({ ...LIMITS, launch });
  const open = [codeOf(supervisor, analyze), codeOf(supervisor, analyze)];
  await supervisor.close();
  expect(await Promise.all(open)).toEqual(['CANCELLED', 'CANCELLED']);
  expect(await codeOf(supervisor, intake)).toBe('CANCELLED');
});
