/**
 * Luma coefficients of a 12-megapixel 4:2:0 JPEG against sharp's full decode of the same bytes to raw pixels, one core each,
 * in turn. JSON on standard output; `ratio` is median over median. Usage: node test/bench/jpeg.bench.ts [runs]
 */
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { lumaFromCoefficients, readJpegCoefficients, toPlane } from '../../src/engine/jpeg/index.ts';

const WIDTH = 4000;
const HEIGHT = 3000;

export interface JpegBench {
  readonly name: string;
  readonly pixels: number;
  readonly runs: number;
  readonly files: readonly JpegBenchFile[];
}

interface JpegBenchFile {
  readonly process: string;
  readonly bytes: number;
  /** Medians, milliseconds. */
  readonly lumaCoefficientsMs: number;
  readonly allCoefficientsMs: number;
  readonly sharpRawMs: number;
  readonly toPlaneMs: number;
  readonly lumaSamplesMs: number;
  /** Our luma read over sharp's decode: of the medians, and of the fastest runs. */
  readonly ratio: number;
  readonly ratioOfFastest: number;
}

/** Smooth shading, hard-edged shapes and sensor-like noise, from a fixed seed: about 2 bits a pixel at quality 90. */
function drawPicture(): Uint8Array {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  let seed = 12345;
  let at = 0;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
      const noise = ((seed >>> 24) + ((seed >>> 16) & 255) + ((seed >>> 8) & 255) - 382) / 32;
      const cellX = Math.floor(x / 160);
      const cellY = Math.floor(y / 120);
      const kind = (cellX * 7 + cellY * 13) % 5;
      const inside = (x % 160) - 80;
      const down = (y % 120) - 60;
      const shape = kind < 2 && inside * inside + down * down < 1800 ? 60 : kind === 2 && (inside + down) % 9 === 0 ? -70 : 0;
      const shade = 118 + 60 * Math.sin(x / 290) * Math.cos(y / 230) + shape + noise;
      pixels[at++] = clamp(shade + kind * 9);
      pixels[at++] = clamp(shade);
      pixels[at++] = clamp(shade - kind * 7 + shape / 2);
    }
  }
  return pixels;
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

async function timed(times: number[], work: () => unknown): Promise<void> {
  const start = performance.now();
  await work();
  times.push(performance.now() - start);
}

async function benchFile(bytes: Uint8Array, runs: number): Promise<JpegBenchFile> {
  const luma: number[] = [];
  const all: number[] = [];
  const raw: number[] = [];
  const plane: number[] = [];
  const samples: number[] = [];
  const whole = readJpegCoefficients(bytes);
  const [first] = whole.components;
  if (first === undefined || whole.damage !== null) throw new Error('the picture of the benchmark does not read whole');
  for (let run = 0; run < runs; run++) {
    await timed(raw, () => sharp(bytes).raw().toBuffer());
    await timed(luma, () => readJpegCoefficients(bytes, { lumaOnly: true }));
    await timed(all, () => readJpegCoefficients(bytes));
    await timed(plane, () => toPlane(first));
    await timed(samples, () => lumaFromCoefficients(first, whole.width, whole.height));
  }
  const round = (value: number): number => Math.round(value * 100) / 100;
  return {
    process: whole.process,
    bytes: bytes.length,
    lumaCoefficientsMs: round(median(luma)),
    allCoefficientsMs: round(median(all)),
    sharpRawMs: round(median(raw)),
    toPlaneMs: round(median(plane)),
    lumaSamplesMs: round(median(samples)),
    ratio: round(median(luma) / median(raw)),
    ratioOfFastest: round(Math.min(...luma) / Math.min(...raw)),
  };
}

export async function benchJpeg(runs: number): Promise<JpegBench> {
  sharp.concurrency(1);
  sharp.cache(false);
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
  const pixels = drawPicture();
  const options = { quality: 90, chromaSubsampling: '4:2:0' };
  const files: JpegBenchFile[] = [];
  for (const progressive of [false, true]) {
    files.push(await benchFile(await sharp(pixels, { raw }).jpeg({ ...options, progressive }).toBuffer(), runs));
  }
  return { name: 'jpeg-luma-coefficients', pixels: WIDTH * HEIGHT, runs, files };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(await benchJpeg(Number(process.argv[2] ?? 9)), null, 2));
}
