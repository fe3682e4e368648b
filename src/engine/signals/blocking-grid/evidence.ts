import { pacer } from '../jpeg/pace.ts';
import type { PhaseScan } from '../jpeg/phaseScan.ts';
import { inWindows, NONE, tailTable, votesOf } from './votes.ts';

export interface GridLimits {
  /** Cells on each side of a cell that are counted with it. */
  readonly radius: number;
  /** Where no other save is, a phase is taken to have at least this share of votes; true chance would be 1 / 64. */
  readonly leastChance: number;
  /** A window lacks the grid where its share of votes is below this part of the picture's typical share. */
  readonly lackShare: number;
  /** Largest expected number of false detections in a picture, as its logarithm to base 10. */
  readonly logFalse: number;
}

export interface GridFinding {
  /** Phase 8 y + x of the picture's own grid, or null where it has none. */
  readonly own: number | null;
  /** Whether any window has a grid of another phase. */
  readonly hasForeign: boolean;
  /** One value a cell, 0 at the decision. */
  readonly values: Float32Array;
}

const ALL = Array.from({ length: 64 }, (_, phase) => phase);
const NEUTRAL = -6;

/**
 * Where blocks of another grid than the picture's own stand, and where its own grid is missing. Each cell votes for the phase with the most zeros; a window is
 * told from chance by its binomial tail times the number of windows and phases (number of false alarms, Desolneux, Moisan and Morel; Nikoukhah et al. 2021).
 * `known` is the phase of the file's own grid (0 for a JPEG), or null where it is to be found.
 */
export async function gridEvidence(scan: PhaseScan, known: number | null, limits: GridLimits, signal: AbortSignal | undefined): Promise<GridFinding> {
  const { columns, rows } = scan;
  const pace = pacer(signal);
  const votes = votesOf(scan, ALL);
  const own = known ?? ownPhase(votes);
  const values = new Float32Array(columns * rows).fill(NEUTRAL);
  const most = (2 * limits.radius + 1) ** 2;
  const logTests = Math.log10(64 * columns * rows) - limits.logFalse;
  if (own !== null) markLack(votes, own, scan, limits, logTests, values);
  // Zeros of the own grid's rows and columns hide another grid: phases that share neither are compared among themselves.
  const free = own === null ? [] : ALL.filter((phase) => (phase & 7) !== (own & 7) && phase >> 3 !== own >> 3);
  const freeVotes = own === null ? votes : votesOf(scan, free);
  const trialsOf = (from: Uint8Array): Uint16Array => inWindows(from, columns, rows, limits.radius, null);
  const allTrials = trialsOf(votes);
  const freeTrials = trialsOf(freeVotes);
  const tables = new Map<number, Float32Array>();
  let hasForeign = false;
  for (const phase of ALL) {
    if (phase === own) continue;
    await pace();
    const isFree = free.includes(phase);
    const hits = inWindows(isFree ? freeVotes : votes, columns, rows, limits.radius, phase);
    const trials = isFree ? freeTrials : allTrials;
    const shares = Float32Array.from(hits, (count, cell) => (trials[cell]! === 0 ? 0 : count / trials[cell]!));
    const chance = Math.min(0.9, Math.max(limits.leastChance, 2 * typical(shares)));
    const table = tables.get(chance) ?? tailTable(most, chance);
    tables.set(chance, table);
    let highest = 0;
    for (let cell = 0; cell < hits.length; cell += 1) if (shares[cell]! > highest && -table[trials[cell]! * (most + 1) + hits[cell]!]! > logTests) highest = shares[cell]!;
    if (highest === 0) continue;
    hasForeign = true;
    for (let cell = 0; cell < hits.length; cell += 1) {
      const certainty = -table[trials[cell]! * (most + 1) + hits[cell]!]! - logTests;
      // Half of the strongest share lies at the border of an area that has the grid.
      values[cell] = Math.max(values[cell]!, Math.min(certainty, 8 * (shares[cell]! / highest - 0.5)));
    }
  }
  return { own, hasForeign, values };
}

function markLack(votes: Uint8Array, own: number, { columns, rows }: PhaseScan, limits: GridLimits, logTests: number, values: Float32Array): void {
  const hits = inWindows(votes, columns, rows, limits.radius, own);
  const trials = inWindows(votes, columns, rows, limits.radius, null);
  const usual = typical(Float32Array.from(hits, (count, cell) => (trials[cell]! === 0 ? 0 : count / trials[cell]!)));
  if (usual < 0.5) return;
  const chance = usual * limits.lackShare;
  const most = (2 * limits.radius + 1) ** 2;
  const table = tailTable(most, 1 - chance);
  for (let cell = 0; cell < hits.length; cell += 1) {
    const certainty = -table[trials[cell]! * (most + 1) + trials[cell]! - hits[cell]!]! - logTests;
    values[cell] = Math.max(values[cell]!, Math.min(6, certainty));
  }
}

/** The phase of more than half of the votes, or null: a picture that is mostly without a grid has none of its own. */
function ownPhase(votes: Uint8Array): number | null {
  const counts = new Uint32Array(64);
  let all = 0;
  for (const vote of votes) {
    if (vote === NONE) continue;
    counts[vote]! += 1;
    all += 1;
  }
  const best = counts.indexOf(Math.max(...counts));
  return counts[best]! > all / 2 ? best : null;
}

function typical(shares: Float32Array): number {
  return shares.toSorted()[shares.length >> 1] ?? 0;
}
