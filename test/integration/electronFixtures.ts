import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MODELS, ROOT } from './caseworkFixtures.ts';

/** Builds the desktop parts into a folder of their own, inside the repository so that packages are found. `shell` leaves the page out. */
export function buildDesktop(mode: 'shell' | 'production'): string {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const out = mkdtempSync(join(ROOT, '.cache', 'desktop-'));
  const { NODE_ENV: _, ...env } = process.env;
  execFileSync(process.execPath, [join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--mode', mode, '--outDir', out, '--logLevel', 'error'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  return out;
}

/** A page small enough to know every byte of. */
export function writeSmallPage(out: string): void {
  mkdirSync(join(out, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(out, 'renderer', 'index.html'), '<!doctype html><meta name="csp-nonce" content="__NONCE__"><title>Palimpsest</title>');
  writeFileSync(join(out, 'renderer', 'assets', 'index-1a2b.js'), 'export {};');
}

export interface Desktop {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
  /** Asks the stand-in (electronStandIn/control.ts). */
  readonly ask: <T>(command: string, ...parameters: readonly unknown[]) => Promise<T>;
  /** A call of the page on its line; rejects with the code. */
  readonly rpc: <T>(path: string, input?: unknown) => Promise<T>;
}

const STAND_IN = join(import.meta.dirname, 'electronStandIn');

/** Runs the built main process in a process of its own against the stand-in for `electron`. */
export function startDesktop(out: string, folder: string, options: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Desktop {
  const imports = ['register.ts', 'control.ts'].flatMap((name) => ['--import', pathToFileURL(join(STAND_IN, name)).href]);
  const parameters = [...imports, join(out, 'main', 'index.js'), '--cases', join(folder, 'cases'), '--data', join(folder, 'data'), '--models', MODELS, ...options];
  const child = spawn(process.execPath, parameters, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'advanced', env: { ...process.env, PALIMPSEST_REASON: 'because of a test', ...environment } });
  let output = '';
  const keep = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const open = new Map<number, (answer: { readonly value?: unknown; readonly error?: string }) => void>();
  let lastId = 0;
  child.on('message', (message) => {
    const { id, ...answer } = message as { id: number; value?: unknown; error?: string };
    open.get(id)?.(answer);
    open.delete(id);
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then((status) => open.forEach((settle) => settle({ error: `ended with ${status}: ${output}` })));
  const ask = async <T>(command: string, ...sent: readonly unknown[]): Promise<T> => {
    lastId += 1;
    const id = lastId;
    const answer = await new Promise<{ readonly value?: unknown; readonly error?: string }>((resolve) => {
      open.set(id, resolve);
      child.send({ id, command, parameters: sent });
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value as T;
  };
  const rpc = async <T>(path: string, input?: unknown): Promise<T> => {
    const { value, error } = await ask<{ readonly value?: T; readonly error?: { readonly code: string; readonly data: unknown } }>('rpc', path, input);
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return value as T;
  };
  return { child, output: () => output, ended, ask, rpc };
}
