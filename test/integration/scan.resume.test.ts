import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CaseSession, openCase, readRuns, scanFolder, verifyCase, viewCase } from '../../src/casework/index.ts';
import { type ScanEvent, scanEventSchema } from '../../src/contract/index.ts';
import { startEngine } from '../../src/engine/index.ts';
import { makePictures, MODEL, runCli, SMALL_FLAGS, smallRequest, snapshot, temporaryFolder } from './caseworkFixtures.ts';

const PICTURES = 8;
let folder: string;
let evidence: string;
let cases: string;

beforeEach(async () => {
  folder = temporaryFolder();
  evidence = join(folder, 'evidence');
  cases = join(folder, 'cases');
  await makePictures(evidence, PICTURES);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function scanArguments(): string[] {
  return ['scan', evidence, '--case', 'kill', '--cases', cases, '--provider', 'cpu', '--json', ...SMALL_FLAGS];
}

function analysedIn(stdout: string): readonly string[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => scanEventSchema.parse(JSON.parse(line)))
    .flatMap((event) => (event.type === 'item' && event.status === 'analysed' ? [event.path] : []));
}

/** Every file has exactly one finding, and each analysis that ended is in the audit log once. */
async function expectWholeCase(): Promise<void> {
  const view = viewCase(cases, 'kill');
  try {
    expect(view.database.prepare('SELECT count(*) FROM evidence').pluck().get()).toBe(PICTURES);
    expect(view.database.prepare('SELECT count(*) FROM finding').pluck().get()).toBe(PICTURES);
    expect(view.database.prepare('SELECT count(DISTINCT evidence_id) FROM finding').pluck().get()).toBe(PICTURES);
    expect(view.database.prepare(`SELECT count(*) FROM audit WHERE action = 'finding.recorded'`).pluck().get()).toBe(PICTURES);
    const report = await verifyCase(view, { evidence: true, heads: [] });
    expect(report.problems).toEqual([]);
  } finally {
    view.close();
  }
}

describe('a scan that is killed', () => {
  test('kill -9 of the command line in mid-scan: the next one takes over and analyses only what is left', { timeout: 120_000 }, async () => {
    const before = snapshot(evidence);
    let items = 0;
    const first = await runCli(scanArguments(), (line, child) => {
      if (line.includes('"item"')) items += 1;
      if (items === 3) child.kill('SIGKILL');
    });
    expect(first.signal).toBe('SIGKILL');
    const committed = analysedIn(first.stdout);
    expect(committed.length).toBeGreaterThanOrEqual(3);
    expect(committed.length).toBeLessThan(PICTURES);

    const second = await runCli(scanArguments());
    expect(second.code).toBe(0);
    const later = analysedIn(second.stdout);
    // What was reported is never analysed again, whatever lanes were busy; one more may have been committed after its last line was read.
    expect(later.filter((path) => committed.includes(path))).toEqual([]);
    expect(committed.length + later.length).toBeGreaterThanOrEqual(PICTURES - 1);
    await expectWholeCase();
    const view = viewCase(cases, 'kill');
    expect(readRuns(view.database).map((run) => run.status)).toEqual(['finished', 'interrupted']);
    expect(readRuns(view.database)[0]?.resumesRun).toBe(1);
    expect(view.database.prepare(`SELECT count(*) FROM audit WHERE action = 'case.lock-recovered'`).pluck().get()).toBe(1);
    view.close();
    expect(snapshot(evidence)).toEqual(before);

    const third = await runCli(scanArguments());
    expect(third.code).toBe(0);
    expect(analysedIn(third.stdout)).toEqual([]);
  });

  test('Ctrl-C ends with 130 after the file in work, and the next scan goes on', { timeout: 120_000 }, async () => {
    let sent = false;
    const first = await runCli(scanArguments(), (line, child) => {
      if (!sent && line.includes('"item"')) {
        sent = true;
        child.kill('SIGINT');
      }
    });
    expect(first.code).toBe(130);
    expect(first.stdout).toContain('"cancelled":true');
    const second = await runCli(scanArguments());
    expect(second.code).toBe(0);
    expect(analysedIn(first.stdout).length + analysedIn(second.stdout).length).toBe(PICTURES);
    await expectWholeCase();
  });

  test('kill -9 of the engine in mid-scan: the file in work is tried again, nothing is lost', { timeout: 120_000 }, async () => {
    const session: CaseSession = await openCase(cases, 'kill', { mode: 'create' });
    const engine = startEngine({ modelFolder: MODEL, provider: 'cpu' });
    const analysed: string[] = [];
    const pids = new Set<number>();
    const killed = new Set<number>();
    try {
      const summary = await scanFolder(session, engine, evidence, await smallRequest(), {
        onEvent: (event: ScanEvent) => {
          if (event.type === 'item') analysed.push(event.path);
        },
        onFileProgress: () => {
          const pid = engine.pid();
          if (pid === undefined) return;
          pids.add(pid);
          // In the middle of the third and of the sixth file.
          if ((analysed.length === 2 && killed.size === 0) || (analysed.length === 5 && killed.size === 1)) {
            killed.add(pid);
            process.kill(pid, 'SIGKILL');
          }
        },
      });
      expect(summary).toMatchObject({ done: PICTURES, failed: 0, cancelled: false });
    } finally {
      await engine.close();
      await session.close();
    }
    expect(killed.size).toBe(2);
    expect(pids.size).toBe(3);
    expect(new Set(analysed).size).toBe(PICTURES);
    expect(analysed).toHaveLength(PICTURES);
    await expectWholeCase();
    const view = viewCase(cases, 'kill');
    expect(view.database.prepare(`SELECT count(*) FROM audit WHERE action = 'engine.crashed'`).pluck().get()).toBe(2);
    view.close();
  });
});
