import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

/** llama.cpp's own server with a tiny random vision model, out of packages for Python: test/servers/requirements.txt. */

export interface RealServer {
  /** With /v1. */
  readonly address: string;
  /** What it wrote, for a failed test. */
  readonly log: () => string;
  readonly close: () => Promise<void>;
}

/** Whether the packages are here. Throws where PALIMPSEST_REQUIRE_MODEL_SERVER is set and they are not. */
export function hasRealServer(): boolean {
  const { status } = spawnSync('python3', ['-c', 'import xllamacpp, gguf, numpy'], { stdio: 'ignore' });
  if (status === 0) return true;
  const missing = 'No real model server: python3 -m pip install -r test/servers/requirements.txt';
  if (process.env['PALIMPSEST_REQUIRE_MODEL_SERVER'] === '1') throw new Error(missing);
  console.error(`SKIPPED: the tests against a real language model server. ${missing}`);
  return false;
}

const startedSchema = z.object({ address: z.url() });

/** Starts it on a free port of this machine; it ends with this process. Rejects with its log when it ends before. */
export async function startRealServer(): Promise<RealServer> {
  const child: ChildProcess = spawn('python3', [join(import.meta.dirname, 'real_server.py')], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
  let log = '';
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString('utf8')).slice(-20_000);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('\n')) resolve(said);
    });
    void ended.then(() => reject(new Error(`the model server ended: ${log}`)));
  });
  const { address } = startedSchema.parse(JSON.parse(line));
  return {
    address: `${address}/v1`,
    log: () => log,
    close() {
      child.stdin?.end();
      return ended;
    },
  };
}
