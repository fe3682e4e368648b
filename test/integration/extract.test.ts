import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packTile } from '../../src/casework/annotate/bits.ts';
import { insertMaskRevision, maskHead } from '../../src/casework/annotate/maskRows.ts';
import { changesCase, recordExport } from '../../src/casework/audit/actions.ts';
import { canonicalJson, sha256Of } from '../../src/casework/canonicalJson.ts';
import { casePaths, changeCaseDetails, openCase } from '../../src/casework/caseFolder.ts';
import { recordTransfer } from '../../src/casework/custody/transferRows.ts';
import { writeEnding } from '../../src/casework/explain/handlers/ending.ts';
import { insertExplanation } from '../../src/casework/explain/store/explanationRows.ts';
import { insertReview } from '../../src/casework/explain/store/statementRows.ts';
import { decodeGrey } from '../../src/casework/export/masks/png.ts';
import { buildExtract, type BuiltExtract } from '../../src/casework/extract/buildExtract.ts';
import { analystMask } from '../../src/casework/extract/analystMask.ts';
import { encodeGreyBands } from '../../src/casework/extract/greyPng.ts';
import { extractModels, readModels } from '../../src/casework/extract/models.ts';
import { FAKE_MODEL_SHA256, fakeRequest } from '../../src/casework/scan/fakeEngine.testing.ts';
import { endSignalRun } from '../../src/casework/signals/ending.ts';
import { insertSignalResult, insertSignalRun } from '../../src/casework/signals/signalRows.ts';
import { inTransaction } from '../../src/casework/store/database.ts';
import { changeItems, type ItemSelection, writeNote } from '../../src/casework/store/itemState.ts';
import { finishReport, insertReport } from '../../src/casework/store/reports.ts';
import { analysisOptionsSchema, type Explanation, extractSchema, type ReportFields, reportFieldsSchema, type Reproducibility, type Statement } from '../../src/contract/index.ts';
import { MODELS, temporaryFolder } from './caseworkFixtures.ts';
import { type Bench, ON_CASE, openBench, SLUG } from './custodyFixtures.ts';
import { tile, tileBits } from './marksFixtures.ts';

let folder: string;
let bench: Bench;

beforeEach(async () => {
  folder = temporaryFolder();
  bench = await openBench(folder);
});

afterEach(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

function build(selection: ItemSelection | null = null, cases = join(folder, 'cases')): Promise<BuiltExtract> {
  return buildExtract({ paths: casePaths(cases, SLUG) }, { selection, modelsFolder: join(folder, 'models') });
}

const ID = '0b9d4a52-6c4f-4f0e-9a4e-2f6d8f0f4a11';
const body = { shape: { type: 'rectangle' as const, x: 10, y: 20, width: 30, height: 20 }, note: 'edge', confidence: 'moderate' as const, layers: ['mask' as const] };

/** Adds a finished explanation of the item's finding, with one sentence. */
function explain(name: string, kind: Explanation['kind'], variant: Explanation['variant'] = 'mask'): number {
  const { database, actor } = bench.session();
  const evidenceId = bench.idOf(name);
  const findingId = database.prepare<[number], number>('SELECT max(id) FROM finding WHERE evidence_id = ?').pluck().get(evidenceId) ?? 0;
  const server = kind === 'model' ? { origin: 'http://127.0.0.1:1', remote: false, model: 'm' } : null;
  const id = inTransaction(database, () => insertExplanation(database, { evidenceId, findingId, kind, variant, batch: null, author: 'E', createdAt: '2026-01-01T00:00:00.000Z', server, promptVersion: null }));
  const statement: Statement = { id: 1, topic: 'extent', regions: [], source: kind, plain: 'p', technical: 't', grounds: [], struck: null };
  const content = { verdict: 'uncertain' as const, domain: null, regions: [], summary: 's' };
  writeEnding({ database, actor }, id, { status: 'done', measurement: null, answered: null, explained: { content, statements: [statement] }, notes: [], error: null });
  return id;
}

/** Adds an ended run of second opinions in which one method said that it does not apply; returns its id. */
function opinions(name: string, status: 'done' | 'failed', reason: string): number {
  const session = bench.session();
  const evidenceId = bench.idOf(name);
  const inputSha256 = session.database.prepare<[number], string>('SELECT sha256 FROM evidence WHERE id = ?').pluck().get(evidenceId) ?? '';
  const madeOf = { versions: { app: '1', engine: '1', sharp: '1', libvips: '1', node: '1' }, platform: 'p' };
  const id = insertSignalRun(session.database, { evidenceId, findingId: null, author: 'E', names: ['ela'], inputSha256, madeOf, createdAt: '2026-01-01T00:00:00.000Z' });
  insertSignalResult(session.database, id, { name: 'ela', version: 1, parameters: { quality: 90 }, applies: false, reason, score: null, maskShare: null, map: null, milliseconds: 1.5 });
  endSignalRun(session, id, { status, agreement: null, error: status === 'done' ? null : { code: 'IMAGE_CORRUPT', message: 'It ends early.' } });
  return id;
}

function decide(explanationId: number): void {
  insertReview(bench.session().database, explanationId, 1, { decision: 'accepted', text: null, author: 'E', at: '2026-01-02T00:00:00.000Z' });
}

test('holds the case as its schema says, as canonical JSON with its digest, and writes only the masks', async () => {
  await bench.check();
  recordTransfer(bench.session(), { items: [], from: 'A', to: 'B', at: '2026-01-01', purpose: 'p', authority: '', medium: '' }, 'E');
  writeNote(bench.session().database, 'actor', 'E', bench.idOf('two.png'), 'a note');
  await bench.marks.save({ ...ON_CASE, evidenceId: bench.idOf('two.png'), id: ID, body });
  explain('two.png', 'measured');
  const listArtifacts = (): readonly string[] => readdirSync(join(folder, 'cases', SLUG, 'artifacts'), { recursive: true, encoding: 'utf8' }).toSorted();
  const artifacts = listArtifacts();
  const { extract, json, sha256 } = await build();
  expect(listArtifacts()).toEqual(artifacts);
  expect(extractSchema.parse(extract)).toEqual(extract);
  expect(json).toBe(canonicalJson(extract));
  expect(JSON.parse(json)).toEqual(extract);
  expect(sha256).toBe(sha256Of(json));
  expect(extract.case).toMatchObject({ slug: SLUG, number: '2026-17', question: 'Were they altered?', status: 'open' });
  expect(extract.selection).toMatchObject({ words: 'All 5 items of the case.', items: [1, 2, 3, 4, 5], counts: { inCase: 5, selected: 5, analysed: 4, pending: 0, failed: 1, skipped: 0 }, others: [], othersInAll: 0 });
  expect(extract.custody?.statement).toContain('all 4 files are unchanged');
  expect(extract.transfers).toMatchObject([{ id: 1, from: 'A' }]);
  const two = extract.items.find(({ name }) => name === 'two.png');
  expect(two).toMatchObject({
    folder: bench.evidence, bytes: 11, modified: '1700000000000000000', sha256: sha256Of('picture two'), status: 'analysed', note: 'a note', duplicates: [], problem: null, analystMask: null,
    facts: { format: 'png', width: 64 }, finding: { threshold: 0.5, score: expect.any(Number) as unknown, regions: [{ id: 1, area: 12 }], record: { modelSha256: FAKE_MODEL_SHA256 } },
    annotations: [{ id: ID, note: 'edge' }], explanations: [{ kind: 'measured', statements: [{ plain: 'p', review: null }] }], checks: [{ outcome: 'unchanged', author: 'E. Examiner' }],
  });
  expect(extract.items.find(({ name }) => name === 'one.png')?.duplicates).toEqual([bench.idOf('sub/same.png')]);
  expect(extract.items.find(({ name }) => name === 'broken.png')).toMatchObject({ status: 'failed', finding: null, sha256: null, checks: [], problem: { code: 'IMAGE_CORRUPT' } });
  expect(extract.software.models).toEqual([{ id: 'small-test', version: 'not known: these weights are not installed', sha256: FAKE_MODEL_SHA256, threshold: 0.5, scoreCalibrated: false, trainedAt: 0, licence: 'not known', validation: [], calibration: [] }]);
});

test('the same case gives the same bytes: built again, after views, exports and reports, by another examiner, and from a copy', async () => {
  await bench.check();
  const item = { ...ON_CASE, evidenceId: bench.idOf('one.png') };
  await bench.marks.saveMask({ ...item, base: 0, operation: { type: 'brush' }, tiles: [tile(0, 0, tileBits((x, y) => x < 20 && y < 30))] });
  const first = await build();
  expect((await build()).json).toBe(first.json);
  const session = bench.session();
  const before = session.database.prepare('SELECT count(*) FROM audit').pluck().get() as number;
  await bench.review.open({ ...ON_CASE, evidenceId: bench.idOf('one.png') }, {});
  recordExport(session, { formats: ['csv'], items: 5, folder: 'reports/exports/1', extractSha256: first.sha256, files: [] }, 'E');
  const fields: ReportFields = reportFieldsSchema.parse({ title: 'R' });
  const { id } = insertReport(session, { reportId: 'R', fields, items: 5, selection: 'w', final: false, author: 'E' });
  finishReport(session, id, { status: 'draft', extractSha256: first.sha256, files: [], signed: false, pages: 1 });
  expect(session.database.prepare('SELECT count(*) FROM audit').pluck().get()).toBe(before + 4);
  expect((await build()).json).toBe(first.json);
  await bench.reopen();
  expect((await build()).sha256).toBe(first.sha256);
  // A copy of the folder, as a backup or another machine has it, also when the first was never closed: opening it notes that in the log.
  const copies = join(folder, 'copies');
  bench.session().database.pragma('wal_checkpoint(TRUNCATE)');
  cpSync(join(folder, 'cases', SLUG), join(copies, SLUG), { recursive: true });
  rmSync(join(copies, SLUG, 'artifacts'), { recursive: true });
  const copy = await openCase(copies, SLUG, { mode: 'existing' });
  expect(copy.database.prepare(`SELECT count(*) FROM audit WHERE action = 'case.lock-recovered'`).pluck().get()).toBe(1);
  expect((await build(null, copies)).json).toBe(first.json);
  const path = first.extract.items[0]?.analystMask?.artifact.path ?? first.extract.items.find(({ analystMask: mask }) => mask !== null)?.analystMask?.artifact.path ?? '';
  expect(readFileSync(join(copies, SLUG, path)).equals(readFileSync(join(folder, 'cases', SLUG, path)))).toBe(true);
  await copy.close();
});

test('every change of the content gives other bytes', async () => {
  const seen = new Set<string>([(await build()).sha256]);
  const session = bench.session();
  const one = bench.idOf('one.png');
  const explanation = explain('one.png', 'measured');
  const changes: Readonly<Record<string, () => unknown>> = {
    explanation: () => undefined,
    decision: () => decide(explanation),
    note: () => writeNote(session.database, 'a', 'E', one, 'n'),
    review: () => changeItems(session.database, 'a', { ids: [one] }, { field: 'review', value: 'traces_found' }),
    domain: () => changeItems(session.database, 'a', { ids: [one] }, { field: 'domain', value: 'document' }),
    mark: () => bench.marks.save({ ...ON_CASE, evidenceId: one, id: ID, body }),
    'mark removed': () => bench.marks.remove({ ...ON_CASE, evidenceId: one, id: ID }),
    mask: () => bench.marks.saveMask({ ...ON_CASE, evidenceId: one, base: 0, operation: { type: 'brush' }, tiles: [tile(0, 0, tileBits((x) => x < 3))] }),
    'same area, other place': () => bench.marks.saveMask({ ...ON_CASE, evidenceId: one, base: 1, operation: { type: 'brush' }, tiles: [tile(0, 0, tileBits((x) => x > 3 && x < 7))] }),
    cover: () => changeCaseDetails(session, { question: 'Another question' }),
    transfer: () => recordTransfer(session, { items: [], from: 'A', to: 'B', at: '2026-01-01', purpose: 'p', authority: '', medium: '' }, 'E'),
    check: () => bench.check(),
    'second opinions': () => opinions('one.png', 'done', 'it is too small'),
    'newer second opinions': () => opinions('one.png', 'done', 'it is too dark'),
  };
  for (const [what, change] of Object.entries(changes)) {
    await change();
    const { sha256 } = await build();
    expect([what, seen.has(sha256)]).toEqual([what, false]);
    seen.add(sha256);
  }
});

test('states the end of the log at the last row that changed the case', async () => {
  await bench.review.open({ ...ON_CASE, evidenceId: bench.idOf('one.png') }, {});
  const { audit } = (await build()).extract;
  const rows = bench.session().database.prepare<[], { sequence: number; hash: string; action: string }>('SELECT sequence, hash, action FROM audit ORDER BY sequence').all();
  const last = rows.findLast(({ action }) => action !== 'item.viewed');
  expect(rows.at(-1)?.action).toBe('item.viewed');
  expect(audit).toEqual({ sequence: last?.sequence, hash: last?.hash });
  expect(['item.viewed', 'export.written', 'report.finished', 'case.lock-recovered'].map(changesCase)).toEqual([false, false, false, false]);
  expect(['evidence.note', 'custody.check-ended', 'custody.transferred', 'case.changed', 'reports', 'something.new'].map(changesCase)).toEqual([true, true, true, true, true, true]);
});

test('a selection says what was chosen, the filter word for word, and names the rest', async () => {
  const one = bench.idOf('one.png');
  const chosen = (await build({ ids: [one, 999] })).extract;
  expect(chosen.selection).toMatchObject({ words: `1 of 5 items of the case, chosen by hand: item ${one}.`, items: [one], counts: { inCase: 5, selected: 1, analysed: 1, failed: 0 }, othersInAll: 4 });
  expect(chosen.selection.others.map(({ path, status }) => [path.slice(bench.evidence.length + 1), status])).toEqual([['broken.png', 'failed'], ['sub/same.png', 'analysed'], ['sub/three.png', 'analysed'], ['two.png', 'analysed']]);
  const filtered = (await build({ filter: { status: ['analysed'], text: 'sub/' } })).extract;
  expect(filtered.selection.words).toBe('2 of 5 items of the case, found by the filter status = ["analysed"] and text = "sub/".');
  expect(filtered.items).toHaveLength(2);
  await expect(build({ filter: { text: 'no such' } })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});

test('holds the measured explanation, the decided ones and the newest with the true mask, in the order they were made', async () => {
  const measured = explain('one.png', 'measured');
  const decided = explain('one.png', 'model');
  const forgotten = explain('one.png', 'model');
  const newest = explain('one.png', 'model');
  const shuffled = explain('one.png', 'model', 'shuffled');
  const without = explain('one.png', 'model', 'none');
  decide(decided);
  decide(without);
  const ids = async (): Promise<readonly number[]> => (await build({ ids: [bench.idOf('one.png')] })).extract.items[0]?.explanations.map(({ id }) => id) ?? [];
  expect(await ids()).toEqual([measured, decided, newest, without]);
  decide(forgotten);
  decide(shuffled);
  expect(await ids()).toEqual([measured, decided, forgotten, newest, shuffled, without]);
});

test('the analyst mask is an 8-bit grey PNG of the stored size, written once, the same at every build', async () => {
  const evidenceId = bench.idOf('one.png');
  const { database, paths } = bench.session();
  const size = { width: 600, height: 300 };
  const isSet = (x: number, y: number): boolean => (x * 7 + y * 3) % 11 < 4 || x === 599 || y === 299;
  const bitsAt = (column: number, row: number): Uint8Array => tileBits((x, y) => x + column * 256 < size.width && y + row * 256 < size.height && isSet(x + column * 256, y + row * 256));
  const tiles = [0, 1, 2].flatMap((column) => [0, 1].map((row) => packTile(column, row, bitsAt(column, row))));
  inTransaction(database, () => insertMaskRevision(database, maskHead(database, evidenceId), tiles, { type: 'brush' }, 'E', 't'));
  const mask = await analystMask(database, paths.folder, evidenceId, size);
  const path = join(paths.folder, mask?.artifact.path ?? '');
  const png = readFileSync(path);
  expect(mask).toMatchObject({ revision: 1, artifact: { kind: 'mask', sha256: sha256Of(png), bytes: png.length, mimeType: 'image/png', ...size } });
  const { data, info } = await sharp(png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels, (await sharp(png).metadata()).depth]).toEqual([600, 300, 1, 'uchar']);
  const expected = Uint8Array.from({ length: 600 * 300 }, (_, at) => (isSet(at % 600, Math.floor(at / 600)) ? 255 : 0));
  expect(data.equals(expected)).toBe(true);
  expect(Buffer.from(decodeGrey(png).data).equals(expected)).toBe(true);
  expect(mask?.area).toBe(expected.filter((value) => value === 255).length);
  const { ino, mtimeNs } = statSync(path, { bigint: true });
  expect(await analystMask(database, paths.folder, evidenceId, size)).toEqual(mask);
  expect(statSync(path, { bigint: true })).toMatchObject({ ino, mtimeNs });
  expect(readdirSync(join(path, '..')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(await analystMask(database, paths.folder, bench.idOf('two.png'), size)).toBeNull();
});

test('a mask that is one run of pixels, and one of a single pixel, come back', async () => {
  for (const [width, height, fill] of [[5000, 700, 255], [1, 1, 255], [70_000, 3, 0]] as const) {
    const band = new Uint8Array(width * height).fill(fill);
    const png = await encodeGreyBands({ width, height }, [band]);
    expect(Buffer.from(decodeGrey(png).data).equals(band)).toBe(true);
    expect(png.length).toBeLessThan(60_000);
  }
});

test('the error rates are those measured of just these weights', async () => {
  const manifest = JSON.parse(readFileSync(join(MODELS, 'omni-nano', 'manifest.json'), 'utf8')) as { sha256: string; version: string };
  const record = (modelSha256: string): Reproducibility => ({
    inputSha256: 'ab'.repeat(32), modelId: 'omni-nano', modelSha256, options: analysisOptionsSchema.parse({}), provider: 'cpu', providerReason: 'r',
    versions: { app: '0', engine: '0', onnxruntime: '0', sharp: '0', libvips: '0', node: '0' }, platform: 'p', startedAt: '2026-01-01T00:00:00.000Z',
  });
  const models = extractModels(await readModels(MODELS), [record(manifest.sha256), record('cd'.repeat(32)), record(manifest.sha256)]);
  expect(models.map(({ sha256 }) => sha256)).toEqual([manifest.sha256, 'cd'.repeat(32)].toSorted());
  const shipped = models.find(({ sha256 }) => sha256 === manifest.sha256);
  const leaderboard = JSON.parse(readFileSync(join(MODELS, 'leaderboard.json'), 'utf8')) as { name: string; sha256?: string; sets: Record<string, { f1: number | null; auc: number | null; false_area: number | null }> }[];
  const row = leaderboard.find(({ name, sha256 }) => (sha256 === undefined ? name === `omni-nano ${manifest.version}` : sha256 === manifest.sha256));
  expect(shipped).toMatchObject({ version: manifest.version, threshold: 0.5 });
  expect(row).toBeDefined();
  expect(shipped?.validation.length).toBeGreaterThan(4);
  expect(shipped?.validation.map(({ set }) => set)).toEqual(Object.keys(row?.sets ?? {}).toSorted());
  for (const { set, f1, auc, falseArea } of shipped?.validation ?? []) expect([f1, auc, falseArea]).toEqual([row?.sets[set]?.f1 ?? null, row?.sets[set]?.auc ?? null, row?.sets[set]?.false_area ?? null]);
  expect(models.find(({ sha256 }) => sha256 !== manifest.sha256)?.validation).toEqual([]);
});

test('holds the newest run of second opinions that was finished, over the present content only', async () => {
  const held = async (): Promise<readonly [number, string] | null> => {
    const run = (await build()).extract.items.find(({ name }) => name === 'two.png')?.secondOpinions ?? null;
    return run === null ? null : [run.id, run.results[0]?.reason ?? ''];
  };
  expect(await held()).toBeNull();
  opinions('two.png', 'done', 'first');
  const second = opinions('two.png', 'done', 'second');
  opinions('two.png', 'failed', 'third');
  expect(await held()).toEqual([second, 'second']);
  bench.session().database.prepare('UPDATE evidence SET sha256 = ? WHERE id = ?').run(sha256Of('other content'), bench.idOf('two.png'));
  expect(await held()).toBeNull();
});

test('holds the calibration of the weights used, and what it says of each score; of other weights it is not read', async () => {
  const models = join(folder, 'models', 'small-test');
  mkdirSync(models, { recursive: true });
  const classes = [{ class: 'other', validated: false, untouched: 3, altered: 2, sets: [], point: null, likelihoodRatio: null, reliabilityDiagram: [] }] as const;
  const write = (modelSha256: string): void => {
    writeFileSync(join(models, 'manifest.json'), JSON.stringify(fakeRequest().model.manifest));
    writeFileSync(join(models, 'calibration.json'), JSON.stringify({ schema: 1, modelId: 'small-test', modelSha256, options: analysisOptionsSchema.parse({}), madeOn: '2026-01-01', classes, reliabilityMap: null }));
  };
  write(FAKE_MODEL_SHA256);
  const { extract } = await build();
  expect(extract.software.models).toMatchObject([{ sha256: FAKE_MODEL_SHA256, calibration: classes }]);
  const readings = extract.items.flatMap(({ finding }) => (finding === null ? [] : [[finding.scoreReading?.outcome, finding.scoreReading?.score === finding.score]]));
  expect(readings).toEqual(Array<unknown>(4).fill(['not_validated', true]));
  write('cd'.repeat(32));
  const other = (await build()).extract;
  expect(other.software.models[0]?.calibration).toEqual([]);
  expect(other.items.every(({ finding }) => (finding?.scoreReading ?? null) === null)).toBe(true);
});

test('500 items of 40 regions stay under 300 MB, other work gets its turn, and it can be given up', async () => {
  const { database } = bench.session();
  const source = database.prepare<[], { id: number }>(`SELECT max(finding.id) AS id FROM finding JOIN evidence ON evidence.id = evidence_id WHERE path LIKE '%two.png'`).get()?.id ?? 0;
  const polygon = JSON.stringify(Array.from({ length: 60 }, (_, at) => [at * 3, (at * 17) % 900]));
  inTransaction(database, () => {
    for (let index = 0; index < 500; index += 1) {
      const name = `many-${index}`;
      const id = Number(database.prepare(`INSERT INTO evidence (path_bytes, path, kind, size, mtime_ns, status, facts, sha256, md5, sha1, added_at) SELECT ?, ?, kind, size, mtime_ns, status, facts, ?, md5, sha1, added_at FROM evidence WHERE path LIKE '%two.png'`)
        .run(Buffer.from(`/many/${name}`), `/many/${name}`, sha256Of(name)).lastInsertRowid);
      const finding = Number(database.prepare(`INSERT INTO finding (evidence_id, run_id, input_sha256, parameters_sha256, score, gate_vision, gate_vision_share, tiles, reliability, mask_share, coefficients, timings, record, created_at, digest)
        SELECT ?, run_id, ?, parameters_sha256, score, gate_vision, gate_vision_share, tiles, reliability, mask_share, coefficients, timings, record, created_at, digest FROM finding WHERE id = ?`).run(id, sha256Of(name), source).lastInsertRowid);
      const region = database.prepare('INSERT INTO region (finding_id, number, x, y, width, height, area, share, mean_probability, peak_probability, polygon) VALUES (?, ?, 1, 2, 3, 4, 12, 0.1, 0.5, 0.9, ?)');
      for (let number = 1; number <= 40; number += 1) region.run(finding, number, polygon);
      database.prepare(`INSERT INTO evidence_item (evidence_id, folder_id, name, status, bytes, finding_id, sha256, search) SELECT ?, folder_id, ?, status, bytes, ?, ?, '' FROM evidence_item LIMIT 1`).run(id, name, finding, sha256Of(name));
    }
  });
  let [peak, turns] = [0, 0];
  const timer = setInterval(() => (turns += 1), 1);
  const before = process.memoryUsage().rss;
  const built = await buildExtract({ paths: bench.session().paths }, {
    selection: { filter: { text: '' } }, modelsFolder: join(folder, 'models'),
    onProgress: () => (peak = Math.max(peak, process.memoryUsage().rss)),
  });
  clearInterval(timer);
  peak = Math.max(peak, process.memoryUsage().rss);
  expect(built.extract.items).toHaveLength(505);
  expect(built.extract.items.filter(({ finding }) => finding?.regions.length === 40)).toHaveLength(500);
  expect(built.json.length).toBeGreaterThan(10_000_000);
  expect((peak - before) / 1e6).toBeLessThan(300);
  expect(turns).toBeGreaterThan(50);
  const controller = new AbortController();
  await expect(buildExtract({ paths: bench.session().paths }, { selection: null, modelsFolder: '', signal: controller.signal, onProgress: (done) => done === 3 && controller.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(existsSync(bench.session().paths.database)).toBe(true);
}, 120_000);
