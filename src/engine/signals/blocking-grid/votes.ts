import type { PhaseScan } from '../jpeg/phaseScan.ts';

/** No vote: two phases have the most zeros, as in flat areas. */
export const NONE = 255;

/** For each cell the phase 8 y + x whose block has the most zeros, NONE for a tie, among the phases that `counts` allows. */
export function votesOf({ columns, rows, zeros }: PhaseScan, allowed: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: columns * rows }, (_, cell) => {
    let best = NONE;
    let most = -1;
    let isTied = false;
    for (const phase of allowed) {
      const count = zeros[64 * cell + phase]!;
      if (count > most) {
        most = count;
        best = phase;
        isTied = false;
      } else if (count === most) isTied = true;
    }
    return isTied ? NONE : best;
  });
}

/** How many votes each window holds, of (2 radius + 1)^2 cells around each cell, cut at the border: those for `phase`, or all where it is null. */
export function inWindows(votes: Uint8Array, columns: number, rows: number, radius: number, phase: number | null): Uint16Array {
  const sums = new Uint32Array((columns + 1) * (rows + 1));
  for (let row = 0; row < rows; row += 1) {
    let line = 0;
    for (let column = 0; column < columns; column += 1) {
      const vote = votes[row * columns + column]!;
      if (phase === null ? vote !== NONE : vote === phase) line += 1;
      sums[(row + 1) * (columns + 1) + column + 1] = sums[row * (columns + 1) + column + 1]! + line;
    }
  }
  const counts = new Uint16Array(columns * rows);
  for (let row = 0, at = 0; row < rows; row += 1) {
    const top = Math.max(0, row - radius) * (columns + 1);
    const bottom = Math.min(rows, row + radius + 1) * (columns + 1);
    for (let column = 0; column < columns; column += 1, at += 1) {
      const left = Math.max(0, column - radius);
      const right = Math.min(columns, column + radius + 1);
      counts[at] = sums[bottom + right]! - sums[bottom + left]! - sums[top + right]! + sums[top + left]!;
    }
  }
  return counts;
}

const logFactorials: number[] = [0, 0];

function logFactorial(n: number): number {
  for (let next = logFactorials.length; next <= n; next += 1) logFactorials.push(logFactorials[next - 1]! + Math.log(next));
  return logFactorials[n]!;
}

/** log10 of the chance of `hits` or more among `trials` when each succeeds with `chance`, 0 < chance < 1; at most 0. */
export function logTail(hits: number, trials: number, chance: number): number {
  if (hits <= trials * chance) return 0;
  const odds = chance / (1 - chance);
  const first = logFactorial(trials) - logFactorial(hits) - logFactorial(trials - hits) + hits * Math.log(chance) + (trials - hits) * Math.log(1 - chance);
  let sum = 0;
  for (let n = hits, term = 1; n <= trials && term > 1e-12; n += 1) {
    sum += term;
    term *= ((trials - n) / (n + 1)) * odds;
  }
  return Math.min(0, (first + Math.log(sum)) / Math.LN10);
}

/** logTail of every pair up to the trials of one window, kept: windows are many and pairs few. */
export function tailTable(most: number, chance: number): Float32Array {
  const table = new Float32Array((most + 1) * (most + 1));
  for (let trials = 0; trials <= most; trials += 1) {
    for (let hits = 0; hits <= trials; hits += 1) table[trials * (most + 1) + hits] = logTail(hits, trials, chance);
  }
  return table;
}
