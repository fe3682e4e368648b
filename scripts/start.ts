import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildRenderer } from './buildRenderer.ts';
import { isStale, launchChoice, type LaunchFacts, namedCases } from './launchChoice.ts';
import { packageProgram, ROOT, runProgram } from './process.ts';

/**
 * `npm start`: builds the page when it has to, makes the sample case at the first start and opens the workbench, in Electron or in a browser.
 */

const SAMPLE = 'sample-demo';
const CLI = 'src/cli/main.ts';
const ELECTRON = join(ROOT, 'node_modules', 'electron');
/** Longest try to fetch Electron's program, in milliseconds: nobody should wait long to be told that it cannot be had. */
const INSTALL_LIMIT = 15_000;
const INTERRUPTED = 130;

function modified(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/** Builds the page when it was never built or a source is newer; false, with the reason told, when that fails. */
async function preparePage(): Promise<boolean> {
  const sources = ['src/renderer/**/*', 'src/contract/**/*.ts', 'scripts/buildRenderer.ts', 'package-lock.json'].flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
  const changed = sources.filter((path) => !path.endsWith('.test.ts')).map((path) => modified(join(ROOT, path)) ?? 0);
  if (!isStale(modified(join(ROOT, 'out', 'renderer', 'index.html')), changed)) return true;
  console.log('Building the page (only when it changed) ...');
  try {
    await buildRenderer();
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error('The page could not be built; what is wrong stands above. After "npm ci" a released version builds as it is.');
    return false;
  }
}

/** A child that shares this terminal. Ctrl-C reaches it as well; a polite kill is passed on. Resolves to its exit status. */
function follow(child: ChildProcess): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const onInterrupt = (): void => undefined;
  const onTerminate = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  child.once('error', (error) => {
    console.error(error.message);
    resolve(1);
  });
  child.once('close', (code, signal) => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
    resolve(code ?? (signal === 'SIGINT' ? INTERRUPTED : 1));
  });
  return promise;
}

/** Scans the sample pictures at the first start. False when the person stopped it; a failure is told and does not keep the workbench closed. */
async function prepareSample(): Promise<boolean> {
  if (existsSync(join(ROOT, 'cases', SAMPLE, 'case.sqlite'))) return true;
  console.log(`First start: scanning the sample pictures into the case "${SAMPLE}".`);
  const status = await follow(spawn(process.execPath, [CLI, 'scan', 'cases/sample/images', '--case', SAMPLE], { cwd: ROOT, stdio: 'inherit' }));
  if (status === INTERRUPTED) return false;
  if (status !== 0) console.error(`The sample could not be scanned (status ${status}); the workbench opens without it.`);
  else console.log('What was really altered in the sample: cases/sample/truth.json and cases/sample/masks/');
  return true;
}

/** Path of Electron's program, or null when it is not installed. */
function electronProgram(): string | null {
  const name = join(ELECTRON, 'path.txt');
  if (!existsSync(name)) return null;
  const program = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(ELECTRON, 'dist'), readFileSync(name, 'utf8').trim());
  return existsSync(program) ? program : null;
}

async function installElectron(): Promise<boolean> {
  console.log("Electron's program is not installed; trying to fetch it ...");
  const child = spawn(process.execPath, [join(ELECTRON, 'install.js')], { stdio: 'ignore', timeout: INSTALL_LIMIT });
  return (await follow(child)) === 0 && electronProgram() !== null;
}

async function buildDesktop(): Promise<boolean> {
  console.log('Building the desktop window ...');
  const [program, builder] = packageProgram('electron-vite/bin/electron-vite.js');
  const { status, output } = await runProgram(program, [builder, 'build'], { quiet: true });
  if (status !== 0) console.error(output.trim());
  return status === 0;
}

const flags = process.argv.slice(2);
let facts: LaunchFacts = { flags, platform: process.platform, environment: process.env, isRoot: process.getuid?.() === 0, binary: electronProgram() === null ? 'missing' : 'present', build: null };

async function chooseHost(): Promise<{ readonly host: 'electron' | 'browser'; readonly reason: string }> {
  const choice = launchChoice(facts);
  if (choice.host !== null) return choice;
  if (choice.attempt === 'install') facts = { ...facts, binary: (await installElectron()) ? 'installed' : 'install-failed' };
  else facts = { ...facts, build: (await buildDesktop()) ? 'done' : 'failed' };
  return chooseHost();
}

async function start(): Promise<number> {
  if (!(await preparePage())) return 1;
  if (namedCases(flags, process.env) === null && !(await prepareSample())) return INTERRUPTED;
  const { host, reason } = await chooseHost();
  const environment = { ...process.env, PALIMPSEST_REASON: reason };
  const program = electronProgram();
  if (host === 'electron' && program !== null) {
    console.log(`Opening Palimpsest in a window of its own. ${reason}`);
    return follow(spawn(program, ['.', ...flags], { cwd: ROOT, stdio: 'inherit', env: environment }));
  }
  console.log(`Opening Palimpsest in a browser. ${reason}`);
  return follow(spawn(process.execPath, [CLI, 'serve', ...flags], { cwd: ROOT, stdio: 'inherit', env: environment }));
}

process.exitCode = await start();
