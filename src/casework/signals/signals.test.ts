import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError, SIGNAL_NAMES, signalRunSchema } from '../../contract/index.ts';
import { type Bench, MADE_OF, openBench, SLUG } from './bench.testing.ts';
import { insertSignalResult, insertSignalRun } from './signalRows.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => {
  await bench.close();
});

const none = {};
const one = { case: SLUG, evidenceId: 1 };
const code = (error: AppError['code']) => expect.objectContaining({ code: error }) as unknown;
const idOf = (name: string): number => bench.session().database.prepare<[string], number>(`SELECT id FROM evidence WHERE path LIKE '%' || ?`).pluck().get(name)!;
/** Undoes the guards against edits, as somebody would who writes to the file by other means. */
const forge = (sql: string): void => {
  const { database } = bench.session();
  const triggers = database.prepare<[], { name: string; sql: string }>(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'signal%'`).all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
  database.pragma('foreign_keys = OFF');
  database.exec(sql);
  for (const trigger of triggers) database.exec(trigger.sql);
};

describe('a run', () => {
  test('is answered at once and ends with every result, agreement with the finding, digest in the log and events', async () => {
    const item = { case: SLUG, evidenceId: idOf('one.png') };
    const begun = await bench.signals.start({ ...item, names: null }, none);
    expect(begun).toMatchObject({ status: 'running', results: [], agreement: null, names: [...SIGNAL_NAMES], author: 'Ann', error: null, finishedAt: null });
    const done = await bench.ended(item.evidenceId, begun.id);
    expect(signalRunSchema.parse(done)).toEqual(done);
    expect(done.results.map(({ name }) => name)).toEqual([...SIGNAL_NAMES]);
    expect(done.results.filter(({ applies }) => !applies).map(({ name, reason, map }) => [name, reason, map])).toEqual([['copy_move_keypoints', 'There is too little detail.', null], ['copy_move_dense', 'There is too little detail.', null]]);
    expect(done.record).toEqual({ inputSha256: bench.session().database.prepare('SELECT sha256 FROM evidence WHERE id = ?').pluck().get(item.evidenceId), ...MADE_OF });
    expect(done.agreement?.methods).toEqual(['network', ...SIGNAL_NAMES.slice(0, 7)]);
    expect(bench.agreed[0]?.map(({ least }) => least)).toEqual([128, ...Array<number>(7).fill(128)]);
    expect(bench.most()).toBe(1);
    expect(bench.events).toEqual(Array<unknown>(11).fill({ type: 'signals', evidenceId: item.evidenceId, runId: done.id }));
    const [started] = bench.audit('signals.started');
    expect(started).toMatchObject({ evidence: item.evidenceId, finding: done.findingId, author: 'Ann', names: [...SIGNAL_NAMES], inputSha256: done.record.inputSha256, versions: MADE_OF.versions });
    const [finished] = bench.audit('signals.finished');
    expect(finished).toMatchObject({ status: 'done', agreement: done.agreement?.map.sha256, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown });
    expect(bench.session().database.prepare('SELECT count(*) FROM artifact').pluck().get()).toBe(4 + 7 + 1);
    expect(await bench.verify()).toEqual([]);
    await bench.reopen();
    expect(await bench.signals.list(item, none)).toEqual([done]);
  });

  test('holds the chosen methods once each in the order of the layers; fewer than two maps give no agreement', async () => {
    const two = { case: SLUG, evidenceId: idOf('two.png') };
    const chosen = await bench.ended(two.evidenceId, (await bench.signals.start({ ...two, names: ['cfa', 'ela', 'cfa'] }, none)).id);
    expect(chosen.results.map(({ name }) => name)).toEqual(['ela', 'cfa']);
    const alone = await bench.ended(two.evidenceId, (await bench.signals.start({ ...two, names: ['copy_move_dense'] }, none)).id);
    // The network's mask alone is no agreement.
    expect(alone).toMatchObject({ status: 'done', agreement: null });
    expect((await bench.signals.list(two, none)).map(({ id }) => id)).toEqual([alone.id, chosen.id]);
  });

  test('is one an item at a time; runs of several items follow one another', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    bench.before = () => held;
    const [first, again, other] = await Promise.all([bench.signals.start({ ...one, names: ['ela'] }, none), bench.signals.start({ ...one, names: ['cfa'] }, none), bench.signals.start({ case: SLUG, evidenceId: 2, names: ['ela'] }, none)]);
    expect(again.id).toBe(first.id);
    expect(await bench.signals.start({ ...one, names: null }, none)).toMatchObject({ id: first.id, names: ['ela'] });
    await expect.poll(() => bench.viewed).toEqual(['ela']);
    release();
    expect((await bench.ended(2, other.id)).status).toBe('done');
    expect(bench.most()).toBe(1);
  });

  test('keeps what had ended when a later method fails, with the reason', async () => {
    bench.before = (name) => {
      if (name === 'cfa') throw new AppError('OUT_OF_MEMORY', 'There is not enough memory. Close other programs.');
    };
    const failed = await bench.ended(1, (await bench.signals.start({ ...one, names: ['ela', 'cfa', 'copy_move_dense'] }, none)).id);
    expect(failed).toMatchObject({ status: 'failed', agreement: null, error: { code: 'OUT_OF_MEMORY', message: 'There is not enough memory. Close other programs.' } });
    expect(failed.results.map(({ name }) => name)).toEqual(['ela']);
    expect(bench.viewed).toEqual(['ela', 'cfa']);
    expect(await bench.verify()).toEqual([]);
  });

  test('is cancelled while it works and while it waits; what had ended stays', async () => {
    bench.before = async (name) => (name === 'cfa' ? new Promise<void>(() => undefined) : undefined);
    const working = await bench.signals.start({ ...one, names: ['ela', 'cfa'] }, none);
    const waiting = await bench.signals.start({ case: SLUG, evidenceId: 2, names: ['ela'] }, none);
    await expect.poll(() => bench.viewed).toEqual(['ela', 'cfa']);
    expect(await bench.signals.cancel({ case: SLUG, runId: waiting.id }, none)).toMatchObject({ status: 'cancelled', results: [], error: { code: 'CANCELLED' } });
    const given = await bench.signals.cancel({ case: SLUG, runId: working.id }, none);
    expect(given).toMatchObject({ status: 'cancelled', results: [{ name: 'ela' }], error: { code: 'CANCELLED' } });
    expect(await bench.signals.cancel({ case: SLUG, runId: working.id }, none)).toEqual(given);
    expect(bench.audit('signals.cancelled')).toEqual([{ author: 'Ann' }, { author: 'Ann' }]);
    await expect(bench.signals.cancel({ case: SLUG, runId: 99 }, none)).rejects.toEqual(code('ITEM_NOT_FOUND'));
    // The next one has its turn.
    bench.before = () => undefined;
    expect((await bench.ended(1, (await bench.signals.start({ ...one, names: ['cfa'] }, none)).id)).status).toBe('done');
    expect(await bench.verify()).toEqual([]);
  });

  test('ends with its case, and one that a dead process left is failed at the next opening', async () => {
    bench.before = () => new Promise<void>(() => undefined);
    const stopped = await bench.signals.start({ ...one, names: ['ela'] }, none);
    await bench.reopen();
    expect(await bench.signals.list(one, none)).toMatchObject([{ id: stopped.id, status: 'cancelled' }]);
    const { database } = bench.session();
    const inputSha256 = database.prepare<[], string>('SELECT sha256 FROM evidence WHERE id = 1').pluck().get()!;
    const id = insertSignalRun(database, { evidenceId: 1, findingId: null, author: 'Ann', names: ['ela', 'cfa'], createdAt: 't', inputSha256, madeOf: MADE_OF });
    insertSignalResult(database, id, { name: 'cfa', version: 3, parameters: {}, applies: false, reason: 'why', score: null, maskShare: null, map: null, milliseconds: 1 });
    // As a process that dies leaves it: nothing of this program knows of the row.
    await bench.reopen();
    const [abandoned] = await bench.signals.list(one, none);
    expect(abandoned).toMatchObject({ id, status: 'failed', results: [{ name: 'cfa', version: 3 }], error: { code: 'CANCELLED' } });
    expect(() => insertSignalResult(bench.session().database, id, { name: 'ela', version: 1, parameters: {}, applies: false, reason: 'why', score: null, maskShare: null, map: null, milliseconds: 1 })).toThrow('nothing is added');
    expect(await bench.verify()).toEqual([]);
  });

  test('refuses what cannot be: no such item, a file that was never read, a case closed to changes', async () => {
    await expect(bench.signals.start({ case: SLUG, evidenceId: 99, names: null }, none)).rejects.toEqual(code('ITEM_NOT_FOUND'));
    await expect(bench.signals.list({ case: SLUG, evidenceId: 99 }, none)).rejects.toEqual(code('ITEM_NOT_FOUND'));
    await expect(bench.signals.start({ case: SLUG, evidenceId: idOf('three.png'), names: null }, none)).rejects.toEqual(code('ARGUMENT_INVALID'));
    bench.session().database.exec(`UPDATE case_record SET status = 'closed'`);
    await expect(bench.signals.start({ ...one, names: null }, none)).rejects.toEqual(code('ARGUMENT_INVALID'));
    expect(bench.viewed).toEqual([]);
  });

  test('is about the bytes that were taken in: another size, time or content fails it with FILE_CHANGED, kept as a row', async () => {
    const path = bench.evidence('one.png');
    const item = { case: SLUG, evidenceId: idOf('one.png') };
    const { mtime, atime } = statSync(path);
    writeFileSync(path, 'picture one, longer');
    expect(await bench.ended(item.evidenceId, (await bench.signals.start({ ...item, names: ['ela'] }, none)).id)).toMatchObject({ status: 'failed', results: [], error: { code: 'FILE_CHANGED' } });
    writeFileSync(path, 'picture 0ne');
    utimesSync(path, atime, mtime);
    expect(await bench.ended(item.evidenceId, (await bench.signals.start({ ...item, names: ['ela'] }, none)).id)).toMatchObject({ status: 'failed', results: [], error: { code: 'FILE_CHANGED' } });
    expect(bench.audit('signals.finished')).toHaveLength(2);
  });

  test('of an earlier content is not listed any more', async () => {
    await bench.ended(1, (await bench.signals.start({ ...one, names: ['ela'] }, none)).id);
    bench.session().database.exec(`UPDATE evidence SET sha256 = '${'0'.repeat(64)}' WHERE id = 1`);
    expect(await bench.signals.list(one, none)).toEqual([]);
  });
});

test('tiles of a run: every map and the agreement; nothing where there is no map', async () => {
  const done = await bench.ended(1, (await bench.signals.start({ ...one, names: ['ela', 'cfa', 'copy_move_dense'] }, none)).id);
  const at = (layer: string, run = done.id): Promise<string> => bench.file(`${SLUG}/signals/${run}/${layer}/0/0_0.png`);
  const [ela] = done.results;
  expect(await at('ela')).toBe(`map ${ela?.map?.sha256 ?? ''} 0`);
  expect(await at('agreement')).toBe(`map ${done.agreement?.map.sha256 ?? ''} 0`);
  for (const [layer, run] of [['copy_move_dense', done.id], ['noise_level', done.id], ['ela', 99]] as const) await expect(at(layer, run)).rejects.toEqual(code('ITEM_NOT_FOUND'));
  await expect(bench.file(`${SLUG}/signals/${done.id}/ela/0/9_9.png`)).rejects.toEqual(code('ITEM_NOT_FOUND'));
});

describe('verify finds', () => {
  const done = async (): Promise<Awaited<ReturnType<Bench['ended']>>> => bench.ended(1, (await bench.signals.start({ ...one, names: ['ela', 'cfa', 'copy_move_dense'] }, none)).id);
  const found = async (): Promise<readonly string[]> => (await bench.verify()).filter(({ part }) => part === 'signals').map(({ subject }) => subject);

  test.each([
    ['an edited score', 'UPDATE signal_result SET score = 0.01 WHERE number = 1'],
    ['another reason', `UPDATE signal_result SET reason = 'it applies' WHERE number = 3`],
    ['other parameters', `UPDATE signal_result SET parameters = '{}' WHERE number = 1`],
    ['a removed result', 'DELETE FROM signal_result WHERE number = 2'],
    ['results in another order', 'UPDATE signal_result SET number = 9 WHERE number = 1; UPDATE signal_result SET number = 1 WHERE number = 2; UPDATE signal_result SET number = 2 WHERE number = 9'],
    ['maps exchanged', `UPDATE signal_result SET map_sha256 = (SELECT agreement_map FROM signal_run) WHERE number = 1`],
    ['a removed artifact row', `DELETE FROM artifact WHERE sha256 = (SELECT map_sha256 FROM signal_result WHERE number = 1)`],
    ['an edited agreement', `UPDATE signal_run SET agreement = replace(agreement, '0.5', '0.6')`],
    ['another finding', 'UPDATE signal_run SET finding_id = 2'],
    ['other methods asked for', `UPDATE signal_run SET names = '["ela"]'`],
    ['a run made to look unfinished', `PRAGMA ignore_check_constraints = ON; UPDATE signal_run SET status = 'running'`],
    ['a removed run', 'DELETE FROM signal_result; DELETE FROM signal_run'],
    ['a renumbered run', 'UPDATE signal_result SET run_id = 7; UPDATE signal_run SET id = 7'],
  ])('%s', async (_what, sql) => {
    await done();
    expect(await bench.verify()).toEqual([]);
    forge(sql);
    expect(await found()).toContain('signals 1');
  });

  test('a run that the log does not know, and a map that was changed on the disk', async () => {
    const run = await done();
    const map = join(bench.folder, 'cases', SLUG, run.results[0]!.map!.path);
    writeFileSync(map, `${readFileSync(map, 'utf8')}!`);
    insertSignalRun(bench.session().database, { evidenceId: 2, findingId: null, author: 'X', names: ['ela'], createdAt: 't', inputSha256: 'a'.repeat(64), madeOf: MADE_OF });
    expect((await bench.verify()).map(({ part, subject }) => `${part} ${subject}`)).toEqual(['signals signals 2', `artifacts ${run.results[0]!.map!.path}`]);
  });
});
