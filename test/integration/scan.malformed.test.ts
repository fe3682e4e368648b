import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CaseSession, openCase, scanFolder, type ScanSummary, verifyCase, viewCase } from '../../src/casework/index.ts';
import { type ImageFacts, isErrorCode } from '../../src/contract/index.ts';
import { startEngine } from '../../src/engine/index.ts';
import { MALFORMED_COUNT, type MalformedFile, makeMalformed } from '../malformed/makeMalformed.ts';
import { MODEL, smallRequest, snapshot, temporaryFolder } from './caseworkFixtures.ts';

interface Row {
  readonly bytes: Buffer;
  readonly path: string;
  readonly status: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly facts: string | null;
}

describe.skipIf(process.platform === 'win32')('a scan of 60 malformed, mislabelled and oversized files', () => {
  let folder: string;
  let evidence: string;
  let session: CaseSession;
  let expected: readonly MalformedFile[];
  let before: readonly string[];
  let summary: ScanSummary;
  let rows: readonly Row[];
  const pids = new Set<number>();

  beforeAll(async () => {
    folder = temporaryFolder();
    evidence = join(folder, 'evidence');
    expected = await makeMalformed(evidence);
    before = snapshot(evidence);
    session = await openCase(join(folder, 'cases'), 'malformed', { mode: 'new' });
    const engine = startEngine({ modelFolder: MODEL, provider: 'cpu' });
    try {
      summary = await scanFolder(session, engine, evidence, await smallRequest(), {
        onEvent: () => {
          const pid = engine.pid();
          if (pid !== undefined) pids.add(pid);
        },
      });
    } finally {
      await engine.close();
    }
    rows = session.database.prepare<[], Row>('SELECT path_bytes AS bytes, path, status, error_code AS code, error_message AS message, facts FROM evidence').all();
  }, 240_000);

  afterAll(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('ends with 60 rows, each analysed or with a reason', () => {
    expect(expected).toHaveLength(MALFORMED_COUNT);
    expect(rows).toHaveLength(MALFORMED_COUNT);
    expect(summary.done + summary.failed + summary.skipped).toBe(MALFORMED_COUNT);
    for (const row of rows) {
      if (row.status === 'analysed') expect(row.code).toBeNull();
      else expect(isErrorCode(row.code) && (row.message ?? '').length > 20).toBe(true);
    }
  });

  test('no file took the engine down', () => {
    expect(pids.size).toBe(1);
    expect(rows.filter((row) => row.code === 'ENGINE_CRASHED' || row.code === 'ENGINE_TIMEOUT' || row.code === 'INTERNAL')).toEqual([]);
    expect(session.database.prepare(`SELECT count(*) FROM audit WHERE action = 'engine.crashed'`).pluck().get()).toBe(0);
  });

  test('each has the outcome that is right for it', () => {
    const wrong = expected.flatMap((file) => {
      const wanted = Buffer.concat([Buffer.from(`${evidence}/`), file.pathBytes]);
      const row = rows.find((candidate) => candidate.bytes.equals(wanted));
      const outcome = row?.status === 'analysed' ? 'analysed' : (row?.code ?? 'no row');
      return file.expected.some((one) => one === outcome) ? [] : [`${file.path}: ${outcome}, expected ${file.expected.join(' or ')}`];
    });
    expect(wrong).toEqual([]);
  });

  test('a name that disagrees with the content is flagged, and only that', () => {
    const wrong = expected.flatMap((file) => {
      if (file.extensionMismatch === null) return [];
      const wanted = Buffer.concat([Buffer.from(`${evidence}/`), file.pathBytes]);
      const facts = rows.find((candidate) => candidate.bytes.equals(wanted))?.facts;
      if (facts === null || facts === undefined) return [];
      return (JSON.parse(facts) as ImageFacts).extensionMismatch === file.extensionMismatch ? [] : [file.path];
    });
    expect(wrong).toEqual([]);
  });

  test('leaves the evidence as it was and a case that verifies', async () => {
    expect(snapshot(evidence)).toEqual(before);
    const view = viewCase(join(folder, 'cases'), 'malformed');
    expect((await verifyCase(view, { evidence: true, heads: [] })).problems).toEqual([]);
    view.close();
  });
});
