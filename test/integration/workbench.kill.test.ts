import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyAudit, verifyCase, viewCase } from '../../src/casework/index.ts';
import { countBits, unpackTile } from '../../src/casework/annotate/bits.ts';
import { standingTiles } from '../../src/casework/annotate/maskRows.ts';
import { ROOT, temporaryFolder } from './caseworkFixtures.ts';
import { openSmallWorkbench, single, SLUG } from './jobsFixtures.ts';
import { addDrawable } from './marksFixtures.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Life {
  readonly lines: readonly string[];
  readonly code: number | null;
  readonly stderr: string;
}

/** Runs a script of this folder; kills it with SIGKILL so many milliseconds after its first line, or lets it end where null. */
function live(script: string, arguments_: readonly string[], killAfter: number | null): Promise<Life> {
  const child: ChildProcess = spawn(process.execPath, [join(ROOT, 'test', 'integration', script), ...arguments_], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (stdout === '' && killAfter !== null) setTimeout(() => child.kill('SIGKILL'), killAfter);
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // The last line may have been cut off by the kill; it counts only with its end.
  return new Promise((done) => child.on('close', (code) => done({ lines: stdout.split('\n').slice(0, -1), code, stderr })));
}

test('kill -9 in mid-job, again and again: nothing is lost, and only the file in work is done twice', { timeout: 180_000 }, async () => {
  const files = 60;
  const evidence = join(folder, 'evidence');
  mkdirSync(evidence);
  for (let index = 0; index < files; index += 1) writeFileSync(join(evidence, `${String(index).padStart(3, '0')}.png`), `content ${index}`);
  let kills = 0;
  let last: Life;
  do {
    last = await live('jobsChild.ts', [folder, evidence], kills >= 8 ? null : 10 + Math.floor(Math.random() * 300));
    if (last.code === null) kills += 1;
    expect(last.stderr).toBe('');
  } while (last.code === null);
  expect(last.code).toBe(0);
  expect(kills).toBeGreaterThanOrEqual(3);

  const engine = readFileSync(join(folder, 'engine.log'), 'utf8').trim().split('\n');
  const analysed = engine.filter((line) => line.startsWith('analyze '));
  const read = engine.filter((line) => line.startsWith('intake '));
  expect(new Set(analysed).size).toBe(files);
  expect(analysed.length).toBeLessThanOrEqual(files + kills);
  expect(new Set(read).size).toBe(files);
  // Reads are committed together: 25, or what half a second gives.
  expect(read.length).toBeLessThanOrEqual(files + kills * 26);

  const view = viewCase(join(folder, 'cases'), SLUG);
  const one = (sql: string): unknown => view.database.prepare(sql).pluck().get();
  expect(one(`SELECT count(*) FROM evidence WHERE status = 'analysed'`)).toBe(files);
  expect(one('SELECT count(*) FROM evidence')).toBe(files);
  expect(one('SELECT count(*) FROM finding')).toBe(files);
  expect(one('SELECT count(DISTINCT evidence_id) FROM finding')).toBe(files);
  expect(one(`SELECT count(*) FROM job_item WHERE outcome = 'analysed'`)).toBe(files);
  expect(one('SELECT files_read FROM job WHERE id = 1')).toBe(files);
  expect(one(`SELECT group_concat(status) FROM job`)).toBe('finished,finished');
  expect(one(`SELECT count(*) FROM run WHERE status = 'running'`)).toBe(0);
  expect(one('PRAGMA integrity_check')).toBe('ok');
  expect((await verifyCase(view, { evidence: true, heads: [] })).problems).toEqual([]);
  view.close();
});

test('kill -9 in mid-stroke at 30 random points: every stroke that was answered for is there', { timeout: 240_000 }, async () => {
  const prepared = await openSmallWorkbench(folder);
  addDrawable(prepared.session.database, { width: 1024, height: 768 });
  await prepared.close();
  const lines: string[] = [];
  for (let kill = 0; kill < 30; kill += 1) {
    const life = await live('marksChild.ts', [folder], Math.floor(Math.random() * 60));
    expect(life.stderr).toBe('');
    expect(life.code).toBeNull();
    expect(life.lines.length).toBeGreaterThan(0);
    lines.push(...life.lines);
  }
  const workbench = await openSmallWorkbench(folder);
  const { database } = workbench.session;
  expect(single(workbench, 'PRAGMA integrity_check')).toBe('ok');
  expect(database.pragma('foreign_key_check')).toEqual([]);
  const item = { case: SLUG, evidenceId: 1 };
  const history = await workbench.marks.maskHistory(item);
  const areas = new Map(history.map((revision) => [revision.revision, revision.area]));
  expect(history.map((revision) => revision.revision)).toEqual(history.map((_, index) => index + 1));
  const strokes = lines.filter((line) => line.startsWith('mask ')).map((line) => line.split(' ').slice(1).map(Number));
  expect(strokes.length).toBeGreaterThanOrEqual(30);
  for (const [revision = 0, area] of strokes) expect(areas.get(revision)).toBe(area);
  // What the kills cost: at most the one stroke each that was in the database and not yet answered for.
  expect(history.length - strokes.length).toBeLessThanOrEqual(30);
  const marks = lines.filter((line) => line.startsWith('mark ')).map((line) => line.split(' ')[1]);
  const ids = new Set((await workbench.marks.list(item)).map((annotation) => annotation.id));
  expect(marks.filter((id) => !ids.has(id ?? ''))).toEqual([]);
  const counted = standingTiles(database, 1).reduce((sum, tile) => sum + countBits(unpackTile(tile.deflated)), 0);
  expect((await workbench.marks.mask(item)).area).toBe(counted);
  const log = await verifyAudit(database);
  expect(log.problems).toEqual([]);
  expect(single(workbench, `SELECT count(*) FROM audit WHERE action = 'mask.revised'`)).toBe(history.length);
  await workbench.close();
});
