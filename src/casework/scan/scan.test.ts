import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { analysisOptionsSchema, AppError, type ScanEvent, scanEventSchema } from '../../contract/index.ts';
import { type CaseSession, openCase } from '../caseFolder.ts';
import { countRun, evidenceOfRun } from '../store/evidence.ts';
import { readRuns } from '../store/runs.ts';
import { createFakeEngine, type FakeEngine, fakeRequest } from './fakeEngine.testing.ts';
import { analyzeFile, scanFolder } from './scan.ts';

let folder: string;
let evidence: string;
let session: CaseSession;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-scan-'));
  evidence = join(folder, 'evidence');
  mkdirSync(evidence);
  session = await openCase(join(folder, 'cases'), 'Test case', { mode: 'create' });
});

afterEach(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, content: string): void {
  writeFileSync(join(evidence, name), content);
}

function auditCount(action: string): number {
  return session.database.prepare<[string], number>('SELECT count(*) FROM audit WHERE action = ?').pluck().get(action) ?? 0;
}

describe('scanFolder', () => {
  test('gives every entry a row, with a reason where there is no finding', async () => {
    put('a.png', 'one');
    put('b.jpg', '!IMAGE_CORRUPT');
    put('notes.txt', '!TYPE_UNKNOWN');
    put('c.png', '!TYPE_UNKNOWN');
    symlinkSync(join(evidence, 'a.png'), join(evidence, 'link.png'));
    const events: ScanEvent[] = [];
    const summary = await scanFolder(session, createFakeEngine(), evidence, fakeRequest(), { onEvent: (event) => events.push(event) });
    expect(summary).toMatchObject({ done: 1, failed: 2, skipped: 2, cancelled: false });
    const rows = evidenceOfRun(session.database, summary.runId).map((row) => [row.path.slice(evidence.length + 1), row.status, row.errorCode]);
    expect(rows).toEqual([
      ['a.png', 'analysed', null],
      ['b.jpg', 'failed', 'IMAGE_CORRUPT'],
      ['c.png', 'failed', 'TYPE_UNKNOWN'],
      ['link.png', 'skipped', 'FILE_NOT_REGULAR'],
      ['notes.txt', 'skipped', 'TYPE_UNKNOWN'],
    ]);
    for (const event of events) scanEventSchema.parse(event);
    expect(events[0]?.type).toBe('started');
    expect(events.at(-1)).toMatchObject({ type: 'finished', done: 1, failed: 2, skipped: 2 });
    expect(events.filter((event) => event.type === 'item')).toHaveLength(5);
  });

  test('a second scan analyses nothing that is known and repeats no lasting failure', async () => {
    put('a.png', 'one');
    put('b.png', 'two');
    put('c.png', '!IMAGE_CORRUPT');
    put('d.png', '!OUT_OF_MEMORY');
    await scanFolder(session, createFakeEngine(), evidence, fakeRequest());
    const again = createFakeEngine();
    const summary = await scanFolder(session, again, evidence, fakeRequest());
    expect(again.analysed).toEqual([]);
    expect(again.intakes).toEqual([join(evidence, 'd.png')]);
    expect(summary).toMatchObject({ done: 2, failed: 2 });
    const retried = createFakeEngine();
    await scanFolder(session, retried, evidence, fakeRequest({ retryFailed: true }));
    expect(retried.intakes.toSorted()).toEqual([join(evidence, 'c.png'), join(evidence, 'd.png')]);
  });

  test('other options make new findings and keep the old ones', async () => {
    put('a.png', 'one');
    await scanFolder(session, createFakeEngine(), evidence, fakeRequest());
    const engine = createFakeEngine();
    await scanFolder(session, engine, evidence, fakeRequest({ options: analysisOptionsSchema.parse({ threshold: 0.4 }) }));
    expect(engine.analysed).toHaveLength(1);
    expect(session.database.prepare('SELECT count(*) FROM finding').pluck().get()).toBe(2);
  });

  test('a changed file is analysed anew and the change is in the audit log', async () => {
    put('a.png', 'one');
    await scanFolder(session, createFakeEngine(), evidence, fakeRequest());
    put('a.png', 'other');
    utimesSync(join(evidence, 'a.png'), 1_000_000, 1_000_000);
    const engine = createFakeEngine();
    await scanFolder(session, engine, evidence, fakeRequest());
    expect(engine.analysed).toHaveLength(1);
    expect(auditCount('evidence.changed')).toBe(1);
  });

  test('the same content under another name is not analysed twice', async () => {
    put('a.png', 'same');
    put('b.png', 'same');
    const engine = createFakeEngine();
    const summary = await scanFolder(session, engine, evidence, fakeRequest());
    expect(summary.done).toBe(2);
    expect(engine.analysed).toHaveLength(1);
    const notes = session.database.prepare<[], { note: string; same_as: number | null }>('SELECT note, same_as FROM finding ORDER BY id').all();
    expect(notes[0]).toEqual({ note: '', same_as: null });
    expect(notes[1]?.same_as).toBe(1);
    expect(notes[1]?.note).toContain('Same content');
    expect(session.database.prepare('SELECT count(*) FROM region').pluck().get()).toBe(2);
  });

  test('with several lanes pictures are analysed beside each other, and the same content still once', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) put(`${name}.png`, name === 'c' || name === 'd' ? 'same' : name);
    let beside = 0;
    let most = 0;
    const engine = createFakeEngine({
      lanes: 3,
      beforeAnalyze: async () => {
        beside += 1;
        most = Math.max(most, beside);
        await new Promise((resolve) => setTimeout(resolve, 20));
        beside -= 1;
      },
    });
    const summary = await scanFolder(session, engine, evidence, fakeRequest());
    expect(summary).toMatchObject({ done: 5, failed: 0 });
    expect(engine.analysed.toSorted()).toEqual(['a', 'b', 'c', 'e'].map((name) => join(evidence, `${name}.png`)));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    expect(session.database.prepare('SELECT count(DISTINCT evidence_id) FROM finding').pluck().get()).toBe(5);
    expect(session.database.prepare('SELECT count(*) FROM finding WHERE same_as IS NOT NULL').pluck().get()).toBe(1);
  });

  test('what makes the run impossible in one lane ends it in all, and keeps what was finished', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) put(`${name}.png`, name);
    const engine = createFakeEngine({
      lanes: 2,
      beforeAnalyze: (path) => {
        if (path.endsWith('c.png')) throw new AppError('MODEL_INVALID', 'planted');
      },
    });
    await expect(scanFolder(session, engine, evidence, fakeRequest())).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    expect(engine.analysed.length).toBeLessThan(6);
    expect(session.database.prepare('SELECT count(*) FROM finding').pluck().get()).toBe(engine.analysed.length - 1);
    expect(readRuns(session.database)[0]?.status).toBe('failed');
  });

  test('a crash is retried once; a file that crashes twice becomes a row and the scan goes on', async () => {
    put('a-flaky.png', 'flaky');
    put('b-poison.png', 'poison');
    put('c-good.png', 'good');
    const tries = new Map<string, number>();
    const engine = createFakeEngine({
      beforeAnalyze: (path) => {
        const count = (tries.get(path) ?? 0) + 1;
        tries.set(path, count);
        if (path.includes('poison') || (path.includes('flaky') && count === 1)) throw new AppError('ENGINE_CRASHED', 'planted crash');
      },
    });
    const summary = await scanFolder(session, engine, evidence, fakeRequest());
    expect(summary).toMatchObject({ done: 2, failed: 1 });
    expect([...tries.values()].toSorted((a, b) => a - b)).toEqual([1, 2, 2]);
    expect(auditCount('engine.crashed')).toBe(3);
    const row = evidenceOfRun(session.database, summary.runId).find((candidate) => candidate.path.includes('poison'));
    expect(row).toMatchObject({ status: 'failed', errorCode: 'ENGINE_CRASHED' });
  });

  test('an engine that dies on everything ends the run, and the next run tries those files again', async () => {
    for (const name of ['a', 'b', 'c', 'd']) put(`${name}.png`, name);
    const broken = createFakeEngine({ beforeAnalyze: () => { throw new AppError('ENGINE_CRASHED', 'planted crash'); } });
    await expect(scanFolder(session, broken, evidence, fakeRequest())).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
    expect(broken.analysed).toHaveLength(6);
    expect(readRuns(session.database)[0]).toMatchObject({ status: 'failed' });
    const summary = await scanFolder(session, createFakeEngine(), evidence, fakeRequest());
    expect(summary).toMatchObject({ done: 4, failed: 0 });
    expect(readRuns(session.database)[0]).toMatchObject({ status: 'finished', resumesRun: 1 });
  });

  test('a cancelled scan is interrupted, writes no sheet and resumes', async () => {
    for (const name of ['a', 'b', 'c']) put(`${name}.png`, name);
    const abort = new AbortController();
    const first: FakeEngine = createFakeEngine({ beforeAnalyze: () => { if (first.analysed.length === 2) abort.abort(); } });
    const interrupted = await scanFolder(session, first, evidence, fakeRequest(), { signal: abort.signal });
    expect(interrupted).toMatchObject({ cancelled: true, done: 1, sheets: [] });
    expect(countRun(session.database, interrupted.runId).pending).toBe(2);
    const second = createFakeEngine();
    const events: ScanEvent[] = [];
    const resumed = await scanFolder(session, second, evidence, fakeRequest(), { onEvent: (event) => events.push(event) });
    expect(events[0]).toMatchObject({ type: 'started', resumed: true });
    expect(second.analysed).toHaveLength(2);
    expect(second.analysed).not.toContain(first.analysed[0]);
    expect(second.intakes).toEqual([]);
    expect(resumed).toMatchObject({ done: 3, failed: 0 });
  });

  test('a file that takes too long is given up', async () => {
    put('a.png', 'slow');
    const engine = createFakeEngine({
      beforeAnalyze: (_path, signal) => new Promise((_resolve, reject) => { signal?.addEventListener('abort', () => reject(new AppError('CANCELLED', 'cancelled'))); }),
    });
    const summary = await scanFolder(session, engine, evidence, fakeRequest({ secondsPerFile: 0.3 }));
    expect(evidenceOfRun(session.database, summary.runId)[0]).toMatchObject({ status: 'failed', errorCode: 'ENGINE_TIMEOUT' });
  });

  test('a file that changes during its analysis gets no finding', async () => {
    put('a.png', 'before');
    const engine = createFakeEngine({ beforeAnalyze: () => put('a.png', 'after!') });
    const summary = await scanFolder(session, engine, evidence, fakeRequest());
    expect(evidenceOfRun(session.database, summary.runId)[0]).toMatchObject({ status: 'failed', errorCode: 'FILE_CHANGED' });
    expect(session.database.prepare('SELECT count(*) FROM finding').pluck().get()).toBe(0);
  });

  test('a missing model ends the run at once', async () => {
    put('a.png', 'one');
    const engine = createFakeEngine({ beforeAnalyze: () => { throw new AppError('MODEL_MISSING', 'no model'); } });
    await expect(scanFolder(session, engine, evidence, fakeRequest())).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });

  test('leaves out the folder of the case itself', async () => {
    put('a.png', 'one');
    const summary = await scanFolder(session, createFakeEngine(), folder, fakeRequest());
    const rows = evidenceOfRun(session.database, summary.runId);
    expect(rows.map((row) => row.status).toSorted()).toEqual(['analysed', 'skipped']);
    expect(rows.find((row) => row.status === 'skipped')?.errorMessage).toContain('the case itself');
  });

  test('says what is wrong when a file is given for a folder, a folder for a file, or nothing is there', async () => {
    put('a.png', 'one');
    await expect(scanFolder(session, createFakeEngine(), join(evidence, 'a.png'), fakeRequest())).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(scanFolder(session, createFakeEngine(), join(evidence, 'none'), fakeRequest())).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(analyzeFile(session, createFakeEngine(), evidence, fakeRequest())).rejects.toMatchObject({ code: 'FILE_IS_DIRECTORY' });
    await expect(analyzeFile(session, createFakeEngine(), join(evidence, 'none.png'), fakeRequest())).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  test('keeps names that are not UTF-8', async () => {
    const name = Buffer.concat([Buffer.from(join(evidence, 'caf')), Buffer.from([0xe9]), Buffer.from('.png')]);
    writeFileSync(name, 'latin');
    const summary = await scanFolder(session, createFakeEngine(), evidence, fakeRequest());
    const [row] = evidenceOfRun(session.database, summary.runId);
    expect(row?.status).toBe('analysed');
    expect(row?.path.endsWith('caf\\xe9.png')).toBe(true);
    expect(row?.pathBytes.equals(name)).toBe(true);
  });

  test('the contact sheet holds every row and no verdict', async () => {
    put('a<b>.png', 'one');
    put('b.png', '!IMAGE_CORRUPT');
    const summary = await scanFolder(session, createFakeEngine(), evidence, fakeRequest());
    expect(summary.sheets).toHaveLength(1);
    const html = readFileSync(summary.sheets[0] ?? '', 'utf8');
    expect(html).toContain('a&lt;b&gt;');
    expect(html).toContain('IMAGE_CORRUPT');
    expect(html).toContain('frequency evidence used');
    expect(html).not.toMatch(/<script|https?:\/\//);
    expect(html.replaceAll(/<style>[\s\S]*?<\/style>/g, '')).not.toMatch(/\b(fake|real|authentic|genuine|forged|forgery)\b/i);
  });
});
