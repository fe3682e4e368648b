import { expect, test } from 'vitest';
import type { ViewReply, ViewRequest } from '../../contract/view.ts';
import { fakeLauncher } from './fakeChild.testing.ts';
import { startViewer, type Viewer } from './viewer.ts';

const SOURCE = { path: 'p', key: 'k' };

function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'fulfilled',
    (error: unknown) => (error as { code: unknown }).code,
  );
}

function histogram(viewer: Viewer, signal?: AbortSignal): Promise<readonly number[]> {
  return viewer.histogram(SOURCE, signal === undefined ? {} : { signal });
}

test('calls run side by side and are told apart by their number', async () => {
  const { launch, children } = fakeLauncher<ViewRequest, ViewReply>();
  const viewer = startViewer({ launch });
  expect(viewer.pid()).toBeUndefined();
  const tile = viewer.pictureTile(SOURCE, { level: 1, column: 2, row: 3 }, 't');
  const counts = histogram(viewer);
  expect(children[0]?.received).toEqual([
    { kind: 'picture_tile', id: 1, path: 'p', key: 'k', level: 1, column: 2, row: 3, target: 't' },
    { kind: 'histogram', id: 2, path: 'p', key: 'k' },
  ]);
  children[0]?.events.onReply({ kind: 'histogram', id: 2, result: [1] });
  children[0]?.events.onReply({ kind: 'written', id: 1, path: 't', bytes: 1 });
  expect(await counts).toEqual([1]);
  await tile;
  await viewer.close();
});

test('a crash rejects what was with the process, and the next call starts another', async () => {
  const { launch, children } = fakeLauncher<ViewRequest, ViewReply>();
  const viewer = startViewer({ launch });
  const lost = [codeOf(histogram(viewer)), codeOf(histogram(viewer))];
  children[0]?.events.onExit('signal SIGSEGV');
  expect(await Promise.all(lost)).toEqual(['ENGINE_CRASHED', 'ENGINE_CRASHED']);
  const next = histogram(viewer);
  expect(children).toHaveLength(2);
  // A late word of the dead process is not taken for an answer of the new one.
  children[0]?.events.onReply({ kind: 'histogram', id: 3, result: [9] });
  children[1]?.events.onReply({ kind: 'histogram', id: 3, result: [5] });
  expect(await next).toEqual([5]);
});

test('a cancel rejects at once and tells the process', async () => {
  const { launch, children } = fakeLauncher<ViewRequest, ViewReply>();
  const viewer = startViewer({ launch });
  const controller = new AbortController();
  const call = codeOf(histogram(viewer, controller.signal));
  controller.abort();
  expect(await call).toBe('CANCELLED');
  expect(children[0]?.received.at(-1)).toMatchObject({ kind: 'cancel', target: 1 });
  expect(await codeOf(histogram(viewer, controller.signal))).toBe('CANCELLED');
  expect(children[0]?.received).toHaveLength(2);
});

test('an error keeps its code; a time limit stops the process; a closed viewer refuses', async () => {
  const { launch, children } = fakeLauncher<ViewRequest, ViewReply>();
  const viewer = startViewer({ launch, timeoutMilliseconds: 20 });
  const failed = codeOf(histogram(viewer));
  children[0]?.events.onReply({ kind: 'failed', id: 1, error: { code: 'IMAGE_CORRUPT', message: 'x' } });
  expect(await failed).toBe('IMAGE_CORRUPT');
  expect(await codeOf(histogram(viewer))).toBe('ENGINE_TIMEOUT');
  expect(children[0]?.killed).toBe(true);
  const open = codeOf(histogram(viewer));
  await viewer.close();
  expect(await open).toBe('CANCELLED');
  expect(children[1]?.killed).toBe(true);
  expect(await codeOf(histogram(viewer))).toBe('CANCELLED');
});

test('a classical method crosses with its name and folder only, and may take five times as long', async () => {
  const { launch, children } = fakeLauncher<ViewRequest, ViewReply>();
  const viewer = startViewer({ launch, timeoutMilliseconds: 60 });
  const began = performance.now();
  const slow = codeOf(viewer.signal(SOURCE, 'cfa', 'case'));
  expect(children[0]?.received).toEqual([{ kind: 'signal', id: 1, path: 'p', key: 'k', name: 'cfa', caseFolder: 'case' }]);
  expect(await slow).toBe('ENGINE_TIMEOUT');
  expect(performance.now() - began).toBeGreaterThan(280);
  void viewer.agreement([{ method: 'network', source: { ...SOURCE, more: 1 } as typeof SOURCE, least: 90 }, { method: 'ela', source: SOURCE, least: 128 }], 'case').catch(() => undefined);
  expect(children[1]?.received).toEqual([{ kind: 'agreement', id: 2, caseFolder: 'case', maps: [{ method: 'network', path: 'p', key: 'k', least: 90 }, { method: 'ela', path: 'p', key: 'k', least: 128 }] }]);
  await viewer.close();
});
