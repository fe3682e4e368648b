import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CaseSession, openCase, scanFolder, type ScanSummary, verifyCase, viewCase } from '../../src/casework/index.ts';
import { startEngine } from '../../src/engine/index.ts';
import { makePictures, MODEL, smallRequest, snapshot, temporaryFolder } from './caseworkFixtures.ts';

/** A folder with everything a file system can put in the way of a scan. Only Linux lets all of it be made. */
describe.skipIf(process.platform !== 'linux')('a full scan of a hostile folder', () => {
  let folder: string;
  let evidence: string;
  let before: readonly string[];
  let summary: ScanSummary;
  let session: CaseSession;
  const rows = new Map<string, { status: string; code: string | null; sha256: string | null; md5: string | null; sha1: string | null; bytes: Buffer }>();

  beforeAll(async () => {
    folder = temporaryFolder();
    evidence = join(folder, 'evidence');
    const [first = '', second = ''] = await makePictures(evidence, 3);
    const deep = join(evidence, ...Array.from({ length: 12 }, (_, index) => `folder-${index}-with-a-rather-long-name`));
    mkdirSync(deep, { recursive: true });
    copyFileSync(first, join(deep, 'deep.jpg'));
    symlinkSync('..', join(deep, 'loop'));
    symlinkSync(first, join(evidence, 'link.jpg'));
    symlinkSync('nowhere', join(evidence, 'dangling.jpg'));
    linkSync(second, join(evidence, 'hard-link.png'));
    execFileSync('mkfifo', [join(evidence, 'pipe.jpg')]);
    writeFileSync(join(evidence, 'empty.jpg'), '');
    writeFileSync(join(evidence, 'line\nbreak.txt'), 'text');
    copyFileSync(first, Buffer.concat([Buffer.from(join(evidence, 'gr')), Buffer.from([0xfc]), Buffer.from('n.jpg')]));
    for (const name of [first, second]) utimesSync(name, 1_234_567_890, 987_654_321);
    before = snapshot(evidence);
    session = await openCase(join(folder, 'cases'), 'evidence', { mode: 'new' });
    const engine = startEngine({ modelFolder: MODEL, provider: 'cpu' });
    try {
      summary = await scanFolder(session, engine, evidence, await smallRequest());
    } finally {
      await engine.close();
    }
    const stored = session.database
      .prepare<[], { path: string; bytes: Buffer; status: string; code: string | null; sha256: string | null; md5: string | null; sha1: string | null }>(
        'SELECT path, path_bytes AS bytes, status, error_code AS code, sha256, md5, sha1 FROM evidence',
      )
      .all();
    for (const row of stored) rows.set(row.path.slice(evidence.length + 1), row);
  }, 120_000);

  afterAll(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('leaves content, times and listing of the evidence as they were', () => {
    expect(snapshot(evidence)).toEqual(before);
  });

  test('gives every entry a row with a status', () => {
    const status = (name: string): string | undefined => rows.get(name)?.status;
    expect(status('picture-000.jpg')).toBe('analysed');
    expect(status('hard-link.png')).toBe('analysed');
    expect(rows.get('link.jpg')).toMatchObject({ status: 'skipped', code: 'FILE_NOT_REGULAR' });
    expect(rows.get('dangling.jpg')).toMatchObject({ status: 'skipped', code: 'FILE_NOT_REGULAR' });
    expect(rows.get('pipe.jpg')).toMatchObject({ status: 'skipped', code: 'FILE_NOT_REGULAR' });
    expect(rows.get('empty.jpg')).toMatchObject({ status: 'failed', code: 'FILE_EMPTY' });
    expect(status('line\nbreak.txt')).toBe('skipped');
    expect([...rows.keys()].filter((name) => name.endsWith('loop'))).toHaveLength(1);
    expect(summary.done + summary.failed + summary.skipped).toBe(rows.size);
    expect(rows.size).toBe(12);
  });

  test('reaches paths longer than 260 characters', () => {
    const deep = [...rows.entries()].find(([name]) => name.endsWith('deep.jpg'));
    expect(deep?.[0].length).toBeGreaterThan(260);
    expect(deep?.[1].status).toBe('analysed');
  });

  test('keeps the bytes of a name that is not UTF-8 and analyses the file', () => {
    const row = rows.get('gr\\xfcn.jpg');
    expect(row?.status).toBe('analysed');
    expect(row?.bytes.includes(0xfc)).toBe(true);
  });

  test('SHA-256, SHA-1 and MD5 are those of the usual tools', () => {
    for (const [tool, column] of [['sha256sum', 'sha256'], ['sha1sum', 'sha1'], ['md5sum', 'md5']] as const) {
      const { stdout } = spawnSync(tool, [join(evidence, 'picture-001.png')], { encoding: 'utf8' });
      expect(rows.get('picture-001.png')?.[column]).toBe(stdout.split(' ')[0]);
    }
  });

  test('verify reads the evidence again and names what was changed since', async () => {
    const view = viewCase(join(folder, 'cases'), 'evidence');
    expect((await verifyCase(view, { evidence: true, heads: [] })).problems).toEqual([]);
    const target = join(evidence, 'picture-002.jpg');
    const saved = `${target}.saved`;
    copyFileSync(target, saved);
    writeFileSync(target, 'something else');
    const report = await verifyCase(view, { evidence: true, heads: [] });
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0]).toMatchObject({ part: 'evidence' });
    copyFileSync(saved, target);
    rmSync(saved);
    expect((await verifyCase(view, { evidence: true, heads: [] })).problems).toEqual([]);
    view.close();
  });
});
