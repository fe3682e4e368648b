import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePictures, MODEL, ROOT, runCli, SMALL_FLAGS, temporaryFolder } from '../integration/caseworkFixtures.ts';

describe('the command line keeps its promises', () => {
  let folder: string;
  let cases: string;
  let picture: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    cases = join(folder, 'cases');
    [picture = ''] = await makePictures(join(folder, 'evidence'), 2);
    writeFileSync(join(folder, 'broken.jpg'), 'no picture');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const small = (...arguments_: readonly string[]): string[] => [...arguments_, '--cases', cases, '--provider', 'cpu', ...SMALL_FLAGS];

  test('help exits with 0 and names every exit code, as docs/cli.md does', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    const documented = readFileSync(join(ROOT, 'docs', 'cli.md'), 'utf8');
    for (const exitCode of ['0', '1', '2', '3', '4', '5', '130']) {
      expect(stdout).toMatch(new RegExp(`^ +${exitCode} +\\S`, 'm'));
      expect(documented).toMatch(new RegExp(`^\\| ${exitCode} \\|`, 'm'));
    }
    for (const command of ['analyze', 'scan', 'explain', 'evaluate', 'report', 'export', 'reproduce', 'verify', 'custody', 'cases', 'doctor']) {
      expect(stdout).toMatch(new RegExp(`^ +${command} `, 'm'));
      expect(documented).toContain(`## ${command}`);
    }
  });

  test('every option of every command is in docs/cli.md', async () => {
    const documented = readFileSync(join(ROOT, 'docs', 'cli.md'), 'utf8');
    const missing: string[] = [];
    for (const command of ['analyze', 'scan', 'explain', 'evaluate', 'report', 'export', 'reproduce', 'verify', 'custody', 'cases', 'doctor']) {
      const { stdout } = await runCli([command, '--help']);
      for (const [option] of stdout.matchAll(/(?<=^ +)--[a-z-]+/gm)) if (!documented.includes(`\`${option}`)) missing.push(`${command} ${option}`);
    }
    expect(missing).toEqual([]);
  }, 30_000);

  test.each([
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['cases', '--frobnicate']],
    ['a scan without a case', ['scan', '.']],
    ['a threshold that is no number', ['analyze', 'x.jpg', '--threshold', 'high']],
    ['a threshold out of range', ['analyze', 'x.jpg', '--threshold', '2']],
    ['a tile that is no multiple of 32', ['analyze', 'x.jpg', '--tile', '500']],
    ['a head that is no head', ['verify', 'x', '--head', 'abc']],
    ['a case that is not there', ['verify', 'no-such-case']],
  ])('%s is wrong usage: 2', async (_what, arguments_) => {
    const { code, stdout, stderr } = await runCli(arguments_);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.length).toBeGreaterThan(20);
    expect(stderr).not.toContain('    at ');
  });

  test('a folder given as a file, a file as a folder, and nothing at all', async () => {
    const asFile = await runCli(small('analyze', folder));
    expect([asFile.code, asFile.stderr]).toEqual([2, expect.stringContaining('FILE_IS_DIRECTORY')]);
    const asFolder = await runCli(small('scan', picture, '--case', 'x'));
    expect([asFolder.code, asFolder.stderr]).toEqual([2, expect.stringContaining('palimpsest analyze')]);
    const nothing = await runCli(small('analyze', join(folder, 'none.jpg')));
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('FILE_NOT_FOUND')]);
    expect(existsSync(join(cases, 'x')) || existsSync(join(cases, 'single-files'))).toBe(false);
  }, 30_000);

  test('analyze prints one JSON document, and the artifacts it names are there', async () => {
    const { code, stdout } = await runCli(small('analyze', picture, '--case', 'single', '--json'));
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { caseFolder: string; evidence: { sha256: string }; finding: { inputSha256: string; artifacts: { kind: string; path: string }[] } };
    expect(result.finding.inputSha256).toBe(result.evidence.sha256);
    expect(result.finding.artifacts.map((artifact) => artifact.kind)).toEqual(expect.arrayContaining(['mask', 'overlay', 'thumbnail', 'reliability', 'coarse_rgb', 'coarse_fused']));
    for (const { path } of result.finding.artifacts) expect(existsSync(join(result.caseFolder, path))).toBe(true);
  }, 30_000);

  test('a picture with a problem is 3, in words and in JSON', async () => {
    const words = await runCli(small('analyze', join(folder, 'broken.jpg'), '--case', 'broken'));
    expect([words.code, words.stderr]).toEqual([3, expect.stringContaining('TYPE_UNKNOWN')]);
    const json = await runCli(small('analyze', join(folder, 'broken.jpg'), '--case', 'broken', '--json'));
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({ finding: null, evidence: { errorCode: 'TYPE_UNKNOWN' } });
  }, 30_000);

  test('a model that is missing or damaged is 5', async () => {
    const missing = await runCli(['analyze', picture, '--cases', cases, '--model', 'no-such-model']);
    expect([missing.code, missing.stderr]).toEqual([5, expect.stringContaining('MODEL_MISSING')]);
    const copy = join(folder, 'damaged-model');
    mkdirSync(copy);
    for (const name of ['manifest.json', 'golden.json']) writeFileSync(join(copy, name), readFileSync(join(MODEL, name)));
    const weights = readFileSync(join(MODEL, 'model.onnx'));
    weights[weights.length >> 1] = (weights[weights.length >> 1] ?? 0) ^ 1;
    writeFileSync(join(copy, 'model.onnx'), weights);
    const damaged = await runCli(small('analyze', picture, '--case', 'damaged', '--model', copy));
    expect([damaged.code, damaged.stderr]).toEqual([5, expect.stringContaining('MODEL_INVALID')]);
    expect((await runCli(['doctor', '--cases', cases, '--provider', 'cpu', '--model', copy])).code).toBe(5);
  }, 30_000);

  test('doctor runs the self-test and ends with 0', async () => {
    const { code, stdout } = await runCli(['doctor', '--cases', cases, '--provider', 'cpu', '--json']);
    const report = JSON.parse(stdout) as { ok: boolean; engine: { golden: { cases: number; passed: number }; model: { sha256Matches: boolean } } };
    expect([code, report.ok, report.engine.model.sha256Matches]).toEqual([0, true, true]);
    expect(report.engine.golden.passed).toBe(report.engine.golden.cases);
    expect(report.engine.golden.cases).toBeGreaterThan(0);
  }, 60_000);

  test('verify is 0 on a sound case, 4 on a changed one, and cases lists it', async () => {
    await runCli(small('analyze', picture, '--case', 'to-verify'));
    const sound = await runCli(['verify', 'to-verify', '--cases', cases, '--evidence']);
    expect([sound.code, sound.stdout]).toEqual([0, expect.stringContaining('all as recorded')]);
    const head = /End of the audit log: (\d+:[0-9a-f]{64})/.exec(sound.stdout)?.[1] ?? '';
    expect((await runCli(['verify', 'to-verify', '--cases', cases, '--head', head])).code).toBe(0);
    expect((await runCli(['verify', 'to-verify', '--cases', cases, '--head', `${head.split(':')[0]}:${'0'.repeat(64)}`])).code).toBe(4);
    const database = new Database(join(cases, 'to-verify', 'case.sqlite'));
    database.exec('UPDATE finding SET score = 0.999');
    database.close();
    const changed = await runCli(['verify', 'to-verify', '--cases', cases]);
    expect([changed.code, changed.stdout]).toEqual([4, expect.stringContaining('finding 1 is not as it was recorded')]);
    const listed = await runCli(['cases', '--cases', cases, '--json']);
    expect(listed.code).toBe(0);
    expect(JSON.parse(listed.stdout)).toEqual(expect.arrayContaining([expect.objectContaining({ slug: 'to-verify', counts: expect.objectContaining({ analysed: 1 }) })]));
  }, 60_000);
});
