import { expect, test } from 'vitest';
import type { Job, JobStage } from '../../contract/index.ts';
import { changedOptions, DEFAULT_OPTIONS, optionProblem, OPTIONS } from './options.ts';
import { commandsFor, currentStage, leadingJob, mainStage, stageShare } from './progress.ts';

function stage(name: JobStage['stage'], done: number, total: number): JobStage {
  return { stage: name, done, total, failed: 0, ratePerHour: null, etaSeconds: null };
}

function job(id: number, status: Job['status'], stages: JobStage[] = []): Job {
  return { id, kind: 'scan', status, subject: '', settings: null, stages, current: null, failures: 0, createdAt: '', startedAt: null, finishedAt: null, error: null };
}

test('the stage at work is the analysis where it is open, else the last open one, else the last', () => {
  expect(currentStage(job(1, 'running', [stage('intake', 5, 9), stage('analyze', 1, 9), stage('sheet', 0, 1)]))?.stage).toBe('analyze');
  expect(currentStage(job(1, 'running', [stage('list', 9, 9), stage('intake', 5, 9)]))?.stage).toBe('intake');
  expect(currentStage(job(1, 'finished', [stage('list', 9, 9), stage('intake', 9, 9)]))?.stage).toBe('intake');
  expect(currentStage(job(1, 'queued'))).toBeNull();
});

test('a job is counted by what it is for', () => {
  const stages = [stage('list', 18, 18), stage('intake', 1, 1), stage('analyze', 11, 18)];
  expect(mainStage(job(1, 'cancelled', stages))?.done).toBe(11);
  expect(mainStage({ ...job(1, 'finished', stages.slice(0, 2)), kind: 'add' })?.stage).toBe('intake');
  expect(mainStage(job(1, 'cancelled', stages.slice(0, 1)))?.stage).toBe('list');
  expect(mainStage(job(1, 'queued'))).toBeNull();
});

test('a share stays between nothing and all', () => {
  expect(stageShare(stage('list', 3, 0))).toBe(0);
  expect(stageShare(stage('list', 3, 4))).toBe(0.75);
  expect(stageShare(stage('list', 5, 4))).toBe(1);
});

test('what works leads what waits, and what is over leads nothing', () => {
  expect(leadingJob([job(3, 'queued'), job(2, 'paused'), job(1, 'finished')])?.id).toBe(2);
  expect(leadingJob([job(3, 'queued'), job(2, 'queued')])?.id).toBe(2);
  expect(leadingJob([job(1, 'finished'), job(2, 'interrupted')])).toBeNull();
});

test('only what can still happen can be asked for', () => {
  expect(commandsFor('running')).toEqual(['pause', 'cancel']);
  expect(commandsFor('pausing')).toEqual(['cancel']);
  expect(commandsFor('interrupted')).toEqual(['resume', 'cancel']);
  expect(commandsFor('cancelling')).toEqual([]);
});

function problemOf(option: keyof typeof DEFAULT_OPTIONS, value: number): string | null {
  const definition = OPTIONS.find((one) => one.option === option);
  return definition === undefined ? 'unknown' : optionProblem({ ...DEFAULT_OPTIONS, [option]: value }, definition);
}

test('options are checked before they are sent', () => {
  for (const definition of OPTIONS) expect(optionProblem(DEFAULT_OPTIONS, definition)).toBeNull();
  expect(problemOf('tileSize', 1000)).toBe('Must be a multiple of 32');
  expect(problemOf('tileSize', 4096)).toBe('From 128 to 2048');
  expect(problemOf('tileOverlap', 20)).toBe('Must be a multiple of 8');
  expect(optionProblem({ ...DEFAULT_OPTIONS, tileSize: 128 }, OPTIONS.find((one) => one.option === 'tileOverlap')!)).toBe('At most half of the tile side');
  expect(problemOf('minimumRegionArea', 1.5)).toBe('Must be a whole number');
  expect(problemOf('threshold', Number.NaN)).toBe('Enter a number');
});

test('what differs from the defaults is told in words', () => {
  expect(changedOptions(DEFAULT_OPTIONS)).toEqual([]);
  expect(changedOptions({ ...DEFAULT_OPTIONS, tileSize: 512, globalPass: false, maximumPixels: 50_000_000 })).toEqual(['tile side 512', 'largest picture 50', 'no whole-picture pass']);
});
