import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EvidenceEntry } from './entry.ts';
import { walkEvidence } from './walk.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-walk-'));
});

afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

async function walk(root: string = folder, exclude?: string): Promise<readonly EvidenceEntry[]> {
  const entries: EvidenceEntry[] = [];
  for await (const entry of walkEvidence(Buffer.from(root), exclude === undefined ? {} : { exclude })) entries.push(entry);
  return entries.toSorted((a, b) => Buffer.compare(a.pathBytes, b.pathBytes));
}

describe('walkEvidence', () => {
  test('finds files at every depth, far below where handles are kept open', async () => {
    let deep = folder;
    for (let depth = 0; depth < 130; depth += 1) {
      deep = join(deep, 'd');
      mkdirSync(deep);
      if (depth % 10 === 0) writeFileSync(join(deep, 'f'), '');
    }
    expect(await walk()).toHaveLength(13);
  });

  test('gives size and time to the nanosecond', async () => {
    writeFileSync(join(folder, 'a'), 'four');
    const [entry] = await walk();
    expect(entry).toMatchObject({ kind: 'file', size: 4, reason: null });
    expect(entry?.mtimeNs).toBeGreaterThan(1_500_000_000_000_000_000n);
  });

  test('reports links and never follows them', async () => {
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub', 'a'), '');
    symlinkSync('..', join(folder, 'sub', 'up'));
    symlinkSync('sub', join(folder, 'link'));
    const entries = await walk();
    expect(entries.map((entry) => entry.kind)).toEqual(['symlink', 'file', 'symlink']);
    expect(entries[0]?.reason?.message).toContain('link to sub');
  });

  test('leaves out the excluded folder with a row that says so', async () => {
    mkdirSync(join(folder, 'case', 'artifacts'), { recursive: true });
    writeFileSync(join(folder, 'case', 'case.sqlite'), '');
    writeFileSync(join(folder, 'a'), '');
    const entries = await walk(folder, join(folder, 'case'));
    expect(entries.map((entry) => [entry.kind, entry.reason?.status])).toEqual([['file', undefined], ['directory', 'skipped']]);
  });

  test('a root that is gone is one row with a reason', async () => {
    const entries = await walk(join(folder, 'none'));
    expect(entries).toHaveLength(1);
    expect(entries[0]?.reason?.code).toBe('FILE_NOT_FOUND');
  });

  test.skipIf(process.platform === 'win32')('a folder that may not be read is a row, and the walk goes on', () => {
    mkdirSync(join(folder, 'locked'));
    mkdirSync(join(folder, 'open'));
    writeFileSync(join(folder, 'open', 'a'), '');
    chmodSync(join(folder, 'locked'), 0);
    chmodSync(folder, 0o755);
    // Root reads everything, so the walk runs as nobody where the tests run as root.
    const code = `import { walkEvidence } from ${JSON.stringify(join(import.meta.dirname, 'walk.ts'))};
      if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
      for await (const entry of walkEvidence(Buffer.from(${JSON.stringify(folder)}))) console.log(entry.kind, entry.reason?.code ?? '-');`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    chmodSync(join(folder, 'locked'), 0o755);
    expect({ lines: stdout.trim().split('\n').toSorted(), stderr }).toEqual({ lines: ['directory FILE_NO_PERMISSION', 'file -'], stderr: '' });
  });
});
