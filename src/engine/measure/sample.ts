import { rowsOf } from '../view/picture.ts';
import type { Picture, Source, ViewState } from '../view/state.ts';
import { emptyFeatures, measureWindow, type Features, type Phase } from './features.ts';
import { addOutline, outlineContrast, type OutlineSums } from './outline.ts';
import { pause } from './pause.ts';
import type { Band } from './rows.ts';
import type { Window } from './windows.ts';
import type { Point } from '../../contract/geometry.ts';

/** Windows between two pauses for other requests: some 15 ms of work. */
const WINDOWS_A_TURN = 64;

export interface Sampled {
  /** In the order of the sets asked for. */
  readonly sets: readonly Features[];
  /** In the order of the outlines asked for. */
  readonly outlines: readonly (number | null)[];
}

/**
 * Measures sets of windows and outlines in one pass over the bands. `grid` is the phase of the picture's own 8 x 8 grid.
 * Throws CANCELLED between turns.
 */
export async function sample(state: ViewState, source: Source, picture: Picture, bands: readonly Band[], sets: readonly (readonly Window[])[], outlines: readonly (readonly Point[])[], grid: Phase, signal?: AbortSignal): Promise<Sampled> {
  const features = sets.map((windows) => emptyFeatures(windows.length));
  const sums = outlines.map((): OutlineSums => ({ across: 0, along: 0, points: 0 }));
  for (const band of bands) {
    const { top, pixels } = await rowsOf(state, 'stored', source, picture, band.top, signal);
    let done = 0;
    for (const [set, windows] of sets.entries()) {
      for (const [index, window] of windows.entries()) {
        if (window.y < top || window.y >= top + pixels.height) continue;
        measureWindow(pixels, top, window, grid, features[set]!, index);
        done += 1;
        if (done % WINDOWS_A_TURN === 0) await pause(signal);
      }
    }
    for (const [index, polygon] of outlines.entries()) addOutline(polygon, pixels, top, sums[index]!);
    await pause(signal);
  }
  return { sets: features, outlines: sums.map(outlineContrast) };
}
