import type { Pixels } from '../decode/pixels.ts';
import { lumaAt } from './plain.ts';

/** Phase of an earlier JPEG grid: the first whole block of that grid starts at pixel (x, y), each 0..7. */
export interface Grid {
  readonly x: number;
  readonly y: number;
  /** 0..1; see `estimateGrid`. */
  readonly confidence: number;
}

/** From here on the phase is used to align; below, the picture is taken as it lies. */
export const GRID_CONFIDENT = 0.99;

const CELL = 32;
/** Cells looked at, spread over the picture: enough votes for any picture and a bounded time. */
const MAXIMUM_CELLS = 4096;
/** A cross difference above this is an edge of the scene, not of a block. */
const EDGE = 24;

/**
 * Phase of the 8x8 grid that an earlier JPEG compression left in the pixels, from block-artefact energy: the cross difference
 * |I(x,y) + I(x+1,y+1) - I(x+1,y) - I(x,y+1)| is larger across block borders (after Chen and Hsu, "Image tampering detection by blocking periodicity
 * analysis in JPEG compressed images", MMSP 2008). Each cell of 32x32 pixels votes for its strongest column phase and row phase, so that one strong
 * edge of the scene counts once. Confidence is, for the weaker axis, the chance that the winner leads the runner-up truly and not by luck: with
 * a and b votes, erf((a - b) / sqrt(2 (a + b))), less a correction for the 7 rivals.
 */
export function estimateGrid(pixels: Pixels): Grid {
  const cellsWide = Math.floor((pixels.width - 1) / CELL);
  const cellsHigh = Math.floor((pixels.height - 1) / CELL);
  if (cellsWide * cellsHigh < 16) return { x: 0, y: 0, confidence: 0 };
  const stride = Math.max(1, Math.ceil((cellsWide * cellsHigh) / MAXIMUM_CELLS));
  const votesX = new Float64Array(8);
  const votesY = new Float64Array(8);
  for (let cell = 0; cell < cellsWide * cellsHigh; cell += stride) {
    voteOfCell(pixels, (cell % cellsWide) * CELL, Math.floor(cell / cellsWide) * CELL, votesX, votesY);
  }
  const x = winner(votesX);
  const y = winner(votesY);
  // The difference at column p lies between p and p + 1: the block starts at p + 1.
  return { x: (x.phase + 1) % 8, y: (y.phase + 1) % 8, confidence: Math.min(x.confidence, y.confidence) };
}

function voteOfCell(pixels: Pixels, left: number, top: number, votesX: Float64Array, votesY: Float64Array): void {
  const size = CELL + 1;
  const luma = new Int16Array(size * size);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) luma[y * size + x] = lumaAt(pixels.data, ((top + y) * pixels.width + left + x) * 3);
  }
  const energyX = new Float64Array(8);
  const energyY = new Float64Array(8);
  for (let y = 0; y < CELL; y += 1) {
    for (let x = 0; x < CELL; x += 1) {
      const at = y * size + x;
      const difference = Math.abs(luma[at]! + luma[at + size + 1]! - luma[at + 1]! - luma[at + size]!);
      const bounded = difference > EDGE ? 0 : difference;
      energyX[x & 7]! += bounded;
      energyY[y & 7]! += bounded;
    }
  }
  vote(energyX, votesX);
  vote(energyY, votesY);
}

/** One vote for the strongest phase; a flat cell, where several are equal, does not vote. */
function vote(energy: Float64Array, votes: Float64Array): void {
  const { phase, runnerUp } = strongest(energy);
  if (energy[phase]! > runnerUp) votes[phase]! += 1;
}

function winner(votes: Float64Array): { phase: number; confidence: number } {
  const { phase, runnerUp } = strongest(votes);
  const lead = votes[phase]!;
  if (lead === 0) return { phase: 7, confidence: 0 };
  const chanceOfLuck = 7 * errorFunctionComplement((lead - runnerUp) / Math.sqrt(2 * (lead + runnerUp)));
  return { phase, confidence: Math.max(0, 1 - chanceOfLuck) };
}

function strongest(values: Float64Array): { phase: number; runnerUp: number } {
  let phase = 0;
  let runnerUp = Number.NEGATIVE_INFINITY;
  for (let index = 1; index < values.length; index += 1) {
    if (values[index]! > values[phase]!) {
      runnerUp = values[phase]!;
      phase = index;
    } else if (values[index]! > runnerUp) runnerUp = values[index]!;
  }
  return { phase, runnerUp };
}

/** 1 - erf(x) for x >= 0, error below 1.5e-7 (Abramowitz and Stegun, 7.1.26). */
function errorFunctionComplement(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  return t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-x * x);
}
