import { expect, test } from 'vitest';
import type { Job } from '../../contract/index.ts';
import { endWords, keysTouched, withJob } from './events.ts';

function job(id: number, status: Job['status']): Job {
  return { id, kind: 'scan', status, subject: '', settings: null, stages: [], current: null, failures: 0, createdAt: '', startedAt: null, finishedAt: null, error: null };
}

test('a job takes the place of its older state, a new one is added', () => {
  expect(withJob(undefined, job(1, 'queued')).map((one) => one.id)).toEqual([1]);
  expect(withJob([job(2, 'queued'), job(1, 'running')], job(1, 'finished')).map((one) => one.status)).toEqual(['queued', 'finished']);
  expect(withJob([job(1, 'running')], job(2, 'queued')).map((one) => one.id)).toEqual([2, 1]);
});

test('events name what they make out of date, and no more', () => {
  expect(keysTouched('c', { type: 'alive', at: '' })).toEqual([]);
  expect(keysTouched('c', { type: 'job', job: job(1, 'running') })).toEqual([]);
  expect(keysTouched('c', { type: 'job', job: job(1, 'finished') })).toContainEqual(['evidence', 'c']);
  expect(keysTouched('c', { type: 'evidence', ids: [7] })).toContainEqual(['review', 'c', 7]);
  expect(keysTouched('c', { type: 'evidence', ids: [] })).toContainEqual(['review', 'c']);
  expect(keysTouched('c', { type: 'custody', done: 3, total: 9 })).toEqual([]);
  expect(keysTouched('c', { type: 'custody', done: 9, total: 9 })).toContainEqual(['evidence', 'c']);
  expect(keysTouched('c', { type: 'report', id: 1 })).toContainEqual(['reports', 'c']);
  expect(keysTouched('c', { type: 'signals', evidenceId: 3, runId: 1 })).toContainEqual(['signals', 'c', 3]);
  expect(keysTouched('c', { type: 'annotations', evidenceId: 3 })).toContainEqual(['mask', 'c', 3]);
});

test('a running explanation is followed by its events alone, and asked for when it begins or ends', () => {
  const event = { type: 'explanation', evidenceId: 3, explanationId: 9, status: 'running', progress: { step: 'check', value: 0.5, received: 12 } } as const;
  expect(keysTouched('c', event)).toEqual([]);
  expect(keysTouched('c', { ...event, progress: null })).toEqual([['explain', 'c', 3]]);
  expect(keysTouched('c', { ...event, status: 'done' })).toEqual([['explain', 'c', 3]]);
});

test('the end of a job is told once, and only when it ended before our eyes', () => {
  expect(endWords(undefined, job(1, 'finished'))).toBeNull();
  expect(endWords(job(1, 'finished'), job(1, 'finished'))).toBeNull();
  expect(endWords(job(1, 'queued'), job(1, 'running'))).toBeNull();
  expect(endWords(job(1, 'running'), { ...job(1, 'finished'), failures: 2 })).toBe('Scan has finished, with 2 problem files.');
  expect(endWords(job(1, 'running'), { ...job(1, 'failed'), error: { code: 'MODEL_MISSING', message: 'Install it.' } })).toBe('Scan has stopped: Install it.');
});
