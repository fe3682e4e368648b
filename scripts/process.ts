import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The repository's root, whatever the current folder is. */
export const ROOT = resolve(import.meta.dirname, '..');

export interface Outcome {
  /** Exit status; 127 when the program could not be started at all. */
  readonly status: number;
  /** Standard output and error together, as they came. */
  readonly output: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Keep the output to ourselves instead of also passing it on. */
  readonly quiet?: boolean;
}

/** Runs a program in the repository's root, passes its output on as it comes and keeps a copy. Never rejects. */
export function runProgram(program: string, parameters: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { promise, resolve: settle } = Promise.withResolvers<Outcome>();
  const chunks: Buffer[] = [];
  const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? { FORCE_COLOR: '1' } : {};
  const child = spawn(program, parameters, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...colour, ...options.env } });
  const keep = (sink: NodeJS.WriteStream) => (chunk: Buffer): void => {
    chunks.push(chunk);
    if (options.quiet !== true) sink.write(chunk);
  };
  child.stdout.on('data', keep(process.stdout));
  child.stderr.on('data', keep(process.stderr));
  child.on('error', (error) => settle({ status: 127, output: error.message }));
  child.on('close', (code) => settle({ status: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  return promise;
}

/** A program of a package in node_modules/.bin, run by this very Node so that no shell or PATH decides which. */
export function packageProgram(path: string): readonly [program: string, first: string] {
  return [process.execPath, resolve(ROOT, 'node_modules', path)];
}
