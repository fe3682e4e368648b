import { rmSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../src/casework/canonicalJson.ts';
import { insertFinding } from '../../src/casework/store/findings.ts';
import { insertRun } from '../../src/casework/store/runs.ts';
import type { BitTile } from '../../src/casework/viewerPort.ts';
import { analysisOptionsSchema, analystMaskSchema, type AnnotationBody, annotationSchema, maskRevisionSchema } from '../../src/contract/index.ts';
import { temporaryFolder } from './caseworkFixtures.ts';
import { AUTHOR, openSmallWorkbench, single, SLUG, type SmallWorkbench } from './jobsFixtures.ts';
import { addDrawable, bitsOf, tile, tileBits } from './marksFixtures.ts';

const SIZE = { width: 600, height: 300 };
const ID = '0b9d4a52-6c4f-4f0e-9a4e-2f6d8f0f4a11';
let folder: string;
let workbench: SmallWorkbench;
let modelTiles: readonly BitTile[];
let asked: { path: string; threshold: number }[];

beforeEach(async () => {
  folder = temporaryFolder();
  modelTiles = [];
  asked = [];
  workbench = await openSmallWorkbench(folder, { maskTiles: ({ path }, threshold) => { asked.push({ path, threshold }); return modelTiles; } });
  addDrawable(workbench.session.database, SIZE);
});

afterEach(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

const item = { case: SLUG, evidenceId: 1 };
const full = tileBits(() => true);
const empty = tileBits(() => false);
const brush = { ...item, operation: { type: 'brush' as const } };

function body(changes: Partial<AnnotationBody> = {}): AnnotationBody {
  return { shape: { type: 'rectangle', x: 10, y: 20, width: 30, height: 40 }, note: 'double edge', confidence: 'moderate', layers: ['mask'], ...changes };
}

describe('annotations', () => {
  test('each save and removal is a revision; the list holds the newest that is not deleted', async () => {
    const first = annotationSchema.parse(await workbench.marks.save({ ...item, id: ID, body: body() }));
    expect(first).toMatchObject({ revision: 1, deleted: false, author: AUTHOR, evidenceId: 1 });
    await workbench.marks.save({ ...item, id: ID, body: body({ note: 'edge, twice' }) });
    const other = crypto.randomUUID();
    await workbench.marks.save({ ...item, id: other, body: body() });
    expect(new Map((await workbench.marks.list(item)).map((one) => [one.id, [one.revision, one.note]]))).toEqual(new Map([[ID, [2, 'edge, twice']], [other, [1, 'double edge']]]));
    expect(await workbench.marks.remove({ ...item, id: ID })).toMatchObject({ revision: 3, deleted: true });
    expect(await workbench.marks.remove({ ...item, id: ID })).toMatchObject({ revision: 3 });
    expect((await workbench.marks.list(item)).map((one) => one.id)).toEqual([other]);
    expect(await workbench.marks.save({ ...item, id: ID, body: body() })).toMatchObject({ revision: 4, deleted: false });
    expect((await workbench.marks.history({ ...item, id: ID })).map((one) => [one.revision, one.deleted])).toEqual([[1, false], [2, false], [3, true], [4, false]]);
    expect(single(workbench, `SELECT details ->> 'digest' FROM audit WHERE action = 'annotation.saved' LIMIT 1`)).toBe(digestOf(body()));
    expect(single(workbench, `SELECT group_concat(action) FROM audit WHERE subject = 'annotation ${ID}'`)).toBe('annotation.saved,annotation.saved,annotation.removed,annotation.saved');
    expect(workbench.events.filter((event) => event.type === 'annotations')).toHaveLength(5);
  });

  test('revisions can be neither edited nor deleted', async () => {
    await workbench.marks.save({ ...item, id: ID, body: body() });
    expect(() => workbench.session.database.exec(`UPDATE annotation_revision SET body = '{}'`)).toThrow('never edited');
    expect(() => workbench.session.database.exec('DELETE FROM annotation_revision')).toThrow('never deleted');
  });

  test.each([
    ['rectangle', { type: 'rectangle', x: 590, y: 0, width: 12, height: 10 }],
    ['ellipse', { type: 'ellipse', x: 10, y: 10, radiusX: 12, radiusY: 5 }],
    ['polygon', { type: 'polygon', points: [[0, 0], [10, 0], [10, 302]] }],
    ['arrow', { type: 'arrow', from: [0, 0], to: [-2, 0] }],
    ['measure', { type: 'measure', from: [0, Number.NaN], to: [5, 0] }],
    ['text', { type: 'text', at: [700, 10], text: 'a', size: 12 }],
  ] as const)('a %s outside the picture is refused', async (_name, shape) => {
    await expect(workbench.marks.save({ ...item, id: ID, body: body({ shape: structuredClone(shape) as AnnotationBody['shape'] }) })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('a shape may reach a pixel beyond the edge', async () => {
    await workbench.marks.save({ ...item, id: ID, body: body({ shape: { type: 'rectangle', x: -1, y: -1, width: 602, height: 302 } }) });
    expect(await workbench.marks.list(item)).toHaveLength(1);
  });

  test('says what is wrong with an unknown item, another item or a closed case', async () => {
    await expect(workbench.marks.list({ case: SLUG, evidenceId: 9 })).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    await expect(workbench.marks.remove({ ...item, id: ID })).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    await workbench.marks.save({ ...item, id: ID, body: body() });
    const second = addDrawable(workbench.session.database, SIZE);
    await expect(workbench.marks.save({ case: SLUG, evidenceId: second, id: ID, body: body() })).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    workbench.session.database.exec(`UPDATE case_record SET status = 'closed'`);
    await expect(workbench.marks.save({ ...item, id: ID, body: body() })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(workbench.marks.saveMask({ ...brush, base: 0, tiles: [tile(0, 0, full)] })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(await workbench.marks.list(item)).toHaveLength(1);
  });
});

describe('analyst mask', () => {
  test('holds the newest of each tile and its area', async () => {
    expect(await workbench.marks.mask(item)).toEqual({ evidenceId: 1, revision: 0, area: 0, tiles: [], author: null, at: null });
    const dot = tileBits((x, y) => x < 10 && y < 10);
    expect(await workbench.marks.saveMask({ ...brush, base: 0, tiles: [tile(0, 0, full), tile(1, 0, dot)] })).toMatchObject({ revision: 1, area: 65536 + 100, author: AUTHOR });
    expect(await workbench.marks.saveMask({ ...item, operation: { type: 'erase' }, base: 1, tiles: [tile(0, 0, dot)] })).toMatchObject({ revision: 2, area: 200 });
    expect(await workbench.marks.saveMask({ ...item, operation: { type: 'undo' }, base: 2, tiles: [tile(0, 0, empty)] })).toMatchObject({ revision: 3, area: 100 });
    const mask = analystMaskSchema.parse(await workbench.marks.mask(item));
    expect(mask.tiles.map(({ column, row }) => [column, row])).toEqual([[1, 0]]);
    expect(Buffer.compare(bitsOf(mask.tiles[0]!), dot)).toBe(0);
    const history = maskRevisionSchema.array().parse(await workbench.marks.maskHistory(item));
    expect(history.map((one) => [one.revision, one.operation.type, one.tiles, one.area])).toEqual([[1, 'brush', 2, 65636], [2, 'erase', 1, 200], [3, 'undo', 1, 100]]);
    expect(single(workbench, `SELECT count(*) FROM audit WHERE action = 'mask.revised'`)).toBe(3);
    expect(() => workbench.session.database.exec('DELETE FROM mask_tile')).toThrow('never deleted');
  });

  test('a stroke on an old revision is refused and changes nothing', async () => {
    await workbench.marks.saveMask({ ...brush, base: 0, tiles: [tile(0, 0, full)] });
    await expect(workbench.marks.saveMask({ ...brush, base: 0, tiles: [tile(1, 0, full)] })).rejects.toMatchObject({ code: 'REVISION_CONFLICT', details: { newest: 1, base: 0 } });
    await expect(workbench.marks.combineMask({ ...item, base: 5, operation: { type: 'clear' } })).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
    // Two strokes at once on the same base: one of them is told.
    const both = await Promise.allSettled([1, 2].map((column) => workbench.marks.saveMask({ ...brush, base: 1, tiles: [tile(column, 0, full)] })));
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await workbench.marks.maskHistory(item)).toHaveLength(2);
  });

  test('pixels beyond the picture are cleared', async () => {
    // The last tile of 600 x 300: 88 x 44 pixels lie inside.
    expect(await workbench.marks.saveMask({ ...brush, base: 0, tiles: [tile(2, 1, full)] })).toMatchObject({ area: 88 * 44 });
    const [stored] = (await workbench.marks.mask(item)).tiles;
    expect(Buffer.compare(bitsOf(stored!), tileBits((x, y) => x < 88 && y < 44))).toBe(0);
  });

  test.each([
    ['outside the grid', { column: 3, row: 0, data: deflateSync(full).toString('base64') }],
    ['too short', { column: 0, row: 0, data: deflateSync(new Uint8Array(8191)).toString('base64') }],
    ['a bomb', { column: 0, row: 0, data: deflateSync(new Uint8Array(10_000_000)).toString('base64') }],
    ['no zlib data', { column: 0, row: 0, data: 'AAAA' }],
    ['nothing', { column: 0, row: 0, data: '' }],
  ])('a tile that is %s is refused', async (_name, bad) => {
    await expect(workbench.marks.saveMask({ ...brush, base: 0, tiles: [tile(0, 0, full), bad] })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(await workbench.marks.maskHistory(item)).toEqual([]);
  });

  test('the same tile twice, a picture not read and an operation of the host are refused', async () => {
    await expect(workbench.marks.saveMask({ ...brush, base: 0, tiles: [tile(0, 0, full), tile(0, 0, empty)] })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(workbench.marks.saveMask({ ...item, base: 0, operation: { type: 'copy', findingId: 1, threshold: 0.5 }, tiles: [tile(0, 0, full)] })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(workbench.marks.combineMask({ ...item, base: 0, operation: { type: 'brush' } })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    forgetFacts();
    await expect(workbench.marks.saveMask({ ...brush, base: 0, tiles: [tile(0, 0, full)] })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  function forgetFacts(): void {
    workbench.session.database.exec('UPDATE evidence SET facts = NULL');
  }
});

describe('combining with the model\'s mask', () => {
  let findingId: number;

  beforeEach(() => {
    const { database } = workbench.session;
    const run = insertRun(database, { rootId: null, modelId: 'm', modelSha256: 's', options: analysisOptionsSchema.parse({}), appVersion: '0', startedAt: 't' });
    const mask = { kind: 'mask' as const, path: 'artifacts/cd/mask.png', sha256: 'cd'.repeat(32), bytes: 1, mimeType: 'image/png', ...SIZE };
    findingId = insertFinding(database, {
      evidenceId: 1, runId: run.id, inputSha256: 'ab'.repeat(32), parametersSha256: run.parametersSha256, sameAs: null, note: '', score: 0.5, gate: { vision: 0, visionShare: 0, tiles: 1 }, reliability: 1, maskShare: 0.5,
      coefficients: {}, timings: {}, record: {}, createdAt: 't', artifacts: [mask], regions: [],
    }).id;
  });

  const left = tileBits((x) => x < 128);
  const top = tileBits((_x, y) => y < 128);

  test('union, subtract and copy work pixel by pixel; the model\'s mask stays as it is', async () => {
    modelTiles = [{ column: 0, row: 0, bits: top }, { column: 2, row: 1, bits: full }];
    const before = Buffer.from(top);
    await workbench.marks.saveMask({ ...brush, base: 0, tiles: [tile(0, 0, left), tile(1, 0, left)] });
    const operation = { findingId, threshold: 0.4 };
    const union = analystMaskSchema.parse(await workbench.marks.combineMask({ ...item, base: 1, operation: { type: 'union', ...operation } }));
    const half = 256 * 128;
    expect(union).toMatchObject({ revision: 2, area: half + half / 2 + half + 88 * 44 });
    expect(Buffer.compare(bitsOf(union.tiles[0]!), tileBits((x, y) => x < 128 || y < 128))).toBe(0);
    const subtracted = await workbench.marks.combineMask({ ...item, base: 2, operation: { type: 'subtract', ...operation } });
    expect(subtracted.area).toBe(half / 2 + half);
    expect(Buffer.compare(bitsOf(subtracted.tiles[0]!), tileBits((x, y) => x < 128 && y >= 128))).toBe(0);
    const copied = await workbench.marks.combineMask({ ...item, base: 3, operation: { type: 'copy', ...operation } });
    expect(copied).toMatchObject({ revision: 4, area: half + 88 * 44 });
    expect(copied.tiles.map(({ column, row }) => [column, row])).toEqual([[0, 0], [2, 1]]);
    const cleared = await workbench.marks.combineMask({ ...item, base: 4, operation: { type: 'clear' } });
    expect(cleared).toMatchObject({ revision: 5, area: 0, tiles: [] });
    expect((await workbench.marks.maskHistory(item)).map((one) => one.tiles)).toEqual([2, 2, 2, 3, 2]);
    expect(asked).toHaveLength(3);
    expect(asked[0]?.path.endsWith('artifacts/cd/mask.png')).toBe(true);
    expect(asked[0]?.threshold).toBe(0.4);
    expect(before.equals(top)).toBe(true);
  });

  test('a finding of another item, an unknown one, one of earlier content and an impossible threshold are refused', async () => {
    const combine = (evidenceId: number, changes: object) => workbench.marks.combineMask({ case: SLUG, evidenceId, base: 0, operation: { type: 'copy', findingId, threshold: 0.5, ...changes } });
    await expect(combine(addDrawable(workbench.session.database, SIZE), {})).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    await expect(combine(1, { findingId: 99 })).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    await expect(combine(1, { threshold: 1 })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    modelTiles = [{ column: 7, row: 0, bits: full }];
    await expect(combine(1, {})).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    workbench.session.database.exec(`UPDATE evidence SET sha256 = '${'ef'.repeat(32)}'`);
    await expect(combine(1, {})).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(await workbench.marks.maskHistory(item)).toEqual([]);
  });

  test('an aborted call changes nothing', async () => {
    modelTiles = [{ column: 0, row: 0, bits: top }];
    await expect(workbench.marks.combineMask({ ...item, base: 0, operation: { type: 'copy', findingId, threshold: 0.5 } }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await workbench.marks.maskHistory(item)).toEqual([]);
  });
});
