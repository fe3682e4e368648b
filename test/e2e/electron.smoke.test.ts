import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openCase } from '../../src/casework/index.ts';
import { makePictures, MODELS, ROOT, runCli, SMALL_FLAGS, temporaryFolder } from '../integration/caseworkFixtures.ts';
import { buildDesktop } from '../integration/electronFixtures.ts';

/** The real program, where there is one: the built application with the built page on a case that was scanned before. */

/** Why the program cannot run here, or null. */
function obstacle(): string | null {
  const name = join(ROOT, 'node_modules', 'electron', 'path.txt');
  if (!existsSync(name) || !existsSync(join(ROOT, 'node_modules', 'electron', 'dist', readFileSync(name, 'utf8').trim()))) return 'node_modules/electron has no program ("node node_modules/electron/install.js" fetches it)';
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no display (run it under xvfb-run)';
  if (process.platform === 'linux' && process.getuid?.() === 0) return "Electron's sandbox does not run under the account root";
  return null;
}

const reason = obstacle();
if (reason !== null) console.warn(`\nNOT RUN: the Electron smoke test, because ${reason}.\n`);

let folder: string;
let out: string;
let app: ElectronApplication | null = null;

beforeAll(async () => {
  if (reason !== null) return;
  folder = temporaryFolder();
  out = buildDesktop('production');
  await makePictures(join(folder, 'evidence'), 2);
  const scanned = await runCli(['scan', join(folder, 'evidence'), '--case', 'smoke', '--cases', join(folder, 'cases'), ...SMALL_FLAGS]);
  if (scanned.code !== 0) throw new Error(scanned.stderr);
}, 180_000);
afterEach(async () => {
  await app?.close();
  app = null;
});
afterAll(() => {
  for (const path of reason === null ? [folder, out] : []) rmSync(path, { recursive: true, force: true });
});

test.skipIf(reason !== null)(`Electron itself opens a case, works on it and gives it back${reason === null ? '' : ` — SKIPPED: ${reason}`}`, async () => {
  app = await _electron.launch({ args: [join(out, 'main', 'index.js'), '--cases', join(folder, 'cases'), '--data', join(folder, 'data'), '--models', MODELS, '--case', 'smoke'], cwd: ROOT });
  const page = await app.firstWindow();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.waitForLoadState('load');
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.getTitle()))).toEqual(['Palimpsest']);
  expect(new URL(page.url()).origin === 'null' ? page.url().slice(0, 16) : new URL(page.url()).origin).toBe('app://palimpsest');
  // The overview of the case is read over the line; its counts show that calls go through.
  await page.getByText('smoke').first().waitFor({ timeout: 30_000 });
  const facts = await page.evaluate(async () => {
    const text = (value: unknown): string => String(value);
    const response = await fetch('app://palimpsest/index.html');
    return {
      policy: response.headers.get('content-security-policy') ?? '',
      thumbnail: (await fetch('app://palimpsest/files/smoke/evidence/1/thumbnail.jpg')).status,
      network: await fetch('https://example.com/').then(text, () => 'refused'),
      node: typeof (globalThis as { process?: unknown }).process,
      bridge: Object.keys((globalThis as { palimpsest?: object }).palimpsest ?? {}),
    };
  });
  expect(facts).toMatchObject({ thumbnail: 200, network: 'refused', node: 'undefined', bridge: ['host', 'connect', 'choosePaths', 'pathOfFile'] });
  expect(facts.policy).toContain("default-src 'none'");
  await app.close();
  app = null;
  expect(problems.filter((text) => !text.includes('example.com') && !text.includes('ERR_BLOCKED'))).toEqual([]);
  const session = await openCase(join(folder, 'cases'), 'smoke', { mode: 'existing' });
  expect(session.database.prepare("SELECT count(*) AS n FROM audit WHERE action = 'case.lock-recovered'").get()).toEqual({ n: 0 });
  await session.close();
}, 120_000);
