import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openReadable, openWritable, type ReadableDatabase, type WritableDatabase } from './database.ts';
import { refreshItem } from './item.ts';
import { migrate, requireCurrentSchema, schemaVersion } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/all.ts';

let folder: string;
let path: string;
const opened: ReadableDatabase[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-migrate-'));
  path = join(folder, 'case.sqlite');
});

afterEach(() => {
  for (const database of opened.splice(0)) database.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): WritableDatabase {
  const database = openWritable(path);
  opened.push(database);
  return database;
}

function upTo(version: number): readonly Migration[] {
  return MIGRATIONS.slice(0, version);
}

function backups(): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.bak'));
}

describe('migrate', () => {
  test('numbers are 1, 2, 3, ... without a gap', () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  test('a new file gets the newest schema and needs no backup', () => {
    const database = open();
    expect(migrate(database)).toEqual({ from: 0, to: MIGRATIONS.length, backup: null });
    expect(schemaVersion(database)).toBe(MIGRATIONS.length);
    expect(backups()).toEqual([]);
    expect(migrate(database)).toMatchObject({ from: MIGRATIONS.length, to: MIGRATIONS.length, backup: null });
  });

  test('every table is STRICT', () => {
    const database = open();
    migrate(database);
    const tables = database.pragma('table_list') as readonly { name: string; type: string; strict: number }[];
    const loose = tables.filter((table) => table.type === 'table' && !table.name.startsWith('sqlite_') && table.strict === 0);
    expect(loose.map((table) => table.name)).toEqual([]);
  });

  test('backs the file up first, and the backup is the case as it was', () => {
    const database = open();
    migrate(database, upTo(1));
    database.exec(`INSERT INTO case_record (id, slug, created_at) VALUES (1, 'old', '2026-01-01T00:00:00Z')`);
    const { backup } = migrate(database, upTo(2));
    expect(backups()).toHaveLength(1);
    const copy = openReadable(backup ?? '');
    opened.push(copy);
    expect(schemaVersion(copy)).toBe(1);
    expect(copy.prepare('SELECT slug FROM case_record').pluck().get()).toBe('old');
    expect(schemaVersion(database)).toBe(2);
  });

  test('a step that fails leaves the file as it was', () => {
    const database = open();
    migrate(database);
    const next = MIGRATIONS.length + 1;
    const broken: Migration = { version: next, name: 'broken', sql: 'CREATE TABLE half (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1);' };
    expect(() => migrate(database, [...MIGRATIONS, broken])).toThrow('nowhere');
    expect(schemaVersion(database)).toBe(MIGRATIONS.length);
    expect(database.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'half'`).pluck().get()).toBe(0);
    expect(backups()).toHaveLength(1);
  });

  test('a step that breaks a reference is refused as a whole', () => {
    const database = open();
    migrate(database);
    database.exec(`INSERT INTO evidence_root (id, path_bytes, path, added_at) VALUES (1, x'2f', '/', '')`);
    database.exec(`INSERT INTO evidence (root_id, path_bytes, path, kind, size, mtime_ns, status, added_at) VALUES (1, x'2f61', '/a', 'file', 1, 1, 'pending', '')`);
    const orphaning: Migration = { version: MIGRATIONS.length + 1, name: 'orphaning', sql: 'PRAGMA defer_foreign_keys = ON; DELETE FROM evidence_root;' };
    expect(() => migrate(database, [...MIGRATIONS, orphaning])).toThrow(expect.objectContaining({ code: 'CASE_CORRUPT' }));
    expect(database.prepare('SELECT count(*) FROM evidence_root').pluck().get()).toBe(1);
  });

  test('refuses a file of a newer release, for writing and for reading', () => {
    const database = open();
    migrate(database);
    database.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    expect(() => migrate(database)).toThrow(expect.objectContaining({ code: 'CASE_NEWER' }));
    expect(() => requireCurrentSchema(database)).toThrow(expect.objectContaining({ code: 'CASE_NEWER' }));
  });

  test('a viewer of an older case is told what to do', () => {
    const database = open();
    migrate(database, upTo(2));
    expect(() => requireCurrentSchema(database)).toThrow(/Open it once for writing/);
  });
});

/** One test a step: data written under the schema before it is there, whole and usable, after it. */
describe('data survives', () => {
  test('step 1, case and audit log: the record is one row and the log refuses changes', () => {
    const database = open();
    migrate(database, upTo(1));
    database.exec(`INSERT INTO case_record (id, slug, created_at) VALUES (1, 'a', 't')`);
    expect(() => database.exec(`INSERT INTO case_record (id, slug, created_at) VALUES (2, 'b', 't')`)).toThrow('CHECK');
    database.exec(`INSERT INTO audit (sequence, at, actor, action, subject, details, previous, hash) VALUES (1, 't', 'a', 'b', 'c', '{}', '', '')`);
    expect(() => database.exec(`UPDATE audit SET at = 'u'`)).toThrow('never edited');
  });

  test('step 2, evidence: case and log stay, evidence can be added', () => {
    const database = open();
    migrate(database, upTo(1));
    database.exec(`INSERT INTO case_record (id, slug, title, created_at) VALUES (1, 'a', 'Title', 't');
      INSERT INTO audit (sequence, at, actor, action, subject, details, previous, hash) VALUES (1, 't', 'a', 'b', 'c', '{}', 'p', 'h')`);
    migrate(database, upTo(2));
    expect(database.prepare('SELECT slug, title FROM case_record').get()).toEqual({ slug: 'a', title: 'Title' });
    expect(database.prepare('SELECT hash FROM audit').pluck().get()).toBe('h');
    const insert = database.prepare(`INSERT INTO evidence (path_bytes, path, kind, size, mtime_ns, status, added_at) VALUES (?, 'p', 'file', 1, ?, 'pending', 't')`);
    insert.run(Buffer.from([0xff]), 1_763_712_000_123_456_789n);
    expect(database.prepare('SELECT CAST(mtime_ns AS TEXT) FROM evidence').pluck().get()).toBe('1763712000123456789');
    expect(() => insert.run(Buffer.from([0xff]), 1n)).toThrow('UNIQUE');
  });

  test('step 3, analysis: evidence stays and can carry findings', () => {
    const database = open();
    migrate(database, upTo(2));
    database.exec(`INSERT INTO evidence (id, path_bytes, path, kind, size, mtime_ns, sha256, md5, sha1, status, added_at) VALUES (7, x'ff', 'p', 'file', 1, 2, 'a', 'b', 'c', 'pending', 't')`);
    migrate(database, upTo(3));
    expect(database.prepare('SELECT id, sha256, status FROM evidence').get()).toEqual({ id: 7, sha256: 'a', status: 'pending' });
    database.exec(`INSERT INTO run (id, model_id, model_sha256, options, parameters_sha256, app_version, started_at, status) VALUES (1, 'm', 's', '{}', 'p', '0', 't', 'running');
      INSERT INTO failure (evidence_id, run_id, status, code, message, size, mtime_ns, at) VALUES (7, 1, 'failed', 'IMAGE_CORRUPT', 'm', 1, 2, 't')`);
    expect(() => database.exec(`INSERT INTO failure (evidence_id, run_id, status, code, message, size, mtime_ns, at) VALUES (8, 1, 'failed', 'IMAGE_CORRUPT', 'm', 1, 2, 't')`)).toThrow('FOREIGN KEY');
  });
});

/** A case of the schema before the review, with every kind of row: two folders, a repeated picture, one without capture, a name in capitals, a file at the root. */
function caseBeforeReview(database: WritableDatabase): void {
  migrate(database, upTo(3));
  database.exec(`INSERT INTO run (id, model_id, model_sha256, options, parameters_sha256, app_version, started_at, status) VALUES (1, 'm', 's', '{}', 'p', '0', 't', 'finished'), (2, 'm', 's', '{}', 'p', '0', 't', 'finished')`);
  const add = database.prepare(`INSERT INTO evidence (id, path_bytes, path, kind, size, mtime_ns, facts, pixels, sha256, md5, sha1, status, error_code, error_message, added_at) VALUES (?, ?, ?, 'file', 10, 1, ?, ?, ?, ?, ?, ?, ?, ?, 't')`);
  const facts = (capture: object | null): string => JSON.stringify({ format: 'jpeg', mimeType: 'image/jpeg', extensionMismatch: capture === null, width: 40, height: 30, channels: 3, bitDepth: 8, hasAlpha: false, colourSpace: 'srgb', iccProfile: null, orientation: 6, pages: 1, jpeg: null, ...(capture === null ? {} : { capture }) });
  const row = (id: number, path: string, known: string | null, sha256: string | null, status: string): void => {
    const digest = sha256 === null ? null : 'd';
    add.run(id, Buffer.from(path), path, known, known === null ? null : 1200, sha256, digest, digest, status, status === 'failed' ? 'IMAGE_CORRUPT' : null, status === 'failed' ? 'm' : null);
  };
  row(1, '/disk/A/ÄPFEL.JPG', facts({ make: ' Canon ', model: 'Canon EOS 5D', software: null, takenAt: '2020-01-02T03:04:05' }), 'a'.repeat(64), 'analysed');
  row(2, '/disk/B/b%_.jpg', facts({ make: 'Apple', model: 'iPhone 12', software: null, takenAt: null }), 'a'.repeat(64), 'analysed');
  row(3, '/disk/A/c.png', facts(null), 'b'.repeat(64), 'pending');
  row(4, '/root.txt', null, null, 'failed');
  row(5, 'D:\\pictures/d.jpg', facts({ make: null, model: 'X100', software: null, takenAt: null }), 'c'.repeat(64), 'analysed');
  const find = database.prepare(`INSERT INTO finding (id, evidence_id, run_id, input_sha256, parameters_sha256, note, score, gate_vision, gate_vision_share, tiles, reliability, mask_share, coefficients, timings, record, created_at, digest) VALUES (?, ?, ?, ?, 'p', '', ?, 0, 0, 1, 0, 0.25, '{}', '{}', '{}', 't', 'd')`);
  find.run(1, 1, 1, 'a'.repeat(64), 0.1);
  find.run(2, 1, 2, 'a'.repeat(64), 0.9);
  find.run(3, 5, 1, 'f'.repeat(64), 0.7);
  database.exec(`INSERT INTO region (finding_id, number, x, y, width, height, area, share, mean_probability, peak_probability, polygon) VALUES (2, 1, 0, 0, 1, 1, 1, 0.1, 0.5, 0.5, '[]'), (2, 2, 0, 0, 1, 1, 1, 0.1, 0.5, 0.5, '[]')`);
}

test('step 4, review: every item has its summary, the very one that the store writes', () => {
  const database = open();
  caseBeforeReview(database);
  migrate(database);
  const rows = (): readonly unknown[] => database.prepare('SELECT evidence_item.*, evidence_folder.path AS folder FROM evidence_item JOIN evidence_folder ON evidence_folder.id = folder_id ORDER BY evidence_id').all();
  const filled = rows();
  expect(filled).toHaveLength(5);
  expect(filled[0]).toMatchObject({ folder: '/disk/A', name: 'ÄPFEL.JPG', camera: 'Canon EOS 5D', taken_at: '2020-01-02T03:04:05', score: 0.9, regions: 2, mask_share: 0.25, finding_id: 2, width: 40, orientation: 6, format: 'jpeg', review: 'unreviewed', domain: 'unset', status: 'analysed', extension_mismatch: 0 });
  expect(filled[1]).toMatchObject({ folder: '/disk/B', camera: 'Apple iPhone 12', score: null, finding_id: null });
  expect(filled[2]).toMatchObject({ camera: null, extension_mismatch: 1, pixels: 1200 });
  expect(filled[3]).toMatchObject({ folder: '/', name: 'root.txt', status: 'failed', width: null, sha256: null });
  // A finding for other content than the present one does not count.
  expect(filled[4]).toMatchObject({ folder: 'D:\\pictures', name: 'd.jpg', camera: 'X100', score: null });
  expect(database.prepare('SELECT items FROM evidence_content ORDER BY sha256').pluck().all()).toEqual([2, 1, 1]);
  for (const id of [1, 2, 3, 4, 5]) refreshItem(database, id);
  expect(rows()).toEqual(filled);
  expect(database.prepare('SELECT items FROM evidence_content ORDER BY sha256').pluck().all()).toEqual([2, 1, 1]);
});

test('step 5, jobs: runs stay and are scans of no job; work can be queued', () => {
  const database = open();
  migrate(database, upTo(4));
  database.exec(`INSERT INTO evidence (id, path_bytes, path, kind, size, mtime_ns, status, added_at) VALUES (7, x'2f61', '/a', 'file', 1, 2, 'pending', 't');
    INSERT INTO run (id, model_id, model_sha256, options, parameters_sha256, app_version, started_at, status) VALUES (1, 'm', 's', '{}', 'p', '0', 't', 'finished');
    INSERT INTO failure (evidence_id, run_id, status, code, message, size, mtime_ns, at) VALUES (7, 1, 'failed', 'IMAGE_CORRUPT', 'm', 1, 2, 't')`);
  migrate(database, upTo(5));
  expect(database.prepare('SELECT id, kind, job_id FROM run').get()).toEqual({ id: 1, kind: 'scan', job_id: null });
  expect(database.prepare('SELECT code FROM failure').pluck().get()).toBe('IMAGE_CORRUPT');
  database.exec(`INSERT INTO job (id, kind, status, subject, settings, created_by, created_at) VALUES (1, 'scan', 'queued', '1 item', '{}', 'e', 't'); INSERT INTO job_item (job_id, evidence_id) VALUES (1, 7)`);
  expect(() => database.exec(`INSERT INTO job (kind, status, subject, created_by, created_at) VALUES ('add', 'queued', 's', 'e', 't')`)).toThrow('CHECK');
  expect(() => database.exec('INSERT INTO job_item (job_id, evidence_id) VALUES (1, 8)')).toThrow('FOREIGN KEY');
});

test('step 6, annotations: evidence stays and can be marked', () => {
  const database = open();
  migrate(database, upTo(5));
  database.exec(`INSERT INTO evidence (id, path_bytes, path, kind, size, mtime_ns, status, added_at) VALUES (7, x'2f61', '/a', 'file', 1, 2, 'pending', 't')`);
  migrate(database, upTo(6));
  expect(database.prepare('SELECT id, path FROM evidence').get()).toEqual({ id: 7, path: '/a' });
  database.exec(`INSERT INTO mask_revision (evidence_id, revision, operation, tiles, area, author, at) VALUES (7, 1, '{}', 1, 1, 'e', 't');
    INSERT INTO mask_tile (evidence_id, tile_column, tile_row, revision, area, bits) VALUES (7, 0, 0, 1, 1, x'00')`);
  expect(() => database.exec(`INSERT INTO mask_tile (evidence_id, tile_column, tile_row, revision, area, bits) VALUES (7, 0, 0, 2, 1, x'00')`)).toThrow('FOREIGN KEY');
  expect(() => database.exec('UPDATE mask_revision SET area = 0')).toThrow('never edited');
});

test('step 7, explanations: findings and marks stay; a finding can be explained, and what was said is never edited', () => {
  const database = open();
  migrate(database, upTo(6));
  database.exec(`INSERT INTO evidence (id, path_bytes, path, kind, size, mtime_ns, status, added_at) VALUES (7, x'2f61', '/a', 'file', 1, 2, 'analysed', 't');
    INSERT INTO run (id, model_id, model_sha256, options, parameters_sha256, app_version, started_at, status) VALUES (1, 'm', 's', '{}', 'p', '0', 't', 'finished');
    INSERT INTO finding (id, evidence_id, run_id, input_sha256, parameters_sha256, note, score, gate_vision, gate_vision_share, tiles, reliability, mask_share, coefficients, timings, record, created_at, digest) VALUES (3, 7, 1, 'a', 'p', '', 0.5, 0, 0, 1, 0, 0.25, '{}', '{}', '{}', 't', 'd');
    INSERT INTO mask_revision (evidence_id, revision, operation, tiles, area, author, at) VALUES (7, 1, '{}', 0, 0, 'e', 't')`);
  migrate(database, upTo(7));
  expect(database.prepare('SELECT finding.id, mask_revision.revision FROM finding JOIN mask_revision USING (evidence_id)').get()).toEqual({ id: 3, revision: 1 });
  const insert = (columns: string, values: string): unknown => database.exec(`INSERT INTO explanation (evidence_id, finding_id, variant, author, created_at, ${columns}) VALUES (7, 3, 'mask', 'e', 't', ${values})`);
  insert('kind, status', `'measured', 'running'`);
  expect(() => insert('kind, status', `'measured', 'running'`)).toThrow('UNIQUE');
  expect(() => insert('kind, status', `'model', 'running'`)).toThrow('CHECK');
  expect(() => insert('kind, status', `'measured', 'done'`)).toThrow('CHECK');
  database.exec(`INSERT INTO explanation_statement (explanation_id, number, topic, regions, source, plain, technical, grounds) VALUES (1, 1, 'summary', '[]', 'measured', 'p', 't', '[]');
    INSERT INTO statement_review (explanation_id, number, decision, author, at) VALUES (1, 1, 'accepted', 'e', 't');
    INSERT INTO consent (origin, given, reason, author, at) VALUES ('https://a', 1, 'r', 'e', 't');
    UPDATE explanation SET status = 'done', finished_at = 't', digest = 'd'`);
  for (const table of ['explanation', 'explanation_statement', 'statement_review', 'consent']) expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('never deleted');
  expect(() => database.exec(`UPDATE explanation SET content = '{}'`)).toThrow('never edited');
  expect(() => database.exec(`INSERT INTO statement_review (explanation_id, number, decision, author, at) VALUES (1, 2, 'accepted', 'e', 't')`)).toThrow('FOREIGN KEY');
  expect(() => database.exec(`INSERT INTO statement_review (explanation_id, number, decision, author, at) VALUES (1, 1, 'edited', 'e', 't')`)).toThrow('CHECK');
});

test('step 8, custody and reports: what was explained stays; checks, transfers and finished reports are never edited', () => {
  const database = open();
  migrate(database, upTo(7));
  database.exec(`INSERT INTO evidence (id, path_bytes, path, kind, size, mtime_ns, status, sha256, md5, sha1, added_at) VALUES (7, x'2f61', '/a', 'file', 1, 2, 'analysed', 'aa', 'm', 's', 't');
    INSERT INTO run (id, model_id, model_sha256, options, parameters_sha256, app_version, started_at, status) VALUES (1, 'm', 's', '{}', 'p', '0', 't', 'finished');
    INSERT INTO finding (id, evidence_id, run_id, input_sha256, parameters_sha256, note, score, gate_vision, gate_vision_share, tiles, reliability, mask_share, coefficients, timings, record, created_at, digest) VALUES (3, 7, 1, 'aa', 'p', '', 0.5, 0, 0, 1, 0, 0.25, '{}', '{}', '{}', 't', 'd');
    INSERT INTO explanation (id, evidence_id, finding_id, kind, variant, status, author, created_at) VALUES (5, 7, 3, 'measured', 'mask', 'running', 'e', 't')`);
  migrate(database, upTo(8));
  expect(database.prepare('SELECT explanation.id, sha256 FROM explanation JOIN evidence ON evidence.id = evidence_id').get()).toEqual({ id: 5, sha256: 'aa' });
  database.exec(`INSERT INTO evidence_check (id, author, scope, items, status, started_at) VALUES (1, 'e', 'all', 1, 'running', 't')`);
  const found = (outcome: string, sha256: string): unknown =>
    database.exec(`INSERT INTO item_check (check_id, evidence_id, at, author, expected_sha256, outcome, sha256, message) VALUES (1, 7, 't', 'e', 'aa', '${outcome}', ${sha256}, '')`);
  found('unchanged', `'aa'`);
  found('changed', `'bb'`);
  expect(() => found('unchanged', `'bb'`)).toThrow('CHECK');
  expect(() => found('fine', 'NULL')).toThrow('CHECK');
  expect(() => database.exec(`UPDATE evidence_check SET status = 'finished'`)).toThrow('CHECK');
  database.exec(`UPDATE evidence_check SET status = 'finished', finished_at = 't', digest = 'd';
    INSERT INTO transfer (items, from_whom, to_whom, at, purpose, authority, medium, recorded_by, recorded_at) VALUES ('[]', 'a', 'b', 't', '', '', '', 'e', 't');
    INSERT INTO report (report_id, version, status, template, fields, items, author, created_at) VALUES ('r', 1, 'running', 'court', '{}', 1, 'e', 't');
    UPDATE report SET progress = '{}', pages = 3;
    UPDATE report SET status = 'draft', finished_at = 't', digest = 'd', progress = NULL`);
  for (const table of ['evidence_check', 'item_check', 'transfer', 'report']) expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('never deleted');
  for (const change of ['evidence_check SET items = 2', `item_check SET outcome = 'missing'`, `transfer SET to_whom = 'c'`, 'report SET pages = 4']) expect(() => database.exec(`UPDATE ${change}`)).toThrow('never edited');
  expect(() => database.exec(`INSERT INTO report (report_id, version, status, template, fields, items, author, created_at) VALUES ('r', 1, 'running', 'court', '{}', 1, 'e', 't')`)).toThrow('UNIQUE');
});

test('step 9, second opinions: findings and reports stay; a run and what its methods said are never edited, and nothing joins a finished run', () => {
  const database = open();
  migrate(database, upTo(8));
  database.exec(`INSERT INTO evidence (id, path_bytes, path, kind, size, mtime_ns, status, sha256, md5, sha1, added_at) VALUES (7, x'2f61', '/a', 'file', 1, 2, 'analysed', 'aa', 'm', 's', 't');
    INSERT INTO run (id, model_id, model_sha256, options, parameters_sha256, app_version, started_at, status) VALUES (1, 'm', 's', '{}', 'p', '0', 't', 'finished');
    INSERT INTO finding (id, evidence_id, run_id, input_sha256, parameters_sha256, note, score, gate_vision, gate_vision_share, tiles, reliability, mask_share, coefficients, timings, record, created_at, digest) VALUES (3, 7, 1, 'aa', 'p', '', 0.5, 0, 0, 1, 0, 0.25, '{}', '{}', '{}', 't', 'd');
    INSERT INTO artifact (sha256, path, bytes, mime_type, width, height) VALUES ('bb', 'artifacts/bb/bb.png', 1, 'image/png', 8, 8);
    INSERT INTO report (id, report_id, version, status, template, fields, items, author, created_at) VALUES (4, 'r', 1, 'running', 'court', '{}', 1, 'e', 't')`);
  migrate(database, upTo(9));
  expect(database.prepare('SELECT finding.id, report.id AS report FROM finding, report').get()).toEqual({ id: 3, report: 4 });
  const start = (status: string): unknown =>
    database.exec(`INSERT INTO signal_run (evidence_id, finding_id, author, status, names, input_sha256, versions, platform, created_at) VALUES (7, 3, 'e', '${status}', '["ela"]', 'aa', '{}', 'p', 't')`);
  start('running');
  expect(() => start('running')).toThrow('UNIQUE');
  expect(() => start('done')).toThrow('CHECK');
  const said = (number: number, name: string, rest: string): unknown =>
    database.exec(`INSERT INTO signal_result (run_id, number, name, version, parameters, milliseconds, applies, reason, score, mask_share, map_sha256) VALUES (1, ${number}, '${name}', 1, '{}', 2.5, ${rest})`);
  said(1, 'ela', `1, '', 0.5, 0.25, 'bb'`);
  said(2, 'cfa', `0, 'why', NULL, NULL, NULL`);
  expect(() => said(3, 'ela', `0, 'why', NULL, NULL, NULL`)).toThrow('UNIQUE');
  expect(() => said(3, 'noise_level', `1, '', 0.5, 0.25, NULL`)).toThrow('CHECK');
  expect(() => said(3, 'noise_level', `1, '', 0.5, 0.25, 'cc'`)).toThrow('FOREIGN KEY');
  expect(() => database.exec(`UPDATE signal_run SET status = 'failed', finished_at = 't', digest = 'd'`)).toThrow('CHECK');
  expect(() => database.exec(`UPDATE signal_run SET agreement = '{}'`)).toThrow('CHECK');
  database.exec(`UPDATE signal_run SET status = 'done', finished_at = 't', digest = 'd', agreement = '{}', agreement_map = 'bb'`);
  for (const table of ['signal_run', 'signal_result']) expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('never deleted');
  for (const change of ['signal_run SET author = 1', 'signal_result SET score = 0.6']) expect(() => database.exec(`UPDATE ${change}`)).toThrow('never edited');
  expect(() => said(3, 'noise_level', `0, 'why', NULL, NULL, NULL`)).toThrow('nothing is added');
});

test('a reading handle is not accepted where writing is meant', () => {
  const database = open();
  migrate(database);
  const reader = openReadable(path);
  opened.push(reader);
  // @ts-expect-error -- the brand is the point: a ReadableDatabase is no WritableDatabase.
  expect(() => migrate(reader, [...MIGRATIONS, { version: 99, name: 'x', sql: 'CREATE TABLE x (a INTEGER) STRICT' }])).toThrow();
});

test('a file that is no database is told apart from one that is missing', async () => {
  expect(() => openReadable(join(folder, 'none.sqlite'))).toThrow(expect.objectContaining({ code: 'CASE_NOT_FOUND' }));
  const { writeFileSync } = await import('node:fs');
  writeFileSync(path, 'x'.repeat(5000));
  expect(() => openReadable(path)).toThrow(expect.objectContaining({ code: 'CASE_CORRUPT' }));
});
