import { spawn, type ChildProcess } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { analysisOptionsSchema } from '../../src/contract/index.ts';
import { resolveModel, type ScanRequest } from '../../src/casework/index.ts';

export const ROOT = resolve(import.meta.dirname, '..', '..');
export const MODELS = join(ROOT, 'resources', 'models');
export const MODEL = join(MODELS, 'omni-nano');

/** Small tiles, no global pass: these tests are about bookkeeping, the masks may be coarse. */
export const SMALL_OPTIONS = analysisOptionsSchema.parse({ tileSize: 128, tileOverlap: 32, globalPass: false });
export const SMALL_FLAGS = ['--tile', '128', '--overlap', '32', '--no-global-pass'];

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'palimpsest-test-'));
}

/** Writes `count` different pictures of 96 x 80 pixels, JPEG and PNG in turn, with a pasted block. */
export async function makePictures(folder: string, count: number): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const paths: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const width = 96;
    const height = 80;
    const data = Buffer.alloc(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      const x = pixel % width;
      const y = Math.floor(pixel / width);
      const pasted = x > 30 && x < 60 && y > 20 && y < 50;
      data[pixel * 3] = pasted ? 220 - index : (x * 2 + index * 7) % 256;
      data[pixel * 3 + 1] = pasted ? (x * y) % 256 : (y * 3) % 256;
      data[pixel * 3 + 2] = (x * y + index * 13) % 256;
    }
    const picture = sharp(data, { raw: { width, height, channels: 3 } });
    const name = `picture-${index.toString().padStart(3, '0')}.${index % 2 === 0 ? 'jpg' : 'png'}`;
    const path = join(folder, name);
    await (index % 2 === 0 ? picture.jpeg({ quality: 85 }) : picture.png()).toFile(path);
    paths.push(path);
  }
  return paths;
}

export async function smallRequest(changes: Partial<ScanRequest> = {}): Promise<ScanRequest> {
  return { model: await resolveModel(MODELS, 'omni-nano'), provider: 'cpu', options: SMALL_OPTIONS, retryFailed: false, secondsPerFile: null, ...changes };
}

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in a process of its own. `onLine` sees each line of stdout as it comes, with the process. */
export async function runCli(arguments_: readonly string[], onLine?: (line: string, child: ChildProcess) => void): Promise<CommandResult> {
  const child = spawn(process.execPath, [join(ROOT, 'src', 'cli', 'main.ts'), ...arguments_], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (let end = stdout.indexOf('\n', seen); end !== -1; end = stdout.indexOf('\n', seen)) {
      onLine?.(stdout.slice(seen, end), child);
      seen = end + 1;
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, stdout, stderr })));
}

/** Name, kind, size, times and content of everything below a folder, names as bytes: equal before and after means untouched. */
export function snapshot(folder: string): readonly string[] {
  return snapshotBytes(Buffer.from(folder)).toSorted();
}

function snapshotBytes(folder: Buffer): readonly string[] {
  return readdirSync(folder, { encoding: 'buffer' }).flatMap((name) => {
    const path = Buffer.concat([folder, Buffer.from('/'), name]);
    const status = lstatSync(path, { bigint: true });
    const content = status.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
    const line = `${path.toString('latin1')} ${status.mode} ${status.ino} ${status.size} ${status.mtimeNs} ${status.ctimeNs} ${content}`;
    return status.isDirectory() ? [line, ...snapshotBytes(path)] : [line];
  });
}
