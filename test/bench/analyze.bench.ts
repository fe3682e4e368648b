/**
 * The engine's analysis as a person meets it, through its own process: seconds for 512 x 512 and 12 MP, shares of the stages, peak memory, and the
 * network's time against PyTorch on the same cores. JSON on standard output, nothing asserted.
 * Usage: node test/bench/analyze.bench.ts [--runs 3] [--huge] (100 MP: minutes)
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';
import type { Analysis, Timings } from '../../src/contract/analysis.ts';
import { startEngine, type Engine } from '../../src/engine/index.ts';
import { goldenInput } from '../../src/engine/localiser/golden.ts';
import { loadModel } from '../../src/engine/localiser/model.ts';

const MODEL_FOLDER = fileURLToPath(new URL('../../resources/models/omni-nano', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface PictureBench {
  readonly name: string;
  readonly pixels: number;
  readonly runs: number;
  readonly medianSeconds: number;
  readonly tiles: number;
  /** Shares of the stages' sum in the median run, 0..1. */
  readonly shares: Readonly<Record<Exclude<keyof Timings, 'total'>, number>>;
  /** Peak resident memory of the engine process since it started, megabytes of 10^6 bytes; null where the system does not tell. */
  readonly peakMegabytes: number | null;
}

export interface AnalyzeBench {
  readonly name: 'analyze';
  readonly threads: number;
  readonly modelSha256: string;
  readonly pictures: readonly PictureBench[];
  readonly network: { readonly side: number; readonly medianMs: number; readonly torchMedianMs: number | null; readonly ratioToTorch: number | null; readonly ratioOfFastest: number | null };
}

/** A photograph-like JPEG: soft shapes from enlarged noise, quality 90. */
async function makePicture(folder: string, width: number, height: number): Promise<string> {
  const coarse = await sharp({ create: { width: Math.ceil(width / 8), height: Math.ceil(height / 8), channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 40 }, background: '#808080' } }).png().toBuffer();
  const path = join(folder, `${width}x${height}.jpg`);
  await sharp(coarse).resize(width, height, { kernel: 'cubic', fit: 'fill' }).jpeg({ quality: 90 }).toFile(path);
  return path;
}

async function peakOf(engine: Engine): Promise<number | null> {
  const status = await readFile(`/proc/${engine.pid()}/status`, 'utf8').catch(() => '');
  const found = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return found === undefined ? null : Math.round((Number(found) * 1024) / 1e6);
}

async function benchPicture(folder: string, name: string, width: number, height: number, runs: number): Promise<PictureBench> {
  const path = await makePicture(folder, width, height);
  const engine = startEngine({ modelFolder: MODEL_FOLDER, provider: 'cpu', timeoutMilliseconds: 3_600_000, stallMilliseconds: 600_000 });
  const results: Analysis[] = [];
  // One more than counted: the first loads the model.
  for (let run = 0; run <= (runs > 1 ? runs : 0); run += 1) results.push(await engine.analyze(path, { caseFolder: folder }));
  const counted = (runs > 1 ? results.slice(1) : results).toSorted((a, b) => a.timings.total - b.timings.total);
  const median = counted[counted.length >> 1]!;
  const { total, ...stages } = median.timings;
  const sum = Object.values(stages).reduce((all, one) => all + one, 0);
  const shares = Object.fromEntries(Object.entries(stages).map(([stage, spent]) => [stage, Math.round((spent / sum) * 1000) / 1000])) as PictureBench['shares'];
  const peakMegabytes = await peakOf(engine);
  await engine.close();
  return { name, pixels: width * height, runs: counted.length, medianSeconds: Math.round(total) / 1000, tiles: median.gate.tiles, shares, peakMegabytes };
}

async function benchNetwork(runs: number): Promise<AnalyzeBench['network']> {
  const side = 512;
  const { network } = await loadModel(MODEL_FOLDER, 'cpu');
  const input = goldenInput(side, side, 1);
  await network.run(input);
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await network.run(input);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const medianMs = times[times.length >> 1]!;
  const torch = torchTime(side, runs);
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    side,
    medianMs: round(medianMs),
    torchMedianMs: torch?.medianMs ?? null,
    ratioToTorch: torch === null ? null : round(medianMs / torch.medianMs),
    ratioOfFastest: torch === null ? null : round(times[0]! / torch.fastestMs),
  };
}

function torchTime(side: number, runs: number): { medianMs: number; fastestMs: number } | null {
  const script = join(ROOT, 'test/bench/torch_time.py');
  const options = ['--manifest', join(MODEL_FOLDER, 'manifest.json'), '--side', String(side), '--threads', String(availableParallelism()), '--runs', String(runs)];
  try {
    return JSON.parse(execFileSync('python3', [script, ...options], { encoding: 'utf8', cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })) as { medianMs: number; fastestMs: number };
  } catch (error) {
    console.error(`no time of PyTorch: ${error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error)}`);
    return null;
  }
}

export async function analyzeBench(runs: number, huge: boolean): Promise<AnalyzeBench> {
  const folder = await mkdtemp(join(tmpdir(), 'palimpsest-bench-'));
  try {
    const pictures = [await benchPicture(folder, '512 x 512', 512, 512, Math.max(3, runs)), await benchPicture(folder, '12 MP', 4000, 3000, runs > 3 ? 3 : 1)];
    if (huge) pictures.push(await benchPicture(folder, '100 MP', 11600, 8700, 1));
    const { manifest } = await loadModel(MODEL_FOLDER, 'cpu');
    return { name: 'analyze', threads: availableParallelism(), modelSha256: manifest.sha256, pictures, network: await benchNetwork(Math.max(5, runs)) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const runs = Number(/^\d+$/.exec(process.argv[process.argv.indexOf('--runs') + 1] ?? '')?.[0] ?? 3);
  console.log(JSON.stringify(await analyzeBench(runs, process.argv.includes('--huge')), null, 1));
  process.exit(0);
}
