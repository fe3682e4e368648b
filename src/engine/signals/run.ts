import type { Artifact, ArtifactKind } from '../../contract/analysis.ts';
import type { Size } from '../../contract/geometry.ts';
import { SIGNAL_MARKED, type SignalResult } from '../../contract/signals.ts';
import { openGreyPng } from '../artifacts/png.ts';
import { breathe, throwIfCancelled } from '../cancel.ts';
import type { Signal, SignalInput } from './types.ts';

/** Side in pixels of the mean whose highest value is a method's score. */
const PEAK_SIDE = 16;
/** Rows worked on between two looks at the cancel signal, for a picture of 1000 columns. */
const BAND_PIXELS = 1_000_000;

/**
 * Runs one method and writes its map below `caseFolder`/artifacts. The score is the peak of the map after a mean over 16 x 16 pixels (the picture's
 * side where that is shorter). Throws CANCELLED, ARTIFACT_WRITE_FAILED, and a plain Error where a method returns a map of the wrong length.
 */
export async function runSignal(signal: Signal, input: SignalInput, caseFolder: string): Promise<SignalResult> {
  const started = performance.now();
  await breathe(input.signal);
  const outcome = await signal.run(input);
  throwIfCancelled(input.signal);
  const { name, version, parameters } = signal;
  const said = { name, version, parameters: { ...parameters } };
  const passed = (): number => Math.round(performance.now() - started);
  if (!outcome.applies) return { ...said, applies: false, reason: outcome.reason, score: null, maskShare: null, map: null, milliseconds: passed() };
  const { width, height } = input.pixels;
  if (outcome.map.length !== width * height) throw new Error(`${name}: the map has ${outcome.map.length} bytes for ${width} x ${height} pixels`);
  const score = await peakOf(outcome.map, { width, height }, input.signal);
  const map = await writeMap(caseFolder, 'signal', outcome.map, { width, height }, input.signal);
  return { ...said, parameters: { ...parameters, ...outcome.parameters }, applies: true, reason: '', score, maskShare: markedShare(outcome.map), map, milliseconds: passed() };
}

/** Share of pixels at or above SIGNAL_MARKED, 0..1. */
export function markedShare(map: Uint8Array): number {
  let marked = 0;
  for (let at = 0; at < map.length; at += 1) if (map[at]! >= SIGNAL_MARKED) marked += 1;
  return marked / map.length;
}

/** Highest mean over PEAK_SIDE x PEAK_SIDE pixels that lie whole inside the picture, 0..1. */
export async function peakOf(map: Uint8Array, { width, height }: Size, signal?: AbortSignal): Promise<number> {
  const [across, down] = [Math.min(PEAK_SIDE, width), Math.min(PEAK_SIDE, height)];
  const columns = new Float64Array(width);
  let peak = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) columns[x]! += map[y * width + x]! - (y >= down ? map[(y - down) * width + x]! : 0);
    if (y < down - 1) continue;
    let sum = 0;
    for (let x = 0; x < width; x += 1) {
      sum += columns[x]! - (x >= across ? columns[x - across]! : 0);
      if (x >= across - 1 && sum > peak) peak = sum;
    }
    if ((y * width) % BAND_PIXELS < width) await breathe(signal);
  }
  return peak / (across * down * 255);
}

/** Writes a map as a grey PNG artifact, once by its SHA-256. */
export async function writeMap(caseFolder: string, kind: ArtifactKind, map: Uint8Array, { width, height }: Size, signal?: AbortSignal): Promise<Artifact> {
  const writer = await openGreyPng(caseFolder, { kind, width, height });
  const rows = Math.max(1, Math.floor(BAND_PIXELS / width));
  try {
    for (let y = 0; y < height; y += rows) {
      await breathe(signal);
      await writer.writeRows(map.subarray(y * width, Math.min(height, y + rows) * width));
    }
    return await writer.finish();
  } catch (error) {
    await writer.discard();
    throw error;
  }
}
