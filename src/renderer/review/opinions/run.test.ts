import { expect, test } from 'vitest';
import { SIGNAL_NAMES, type SignalName, type SignalResult, type SignalRun } from '../../../contract/signals.ts';
import { absenceWords, mapsOf, methodInWork, outcomeWords, overlapWords, parameterWords, runTitle, shareFrom, shownRun, stateOf, withRun, workTime } from './run.ts';

const sha256 = 'a'.repeat(64);
const map = { kind: 'signal', path: `artifacts/aa/${sha256}.png`, sha256, bytes: 1 } as unknown as NonNullable<SignalResult['map']>;

function applies(name: SignalName, maskShare: number): SignalResult {
  return { name, version: 1, parameters: {}, applies: true, reason: '', score: 0.7, maskShare, map, milliseconds: 12 };
}
function refuses(name: SignalName, reason: string): SignalResult {
  return { name, version: 1, parameters: {}, applies: false, reason, score: null, maskShare: null, map: null, milliseconds: 1 };
}
function run(id: number, change: Partial<SignalRun>): SignalRun {
  const record = { inputSha256: sha256, versions: { app: '1', engine: '1', sharp: '1', libvips: '1', node: '1' }, platform: 'linux' };
  return { id, evidenceId: 3, findingId: null, author: 'M. Ortiz', status: 'done', names: ['ela', 'jpeg_ghosts', 'cfa'], results: [], agreement: null, record, createdAt: '2026-11-21T10:00:00.000Z', finishedAt: null, error: null, ...change };
}
const agreement = { methods: ['network' as const, 'ela' as const], map, shares: [0.9, 0.07, 0.03], overlap: [[1, 0.3], [0.3, 1]] };

test('a running run knows which method is at work and which wait', () => {
  const running = run(1, { status: 'running', results: [refuses('ela', 'No JPEG.')] });
  expect(methodInWork(running)).toBe('jpeg_ghosts');
  expect(SIGNAL_NAMES.map((name) => stateOf(running, name).state).slice(0, 3)).toEqual(['not_applicable', 'now', 'not_run']);
  expect(stateOf(running, 'cfa').state).toBe('waiting');
  expect(stateOf({ ...running, status: 'cancelled' }, 'cfa').state).toBe('ended');
  expect(methodInWork(run(1, { status: 'running', results: [refuses('ela', '.'), applies('jpeg_ghosts', 0), applies('cfa', 0)] }))).toBeNull();
  expect(stateOf(null, 'ela').state).toBe('not_run');
});

test('only what has a map becomes a layer, and the rest says why not', () => {
  const done = run(1, { results: [refuses('ela', 'The file was never saved as JPEG.'), applies('jpeg_ghosts', 0.1), applies('cfa', 0)], agreement });
  expect(mapsOf(done)).toEqual(['jpeg_ghosts', 'cfa', 'agreement']);
  expect(mapsOf(null)).toEqual([]);
  expect(absenceWords(done, 'ela')).toBe('Does not apply: The file was never saved as JPEG.');
  expect(absenceWords(done, 'noise_level')).toBe('Not run');
  expect(absenceWords(done, 'cfa')).toBeNull();
  expect(absenceWords(done, 'agreement')).toBeNull();
  expect(absenceWords({ ...done, agreement: null }, 'agreement')).toContain('Fewer than two');
  expect(absenceWords(run(1, { status: 'running' }), 'agreement')).toContain('ended');
});

test('shows what was chosen, else what runs, else the newest that says something', () => {
  const old = run(1, { results: [applies('ela', 0.1)] });
  const empty = run(2, { status: 'failed' });
  const running = run(3, { status: 'running' });
  expect(shownRun([empty, old], null)).toBe(old);
  expect(shownRun([running, empty, old], null)).toBe(running);
  expect(shownRun([running, empty, old], 2)).toBe(empty);
  expect(shownRun([empty], null)).toBe(empty);
  expect(shownRun([], 7)).toBeNull();
});

test('a run takes the place of its older state, a new one comes first', () => {
  expect(withRun(undefined, run(1, {})).map(({ id }) => id)).toEqual([1]);
  expect(withRun([run(1, {})], run(2, {})).map(({ id }) => id)).toEqual([2, 1]);
  expect(withRun([run(2, { status: 'running' }), run(1, {})], run(2, { status: 'cancelled' })).map(({ status }) => status)).toEqual(['cancelled', 'done']);
});

test('says in words what came of it', () => {
  const done = run(1, { results: [refuses('ela', '.'), applies('jpeg_ghosts', 0.1), applies('cfa', 0)] });
  expect(outcomeWords(done)).toBe('2 methods of 3 apply to this picture, 1 marks some of it.');
  expect(outcomeWords({ ...done, status: 'cancelled', results: done.results.slice(0, 2) })).toBe('1 method of 3 applies to this picture, 1 marks some of it, 1 was not run.');
  expect(runTitle(run(1, { names: [...SIGNAL_NAMES] }), true)).toMatch(/, all methods, newest$/);
  expect(runTitle(run(1, { status: 'cancelled' }), false)).toMatch(/, 3 methods, cancelled$/);
  expect(runTitle(run(1, { names: ['ela'] }), false)).toMatch(/, Error level$/);
});

test('numbers have their units', () => {
  expect([3.4, 994, 996, 9949, 23_600].map(workTime)).toEqual(['3 ms', '994 ms', '1.0 s', '9.9 s', '24 s']);
  expect(parameterWords({ jpegQuality: 90, block_size: 8, robust: true })).toEqual(['jpeg quality: 90', 'block size: 8', 'robust: yes']);
  expect([null, 0, 0.001, 0.336, 1].map(overlapWords)).toEqual(['–', '0', '<1', '34', '100']);
  expect(shareFrom(agreement, 1)).toBeCloseTo(0.1);
});
