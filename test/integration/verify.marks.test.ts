import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyCase, viewCase } from '../../src/casework/index.ts';
import { temporaryFolder } from './caseworkFixtures.ts';
import { openSmallWorkbench, SLUG, type SmallWorkbench } from './jobsFixtures.ts';
import { addDrawable, tile, tileBits } from './marksFixtures.ts';

let folder: string;
let workbench: SmallWorkbench;
const item = { case: SLUG, evidenceId: 1 };
const ID = '0b9d4a52-6c4f-4f0e-9a4e-2f6d8f0f4a11';

beforeEach(async () => {
  folder = temporaryFolder();
  workbench = await openSmallWorkbench(folder);
  addDrawable(workbench.session.database, { width: 600, height: 300 });
  const body = { shape: { type: 'rectangle' as const, x: 10, y: 20, width: 30, height: 40 }, note: 'edge', confidence: 'moderate' as const, layers: ['mask' as const] };
  await workbench.marks.save({ ...item, id: ID, body });
  await workbench.marks.save({ ...item, id: ID, body: { ...body, note: 'edge, twice' } });
  const brush = { ...item, operation: { type: 'brush' as const } };
  await workbench.marks.saveMask({ ...brush, base: 0, tiles: [tile(1, 0, tileBits((x) => x < 5)), tile(0, 0, tileBits((_, y) => y < 5))] });
  await workbench.marks.saveMask({ ...brush, base: 1, tiles: [tile(0, 0, tileBits(() => false))] });
});

afterEach(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Problems of the marks alone: no file stands behind the drawable. */
async function markProblems(): Promise<readonly string[]> {
  const view = viewCase(join(folder, 'cases'), SLUG);
  try {
    const { problems, marks } = await verifyCase(view, { evidence: false, heads: [] });
    expect(marks).toBeGreaterThanOrEqual(2);
    return problems.filter(({ part }) => part === 'marks').map(({ message }) => message);
  } finally {
    view.close();
  }
}

test('marks as they were saved, removed ones too, are all as recorded', async () => {
  expect(await markProblems()).toEqual([]);
  await workbench.marks.remove({ ...item, id: ID });
  expect(await markProblems()).toEqual([]);
});

test.each([
  ['an edited note', 'annotation_is_never_edited', `UPDATE annotation_revision SET body = replace(body, 'twice', 'once')`, 'annotation'],
  ['a revision that was taken out', 'annotation_is_never_deleted', 'DELETE FROM annotation_revision WHERE revision = 1', 'annotation'],
  ['a mark that was hidden', 'annotation_is_never_edited', 'UPDATE annotation SET deleted = 1', 'annotation'],
  ['a mark that was set back', 'annotation_is_never_edited', 'UPDATE annotation SET revision = 1', 'annotation'],
  ['an edited tile', 'mask_tile_is_never_edited', `UPDATE mask_tile SET bits = x'00' WHERE tile_column = 1`, 'analyst mask'],
  ['a tile that was taken out', 'mask_tile_is_never_deleted', 'DELETE FROM mask_tile WHERE tile_column = 1', 'analyst mask'],
])('%s is found', async (_what, trigger, sql, named) => {
  workbench.session.database.exec(`DROP TRIGGER ${trigger}; ${sql}`);
  expect(await markProblems()).toEqual([expect.stringContaining(named)]);
});
