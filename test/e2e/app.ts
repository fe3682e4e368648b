import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RPCLink } from '@orpc/client/websocket';
import type { Job } from '../../src/contract/index.ts';
import { type ApiClient, client, openSocket } from '../contract/transports.ts';

export const ROOT = resolve(import.meta.dirname, '..', '..');
/** Pictures the project draws itself, with their altered copies. */
const SAMPLE = join(ROOT, 'cases', 'sample', 'images');

/** The browser host as a process of its own, and a second line to it that says what is true behind the page. */
export interface Host {
  /** Address with the token. */
  readonly url: string;
  readonly origin: string;
  readonly api: ApiClient;
  readonly log: () => string;
  /** The server dies at once, as in a crash; its children are left to themselves. */
  readonly kill: () => Promise<void>;
  /** A polite end. */
  readonly stop: () => Promise<void>;
}

export interface Place {
  readonly folder: string;
  readonly evidence: string;
  readonly start: () => Promise<Host>;
  readonly remove: () => void;
}

/** A temporary place for cases, settings and evidence. Hosts can be started in it one after another. */
export function makePlace(page: string): Place {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-e2e-'));
  const evidence = join(folder, 'evidence');
  mkdirSync(evidence);
  const groups: number[] = [];
  return {
    folder,
    evidence,
    start: async () => {
      const { host, pid } = await startHost(['--no-open', '--cases', join(folder, 'cases'), '--data', join(folder, 'data'), '--page', page]);
      groups.push(pid);
      return host;
    },
    remove: () => {
      for (const pid of groups) killGroup(pid);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}

async function startHost(flags: readonly string[]): Promise<{ host: Host; pid: number }> {
  const child = spawn(process.execPath, [join(ROOT, 'src', 'cli', 'main.ts'), 'serve', ...flags], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let log = '';
  const url = await new Promise<string>((found, failed) => {
    const take = (data: Buffer): void => {
      log += data.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(log);
      if (address !== null) found(address[0]);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) => failed(new Error(`The host ended with ${code}:\n${log}`)));
  });
  const { origin } = new URL(url);
  const socket = await openSocket({ origin, url });
  socket.on('error', () => undefined);
  const api = client(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    socket.close();
    await ended(child, signal);
  };
  return { pid: child.pid!, host: { url, origin, api, log: () => log, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') } };
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const { promise, resolve: done } = Promise.withResolvers<void>();
  child.once('exit', () => done());
  child.kill(signal);
  return promise;
}

/** Copies of the named sample pictures. */
export function copySample(folder: string, names: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const name of names) cpSync(join(SAMPLE, name), join(folder, name));
}

/** Files that are no whole picture, by name. */
export function writeBroken(folder: string): readonly string[] {
  const whole = readFileSync(join(SAMPLE, 'card-02.jpg'));
  const files: Readonly<Record<string, Buffer>> = { 'cut-off.jpg': whole.subarray(0, 900), 'empty.jpg': Buffer.alloc(0), 'words.png': Buffer.from('This is a note and no picture.\n') };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return Object.keys(files);
}

/** Asks again until the answer is one. The limit is only there to say what did not come, before the test's own time is over. */
export async function until<Answer>(what: string, ask: () => Promise<Answer | null | false>, seconds: number = 150): Promise<Answer> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    await new Promise((go) => setTimeout(go, 120));
  }
  throw new Error(`It did not come to this: ${what}.`);
}

export async function jobEnded(api: ApiClient, slug: string, kind: Job['kind']): Promise<Job> {
  return until(`the end of a job ${kind}`, async () => {
    const job = (await api.jobs.list({ case: slug })).find((one) => one.kind === kind);
    return job !== undefined && ['finished', 'failed', 'cancelled'].includes(job.status) ? job : null;
  }, 390);
}

/** A case made and scanned behind the page, for tests about something else. */
export async function scannedCase(api: ApiClient, title: string, folder: string, details: Partial<Parameters<ApiClient['cases']['create']>[0]> = {}): Promise<string> {
  const { slug } = await api.cases.create({ ...details, title });
  await api.jobs.add({ case: slug, paths: [folder] });
  await jobEnded(api, slug, 'add');
  await api.jobs.scan({ case: slug, items: null, settings: { model: 'omni-nano', provider: 'cpu', options: {} } });
  const job = await jobEnded(api, slug, 'scan');
  if (job.status !== 'finished') throw new Error(`The scan ended as ${job.status}: ${job.error?.message ?? ''}`);
  return slug;
}

/** All items of a case in the order of their names. */
export async function itemsOf(api: ApiClient, slug: string): Promise<Awaited<ReturnType<ApiClient['evidence']['query']>>['items']> {
  const page = await api.evidence.query({ case: slug, filter: {}, sort: { by: 'name', descending: false }, groupByFolder: false, offset: 0, limit: 1000 });
  return page.items;
}
