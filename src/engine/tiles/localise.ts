import { AppError } from '../../contract/errors.ts';
import { breathe } from '../cancel.ts';
import type { Coefficients } from '../coefficients/source.ts';
import type { Pixels } from '../decode/pixels.ts';
import type { Network, NetworkOutput } from '../localiser/runtime.ts';
import { releaseMemory } from '../memory.ts';
import { tileCutter } from './input.ts';
import { runOverview, sampleRow, type Overview } from './overview.ts';
import { planTiles, type TileAxis } from './plan.ts';
import { fuseScores } from './score.ts';
import { stagedTiles, type TileRunner } from './staged.ts';
import { addTile, advance, MAP_NAMES, newStrip, toBytes, toMixedBytes, type MapName, type Strip } from './strip.ts';

export interface LocaliseOptions {
  readonly tileSize: number;
  readonly tileOverlap: number;
  readonly globalPass: boolean;
}

/** Finished picture rows [top, top + rows) of every map, bytes 0..255 for 0..1, picture width. The arrays belong to the receiver. */
export type RowSink = (top: number, rows: number, maps: Readonly<Record<MapName, Uint8Array>>) => Promise<void>;

export interface Localised {
  readonly score: number;
  readonly gate: { readonly vision: number; readonly visionShare: number; readonly tiles: number };
  /** Mean of the reliability map, 0..1. */
  readonly reliability: number;
  /** Milliseconds spent inside the network. */
  readonly inferenceMilliseconds: number;
}

/** Share of the overview in mask and reliability of a tiled picture: the tiles see the traces, which resizing wipes out; the overview only the scene. */
const OVERVIEW_WEIGHT = 0.15;

/**
 * Runs the network over a picture: in one piece where its area is no more than one and a half tiles', else in overlapping tiles of native resolution on multiples of 32 canvas
 * pixels, each given what the network takes from the whole picture (staged.ts), their probabilities blended under raised-cosine windows, and
 * fused with a pass over the whole picture made small. Rows leave through `sink` as they are finished, top to bottom. Honours `signal` between
 * tiles and between their stages. `onProgress` gets the share of the work done, 0..1.
 */
export async function localise(
  network: Network,
  pixels: Pixels,
  coefficients: Coefficients,
  options: LocaliseOptions,
  sink: RowSink,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<Localised> {
  const plan = planTiles(coefficients.across.length, coefficients.down.length, options.tileSize, options.tileOverlap);
  const { across, down } = plan;
  const tiles = across.positions.length * down.positions.length;
  let spent = 0;
  const timed = async <T>(run: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const answer = await run();
    spent += performance.now() - start;
    return answer;
  };
  const whole: Network['run'] = async (input) => checked(await timed(() => network.run(input)));
  const overview = options.globalPass && tiles > 1 ? await runOverview({ ...network, run: whole }, pixels) : undefined;
  await breathe(signal);
  const cut = tileCutter(pixels, coefficients, across.size, down.size);
  const strip = newStrip(coefficients.across.length, Math.min(down.size, coefficients.down.length));
  const emit = rowEmitter(strip, pixels, coefficients, overview, sink);
  const scores: number[] = [];
  const gates: number[] = [];
  let done = 0;
  const onStage = async (share: number): Promise<void> => {
    done += share;
    onProgress?.(Math.min(1, done / tiles));
    await breathe(signal);
  };
  const stages = tiles > 1 ? (network.stages?.() ?? null) : null;
  try {
    const runTile: TileRunner =
      stages === null
        ? async (row, column) => {
            const output = await whole(cut(across.positions[column]!, down.positions[row]!));
            await onStage(1);
            return output;
          }
        : await stagedTiles(stages, plan, { cut, timed, onStage });
    for (const row of down.positions.keys()) {
      for (const [column, left] of across.positions.entries()) {
        const output = checked(await runTile(row, column));
        addTile(strip, output, left, across, column, down, row);
        scores.push(output.score);
        gates.push(output.gate);
      }
      await emit.until(nextTop(down, row, coefficients.down.length));
      // The rows just handed on are dead now: of a wide picture they are as large as the strip itself.
      releaseMemory(MAP_NAMES.length * down.size * coefficients.across.length);
    }
  } finally {
    await stages?.close();
  }
  return {
    score: Math.min(1, Math.max(0, fuseScores(scores, overview?.score))),
    gate: { vision: mean(gates), visionShare: mean(gates.map((gate) => (gate > 0.5 ? 1 : 0))), tiles },
    reliability: emit.reliability(),
    inferenceMilliseconds: spent,
  };
}

/** The answer, or MODEL_INVALID where it holds what is no probability: a broken model must not pass for a clean picture. */
function checked(output: NetworkOutput): NetworkOutput {
  for (const map of MAP_NAMES) {
    const values = output[map];
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at]!;
      // Also false of NaN.
      if (value >= -0.01 && value <= 1.01) continue;
      throw noProbability({ map, value });
    }
  }
  if (Number.isFinite(output.score) && Number.isFinite(output.gate)) return output;
  throw noProbability({ score: output.score, gate: output.gate });
}

function noProbability(found: Readonly<Record<string, unknown>>): AppError {
  return new AppError('MODEL_INVALID', 'The network answered with numbers that are no probabilities. Install the model again.', found);
}

/** Canvas row up to which everything is final once tile row `row` is done. */
function nextTop(down: TileAxis, row: number, length: number): number {
  return down.positions[row + 1] ?? length;
}

/** All tiles are of one size, so the plain mean is the area-weighted one. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface RowEmitter {
  /** Hands on all rows above canvas row `end` and moves the strip there. */
  until(end: number): Promise<void>;
  reliability(): number;
}

function rowEmitter(strip: Strip, pixels: Pixels, coefficients: Coefficients, overview: Overview | undefined, sink: RowSink): RowEmitter {
  const { width, height } = pixels;
  const shiftX = coefficients.across.shift;
  const shiftY = coefficients.down.shift;
  const small = { mask: overview?.mask, quality: overview?.quality, coarseRgb: undefined, coarseFused: undefined };
  const sampled = new Float32Array(width);
  let reliabilitySum = 0;

  function fillRow(name: MapName, canvasRow: number, bytes: Uint8Array, to: number): void {
    const map = small[name];
    const from = (canvasRow - strip.top) * strip.width + shiftX;
    const sums = strip.sums[name];
    if (map === undefined) {
      toBytes(sums, from, width, bytes, to);
      return;
    }
    sampleRow(map, pixels, canvasRow - shiftY, sampled);
    toMixedBytes(sums, from, sampled, OVERVIEW_WEIGHT, bytes, to);
  }

  return {
    async until(end) {
      const first = Math.max(strip.top, shiftY);
      const last = Math.min(end, height + shiftY);
      const rows = Math.max(0, last - first);
      const bytes = { mask: new Uint8Array(rows * width), coarseRgb: new Uint8Array(rows * width), coarseFused: new Uint8Array(rows * width), quality: new Uint8Array(rows * width) };
      for (const name of MAP_NAMES) {
        for (let row = 0; row < rows; row += 1) fillRow(name, first + row, bytes[name], row * width);
      }
      for (let at = 0; at < bytes.quality.length; at += 1) reliabilitySum += bytes.quality[at]!;
      if (rows > 0) await sink(first - shiftY, rows, bytes);
      advance(strip, end);
    },
    reliability: () => reliabilitySum / (255 * width * height),
  };
}
