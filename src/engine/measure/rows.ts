import { bandAt } from '../view/picture.ts';
import type { Picture, ViewState } from '../view/state.ts';
import type { Component } from './component.ts';
import { CELL } from './component.ts';

/** Bands of a picture too large to be held that are read: each costs a decode down to its last row. */
const MOST_BANDS = 6;
/** At least as many, for an outside to compare with. */
const LEAST_BANDS = 3;

export interface Band {
  readonly top: number;
  readonly height: number;
}

/**
 * The bands of rows to read: the whole picture where it is held in memory. Of a larger one those with most of the regions, at most six, and with few
 * regions others spread over the picture up to three: it is then measured in these bands only.
 */
export function bandsOf(state: ViewState, picture: Picture, components: readonly Component[]): readonly Band[] {
  const all: (Band & { weight: number })[] = [];
  for (let y = 0; y < picture.facts.height; ) {
    const band = bandAt(state, 'stored', picture, y);
    all.push({ ...band, weight: components.reduce((sum, component) => sum + overlap(component, band) / component.area, 0) });
    y = band.top + band.height;
  }
  if (all.length <= MOST_BANDS) return all;
  const chosen = new Set(all.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight).slice(0, MOST_BANDS));
  for (let n = 0; chosen.size < LEAST_BANDS && n < LEAST_BANDS; n += 1) chosen.add(all[Math.floor(((n + 0.5) * all.length) / LEAST_BANDS)]!);
  return all.filter((band) => chosen.has(band));
}

function overlap({ cells }: Component, { top, height }: Band): number {
  let sum = 0;
  for (let row = 0; row < cells.rows; row += 1) {
    const y = (cells.row + row) * CELL;
    if (y < top || y >= top + height) continue;
    for (let column = 0; column < cells.columns; column += 1) sum += cells.counts[row * cells.columns + column]!;
  }
  return sum;
}
