import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ViewerPort } from '../../src/casework/viewerPort.ts';
import { itemFiguresSchema } from '../../src/contract/index.ts';
import { startViewer } from '../../src/engine/index.ts';
import { encoder, save, sha256Of, temporaryFolder } from './engineFixtures.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder = { path: '', remove: (): Promise<void> => Promise.resolve() };
let viewer: ViewerPort;
beforeEach(async () => {
  folder = await temporaryFolder();
  viewer = startViewer();
});
afterEach(async () => {
  await viewer.close();
  await folder.remove();
});

test('through the view process: pictures of a report are artifacts named by their bytes, the same from another process; a changed file is refused', async () => {
  const path = await save(folder.path, 'picture.jpg', await encoder(900, 600).jpeg({ quality: 90 }).withMetadata({ orientation: 6 }).toBuffer());
  const source = { path, key: await sha256Of(path) };
  const data = new Uint8Array(900 * 600);
  for (let y = 100; y < 250; y += 1) data.fill(204, y * 900 + 300, y * 900 + 500);
  const maskPath = await save(folder.path, 'mask.png', await sharp(data, { raw: { width: 900, height: 600, channels: 1 } }).toColourspace('b-w').png().toBuffer());
  const mask = { path: maskPath, key: await sha256Of(maskPath) };
  const { regions } = await viewer.regions(mask, 0.5, 64);
  const caseFolder = join(folder.path, 'case');
  const subject = { finding: { mask, threshold: 0.5, regions }, longSide: 1600, crops: 6, caseFolder };
  const made = itemFiguresSchema.parse(await viewer.reportFigures(source, subject));
  expect(made.figures.map(({ role, region, width, height }) => [role, region, width, height])).toEqual([['original', null, 600, 900], ['overlay', null, 600, 900], ['crop_original', 1, 300, 400], ['crop_overlay', 1, 300, 400]]);
  for (const { path: artifact, sha256 } of made.figures) expect(createHash('sha256').update(await readFile(join(caseFolder, artifact))).digest('hex')).toBe(sha256);
  await viewer.close();
  viewer = startViewer();
  expect(await viewer.reportFigures(source, subject)).toEqual(made);
  await expect(viewer.reportFigures({ path, key: '0'.repeat(64) }, subject)).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  await expect(viewer.reportFigures(source, { ...subject, finding: { ...subject.finding, mask: source } })).rejects.toMatchObject({ code: 'IMAGE_CORRUPT' });
});
