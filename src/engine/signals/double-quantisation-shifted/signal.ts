import { smoothed, toMap } from '../jpeg/blockMap.ts';
import { lumaOf } from '../jpeg/luma.ts';
import type { Signal, SignalInput, SignalOutcome } from '../types.ts';
import { blocksAt, insideBox, likelihoods, periodsOf, type ShiftedBlocks } from './likelihood.ts';
import { findEarlierGrid } from './search.ts';

/** Least strength of the earlier grid; see search.ts. */
const LEAST_STRENGTH = 10;
const RADIUS = 3;
/** Mean log-likelihood ratio of a block at the decision. */
const LIMIT = 0.05;
const LEAST_BLOCKS = 16;

/**
 * Areas that were saved before on another block grid than the file's, as pasted parts of other JPEG pictures are, or that lack such a save where the rest has
 * it; T. Bianchi and A. Piva, "Image forgery localization via block-grained analysis of JPEG artifacts", IEEE TIFS 7(3), 2012 (non-aligned case), the phase by
 * their "Detection of nonaligned double JPEG compression based on integer periodicity maps", IEEE TIFS 7(2), 2012.
 */
export const doubleQuantisationShifted: Signal = {
  name: 'double_quantisation_shifted',
  version: 1,
  parameters: { leastStrength: LEAST_STRENGTH, windowBlocks: 2 * RADIUS + 1, limit: LIMIT },
  run: async ({ pixels, facts, signal }: SignalInput): Promise<SignalOutcome> => {
    if (facts.format !== 'jpeg') return { applies: false, reason: 'The file is no JPEG, so it has no block grid of its own against which an earlier one could be shifted.' };
    if (Math.min(pixels.width, pixels.height) < LEAST_BLOCKS * 8) return { applies: false, reason: `The picture is ${pixels.width} x ${pixels.height} pixels; shifted grids are looked for from ${LEAST_BLOCKS * 8} x ${LEAST_BLOCKS * 8} pixels on.` };
    const luma = lumaOf(pixels);
    const found = await findEarlierGrid(luma, pixels, signal);
    const blocks = found.strength < LEAST_STRENGTH ? null : await blocksAt(luma, pixels, found, signal);
    const values = blocks === null ? null : evidenceOf(blocks, insideBox(blocks, found.box));
    if (blocks === null || values === null) return { applies: false, reason: 'No part of the picture shows an earlier save on a shifted block grid, so there is nothing to compare.' };
    return { applies: true, map: toMap({ columns: blocks.columns, rows: blocks.rows, values }, pixels, blocks.start) };
  },
};

/** 0 at the decision, or null where no frequency has a period. The steps are found where the grid showed, then again in all blocks that agree with them. */
function evidenceOf(blocks: ShiftedBlocks, isFirst: (block: number) => boolean): Float32Array | null {
  const { columns, rows } = blocks;
  let isChosen = isFirst;
  let mean: Float32Array = new Float32Array(0);
  for (let round = 0; round < 2; round += 1) {
    const periods = periodsOf(blocks, isChosen);
    if (periods.every((period) => period === null)) return null;
    mean = smoothed({ columns, rows, values: likelihoods(blocks, periods) }, RADIUS).values;
    const chosen = mean;
    isChosen = (block) => chosen[block]! > 0;
  }
  // What most of the picture has is its own history; the rest is what differs.
  const share = mean.filter((value) => value > 0).length / mean.length;
  return mean.map((value) => 8 * ((share > 0.5 ? -value : value) - LIMIT));
}
