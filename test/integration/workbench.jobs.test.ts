import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyAudit } from '../../src/casework/audit/verifyChain.ts';
import { createFakeEngine, type FakeEngine } from '../../src/casework/scan/fakeEngine.testing.ts';
import { readRuns } from '../../src/casework/store/runs.ts';
import { AppError, caseEventSchema, type Job, jobFailureSchema, jobSchema } from '../../src/contract/index.ts';
import { temporaryFolder } from './caseworkFixtures.ts';
import { AUTHOR, FULL_SETTINGS, jobReaches, openSmallWorkbench, SETTINGS, single, sleep, SLUG, type SmallWorkbench } from './jobsFixtures.ts';

let folder: string;
let evidence: string;
let workbench: SmallWorkbench;
let engine: FakeEngine;
let hold: ((path: string, signal: AbortSignal | undefined) => Promise<void> | void) | null;

beforeEach(async () => {
  folder = temporaryFolder();
  evidence = join(folder, 'evidence');
  mkdirSync(evidence);
  hold = null;
  engine = createFakeEngine({ beforeAnalyze: (path, signal) => hold?.(path, signal) });
  workbench = await open();
});

afterEach(async () => {
  if (workbench.session.database.open) await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): Promise<SmallWorkbench> {
  return openSmallWorkbench(folder, { engine: () => engine });
}

function put(name: string, content: string): string {
  writeFileSync(join(evidence, name), content);
  return join(evidence, name);
}

function putMany(count: number): void {
  for (let index = 0; index < count; index += 1) put(`picture-${String(index).padStart(3, '0')}.png`, `content ${index}`);
}

/** Waits in every analysis until let go or cancelled. */
function gate(): { readonly open: () => void } {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  hold = async (_path, signal) => {
    await Promise.race([released, new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))]);
  };
  return { open: release };
}

async function addAll(...paths: readonly string[]): Promise<Job> {
  const job = await workbench.jobs.add({ case: SLUG, paths: paths.length === 0 ? [evidence] : paths });
  return jobReaches(workbench, job.id, 'finished', 'failed');
}

const scanAll = () => workbench.jobs.scan({ case: SLUG, items: null, settings: SETTINGS });
const rows = (): readonly unknown[] => workbench.session.database.prepare(`SELECT replace(path, ?, '') AS name, status, error_code AS code, sha256 IS NOT NULL AS hashed FROM evidence ORDER BY path`).all(`${evidence}/`);
const audited = (action: string): unknown => single(workbench, `SELECT count(*) FROM audit WHERE action = '${action}'`);
const statusOf = (name: string): unknown => workbench.session.database.prepare('SELECT status FROM evidence WHERE path = ?').pluck().get(join(evidence, name));

describe('add', () => {
  test('takes in files and folders: pending with digests, broken ones failed with the reason', async () => {
    put('a.png', 'one');
    put('broken.jpg', '!IMAGE_CORRUPT');
    put('notes.txt', '!TYPE_UNKNOWN');
    symlinkSync(join(evidence, 'a.png'), join(evidence, 'link.png'));
    const outside = join(folder, 'single.png');
    writeFileSync(outside, 'single');
    const job = await addAll(evidence, outside);
    jobSchema.parse(job);
    expect(job).toMatchObject({ kind: 'add', status: 'finished', failures: 1, error: null, current: null, settings: null, subject: `${evidence} and 1 more` });
    expect(job.stages.map(({ stage, done, total, failed }) => ({ stage, done, total, failed }))).toEqual([{ stage: 'list', done: 5, total: 5, failed: 0 }, { stage: 'intake', done: 4, total: 4, failed: 2 }]);
    expect(rows()).toEqual([
      { name: 'a.png', status: 'pending', code: null, hashed: 1 },
      { name: 'broken.jpg', status: 'failed', code: 'IMAGE_CORRUPT', hashed: 0 },
      { name: 'link.png', status: 'skipped', code: 'FILE_NOT_REGULAR', hashed: 0 },
      { name: 'notes.txt', status: 'skipped', code: 'TYPE_UNKNOWN', hashed: 0 },
      { name: outside, status: 'pending', code: null, hashed: 1 },
    ]);
    expect(engine.analysed).toEqual([]);
    expect(workbench.engines).toEqual([{ model: 'small-test', provider: 'auto', closed: true }]);
    const failures = await workbench.jobs.failures({ case: SLUG, jobId: job.id });
    for (const failure of failures) jobFailureSchema.parse(failure);
    expect(failures.map(({ path, status, problem }) => [path.split('/').at(-1), status, problem.code])).toEqual([['broken.jpg', 'failed', 'IMAGE_CORRUPT'], ['link.png', 'skipped', 'FILE_NOT_REGULAR'], ['notes.txt', 'skipped', 'TYPE_UNKNOWN']]);
    expect(single(workbench, `SELECT kind || ':' || model_id || ':' || status FROM run`)).toBe('intake::finished');
    expect(workbench.session.database.prepare(`SELECT action, actor, json_extract(details, '$.author') AS author FROM audit WHERE subject = 'job 1' ORDER BY sequence`).all()).toEqual([
      { action: 'job.created', actor: workbench.session.actor, author: AUTHOR }, { action: 'job.started', actor: workbench.session.actor, author: null }, { action: 'job.finished', actor: workbench.session.actor, author: null },
    ]);
  });

  test('adding again leaves what is known as it is and takes in only what is new or changed', async () => {
    put('a.png', 'one');
    put('b.png', 'two');
    put('c.jpg', '!IMAGE_CORRUPT');
    put('d.png', '!FILE_READ_FAILED');
    await addAll();
    await jobReaches(workbench, (await scanAll()).id, 'finished');
    engine.intakes.length = 0;
    put('b.png', 'two, changed');
    put('e.png', 'new');
    await addAll();
    expect(new Set(engine.intakes.map((path) => path.split('/').at(-1)))).toEqual(new Set(['b.png', 'd.png', 'e.png']));
    expect(engine.intakes).toHaveLength(3);
    expect(rows()).toMatchObject([{ name: 'a.png', status: 'analysed' }, { name: 'b.png', status: 'pending', hashed: 1 }, { name: 'c.jpg', status: 'failed' }, { name: 'd.png', status: 'failed' }, { name: 'e.png', status: 'pending' }]);
  });

  test('refuses at once what is not there, not absolute or the case itself', async () => {
    const add = (path: string) => workbench.jobs.add({ case: SLUG, paths: [path] });
    await expect(add(join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(add('evidence')).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(add(workbench.session.paths.folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(await workbench.jobs.list({ case: SLUG })).toEqual([]);
  });
});

describe('scan and retry', () => {
  test('a scan of everything pending waits for the additions before it, and writes no sheet', async () => {
    putMany(5);
    const add = await workbench.jobs.add({ case: SLUG, paths: [evidence] });
    const scan = await scanAll();
    expect(scan).toMatchObject({ status: 'queued', subject: 'everything pending', settings: FULL_SETTINGS });
    const done = await jobReaches(workbench, scan.id, 'finished');
    expect(done).toMatchObject({ subject: '5 items', failures: 0 });
    expect(done.stages).toMatchObject([{ stage: 'list', done: 5, total: 5 }, { stage: 'analyze', done: 5, total: 5, failed: 0, ratePerHour: null }]);
    expect((await jobReaches(workbench, add.id, 'finished')).finishedAt).not.toBeNull();
    expect(single(workbench, `SELECT count(*) FROM evidence WHERE status = 'analysed'`)).toBe(5);
    expect(single(workbench, 'SELECT count(*) FROM finding')).toBe(5);
    expect(audited('report.contact-sheet')).toBe(0);
    expect(workbench.engines.every((one) => one.closed)).toBe(true);
    expect((await verifyAudit(workbench.session.database)).problems).toEqual([]);
  });

  test('an addition goes ahead of a scan that waits', async () => {
    putMany(2);
    await addAll();
    const wait = gate();
    const first = await scanAll();
    const second = await workbench.jobs.scan({ case: SLUG, items: { ids: [1] }, settings: { ...SETTINGS, options: { threshold: 0.7 } } });
    const added = await workbench.jobs.add({ case: SLUG, paths: [put('late.png', 'late')] });
    wait.open();
    await jobReaches(workbench, second.id, 'finished');
    const order = workbench.session.database.prepare(`SELECT subject FROM audit WHERE action = 'job.started' ORDER BY sequence`).pluck().all();
    expect(order).toEqual(['job 1', `job ${first.id}`, `job ${added.id}`, `job ${second.id}`]);
  });

  test('what is known under the same model and options is not done again; other options are', async () => {
    putMany(3);
    await addAll();
    await jobReaches(workbench, (await scanAll()).id, 'finished');
    engine.analysed.length = 0;
    const again = await workbench.jobs.scan({ case: SLUG, items: { filter: {} }, settings: SETTINGS });
    expect((await jobReaches(workbench, again.id, 'finished')).stages.at(-1)).toMatchObject({ stage: 'analyze', done: 3, total: 3, failed: 0 });
    expect(engine.analysed).toEqual([]);
    const other = await workbench.jobs.scan({ case: SLUG, items: { ids: [1, 2] }, settings: { ...SETTINGS, options: { threshold: 0.6 } } });
    await jobReaches(workbench, other.id, 'finished');
    expect(engine.analysed).toHaveLength(2);
    expect(single(workbench, 'SELECT count(*) FROM finding')).toBe(5);
  });

  test('items keep their status until their analysis has ended', async () => {
    putMany(2);
    await addAll();
    await jobReaches(workbench, (await scanAll()).id, 'finished');
    gate();
    const scan = await workbench.jobs.scan({ case: SLUG, items: { ids: [1, 2] }, settings: { ...SETTINGS, options: { threshold: 0.6 } } });
    while (engine.analysed.length < 3) await sleep(5);
    expect(single(workbench, `SELECT count(*) FROM evidence WHERE status = 'analysed'`)).toBe(2);
    await workbench.jobs.cancel({ case: SLUG, jobId: scan.id });
    await jobReaches(workbench, scan.id, 'cancelled');
    expect(single(workbench, `SELECT count(*) FROM evidence WHERE status = 'analysed'`)).toBe(2);
  });

  test('retry takes up only what failed, and reads again what was replaced', async () => {
    put('a.png', 'one');
    put('b.png', '!IMAGE_CORRUPT');
    put('c.png', '!ENGINE_CRASHED');
    await addAll();
    expect(statusOf('b.png')).toBe('failed');
    put('b.png', 'whole now');
    const job = await workbench.jobs.retry({ case: SLUG, items: { filter: {} }, settings: SETTINGS });
    expect(job.subject).toBe('2 items');
    const done = await jobReaches(workbench, job.id, 'finished');
    expect(done.failures).toBe(1);
    expect([statusOf('a.png'), statusOf('b.png'), statusOf('c.png')]).toEqual(['pending', 'analysed', 'failed']);
    await expect(workbench.jobs.retry({ case: SLUG, items: { ids: [1] }, settings: SETTINGS })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(workbench.jobs.scan({ case: SLUG, items: { ids: [999] }, settings: SETTINGS })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('a file that is gone fails with what to do, the others go on', async () => {
    putMany(3);
    await addAll();
    rmSync(join(evidence, 'picture-001.png'));
    const job = await jobReaches(workbench, (await scanAll()).id, 'finished');
    expect(job.failures).toBe(1);
    expect((await workbench.jobs.failures({ case: SLUG, jobId: job.id }))[0]).toMatchObject({ problem: { code: 'FILE_NOT_FOUND' } });
    expect(engine.analysed).toHaveLength(2);
  });

  test('a fatal error ends the job with its record; other jobs go on, and the job can be resumed', async () => {
    putMany(2);
    await addAll();
    hold = () => { throw new AppError('ARTIFACT_WRITE_FAILED', 'the disk is full'); };
    const failed = await jobReaches(workbench, (await scanAll()).id, 'failed');
    expect(failed.error).toEqual({ code: 'ARTIFACT_WRITE_FAILED', message: 'the disk is full' });
    expect(audited('job.failed')).toBe(1);
    hold = null;
    expect((await addAll(put('more.png', 'more'))).status).toBe('finished');
    await workbench.jobs.resume({ case: SLUG, jobId: failed.id });
    expect(await jobReaches(workbench, failed.id, 'finished')).toMatchObject({ error: null, failures: 0 });
    await expect(workbench.jobs.scan({ case: SLUG, items: null, settings: { ...SETTINGS, model: 'none' } })).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });
});

describe('pause, resume, cancel', () => {
  test('a pause holds within two seconds and resume analyses the rest, the file in work at most twice', async () => {
    putMany(6);
    await addAll();
    hold = async (_path, signal) => { await Promise.race([sleep(engine.analysed.length === 3 ? 60_000 : 5), new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))]); };
    const job = await scanAll();
    while (engine.analysed.length < 3) await sleep(5);
    const asked = performance.now();
    expect((await workbench.jobs.pause({ case: SLUG, jobId: job.id })).status).toBe('pausing');
    const paused = await jobReaches(workbench, job.id, 'paused');
    expect(performance.now() - asked).toBeLessThan(2000);
    expect(paused.stages.at(-1)).toMatchObject({ stage: 'analyze', done: 2, total: 6 });
    expect(paused.finishedAt).toBeNull();
    await sleep(100);
    expect(engine.analysed).toHaveLength(3);
    hold = null;
    await workbench.jobs.resume({ case: SLUG, jobId: job.id });
    const done = await jobReaches(workbench, job.id, 'finished');
    expect(done.stages.at(-1)).toMatchObject({ done: 6, total: 6 });
    expect(engine.analysed).toHaveLength(7);
    expect(single(workbench, 'SELECT count(*) FROM finding')).toBe(6);
    expect(readRuns(workbench.session.database).map((run) => [run.id, run.status, run.resumesRun])).toEqual([[3, 'finished', 2], [2, 'interrupted', null], [1, 'finished', null]]);
    expect([audited('job.paused'), audited('job.resumed')]).toEqual([1, 1]);
  });

  test('an addition can be paused and goes on without reading anything twice', async () => {
    putMany(40);
    const slow: FakeEngine = createFakeEngine();
    const intake = slow.intake.bind(slow);
    engine = { ...slow, intake: async (path, call) => { await sleep(5); return intake(path, call); } };
    const job = await workbench.jobs.add({ case: SLUG, paths: [evidence] });
    while (engine.intakes.length < 10) await sleep(5);
    await workbench.jobs.pause({ case: SLUG, jobId: job.id });
    await jobReaches(workbench, job.id, 'paused');
    await workbench.jobs.resume({ case: SLUG, jobId: job.id });
    const done = await jobReaches(workbench, job.id, 'finished');
    expect(done.stages.at(-1)).toMatchObject({ stage: 'intake', done: 40, total: 40, failed: 0 });
    expect(engine.intakes.length).toBeLessThanOrEqual(41);
    expect(single(workbench, `SELECT count(*) FROM evidence WHERE status = 'pending' AND sha256 IS NOT NULL`)).toBe(40);
  });

  test('both are safe in any state', async () => {
    putMany(2);
    await addAll();
    const wait = gate();
    const running = await scanAll();
    const waiting = await workbench.jobs.scan({ case: SLUG, items: { ids: [1] }, settings: { ...SETTINGS, options: { threshold: 0.6 } } });
    const on = (job: Job) => ({ case: SLUG, jobId: job.id });
    expect((await workbench.jobs.resume(on(running))).status).toBe('running');
    expect((await workbench.jobs.pause(on(waiting))).status).toBe('paused');
    expect((await workbench.jobs.pause(on(waiting))).status).toBe('paused');
    expect((await workbench.jobs.resume(on(waiting))).status).toBe('queued');
    expect((await workbench.jobs.cancel(on(waiting))).status).toBe('cancelled');
    expect((await workbench.jobs.cancel(on(waiting))).status).toBe('cancelled');
    expect((await workbench.jobs.pause(on(waiting))).status).toBe('cancelled');
    await expect(workbench.jobs.resume(on(waiting))).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect((await workbench.jobs.pause(on(running))).status).toBe('pausing');
    expect((await workbench.jobs.pause(on(running))).status).toBe('pausing');
    // Resumed before it had paused: it goes on.
    await workbench.jobs.resume(on(running));
    wait.open();
    await jobReaches(workbench, running.id, 'finished');
    await expect(workbench.jobs.resume(on(running))).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect((await workbench.jobs.cancel(on(running))).status).toBe('finished');
    await expect(workbench.jobs.cancel({ case: SLUG, jobId: 77 })).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    await expect(workbench.jobs.list({ case: 'other' })).rejects.toMatchObject({ code: 'CASE_NOT_OPEN' });
  });

  test('a cancel ends the job at once and keeps what was found', async () => {
    putMany(4);
    await addAll();
    hold = async (_path, signal) => { if (engine.analysed.length >= 3) await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })); };
    const job = await scanAll();
    while (engine.analysed.length < 3) await sleep(5);
    expect((await workbench.jobs.cancel({ case: SLUG, jobId: job.id })).status).toBe('cancelling');
    const cancelled = await jobReaches(workbench, job.id, 'cancelled');
    expect(cancelled.finishedAt).not.toBeNull();
    expect(single(workbench, 'SELECT count(*) FROM finding')).toBe(2);
    expect(audited('job.cancelled')).toBe(1);
  });
});

describe('closing and opening the case', () => {
  test('what ran and what waited goes on by itself; what was paused stays paused', async () => {
    putMany(4);
    await addAll();
    hold = async (_path, signal) => { if (engine.analysed.length >= 2) await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })); };
    const running = await scanAll();
    const paused = await workbench.jobs.scan({ case: SLUG, items: { ids: [1] }, settings: { ...SETTINGS, options: { threshold: 0.6 } } });
    await workbench.jobs.pause({ case: SLUG, jobId: paused.id });
    const waiting = await workbench.jobs.add({ case: SLUG, paths: [put('late.png', 'late')] });
    while (engine.analysed.length < 2) await sleep(5);
    await workbench.close();
    expect(workbench.engines.every((one) => one.closed)).toBe(true);
    hold = null;
    workbench = await open();
    await jobReaches(workbench, waiting.id, 'finished');
    const done = await jobReaches(workbench, running.id, 'finished');
    expect(done.stages.at(-1)).toMatchObject({ stage: 'analyze', done: 4, total: 4 });
    expect(engine.analysed).toHaveLength(5);
    expect((await workbench.jobs.list({ case: SLUG })).map((job) => [job.id, job.status])).toEqual([[4, 'finished'], [3, 'paused'], [2, 'finished'], [1, 'finished']]);
  });

  test('a closed case refuses new jobs and takes none up, but can be looked at', async () => {
    putMany(1);
    await addAll();
    workbench.session.database.exec(`UPDATE case_record SET status = 'archived'`);
    await expect(workbench.jobs.add({ case: SLUG, paths: [evidence] })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(scanAll()).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(await workbench.jobs.list({ case: SLUG })).toHaveLength(1);
  });
});

test('events keep to five a second for each job, name the rows, and end with the last state', async () => {
  putMany(120);
  await addAll();
  workbench.events.length = 0;
  hold = () => sleep(5);
  const began = performance.now();
  const job = await scanAll();
  await jobReaches(workbench, job.id, 'finished');
  const seconds = (performance.now() - began) / 1000;
  for (const event of workbench.events) caseEventSchema.parse(event);
  const told = workbench.events.flatMap((event) => (event.type === 'job' ? [event.job] : []));
  expect(told.length).toBeGreaterThan(2);
  expect(told.length).toBeLessThanOrEqual(5 * seconds + 3);
  expect(told.at(-1)).toMatchObject({ status: 'finished', current: null });
  const progress = told.map((one) => one.stages.find((stage) => stage.stage === 'analyze')?.done ?? 0);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  const named = new Set(workbench.events.flatMap((event) => (event.type === 'evidence' ? event.ids : [])));
  expect(named.size).toBe(120);
});
