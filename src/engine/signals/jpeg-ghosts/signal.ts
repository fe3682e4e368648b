import { estimateGrid, GRID_CONFIDENT } from '../../coefficients/grid.ts';
import { toMap } from '../jpeg/blockMap.ts';
import { lumaOf } from '../jpeg/luma.ts';
import type { Signal, SignalInput, SignalOutcome } from '../types.ts';
import { FIRST_QUALITY, ghostCurves, LAST_QUALITY } from './curves.ts';
import { ghostEvidence, type GhostLimits } from './evidence.ts';

/** Blocks on each side of a block whose differences are counted with its own. */
const RADIUS = 2;
const LIMITS: GhostLimits = { reach: 3, leastDepth: 0.6, deviations: 3 };
const LEAST_BLOCKS = 8;

/**
 * JPEG ghosts: places saved before at another quality than the rest change least when saved at that quality again; H. Farid, "Exposing digital forgeries from
 * JPEG ghosts", IEEE TIFS 4(1), 2009.
 */
export const jpegGhosts: Signal = {
  name: 'jpeg_ghosts',
  version: 1,
  parameters: { firstQuality: FIRST_QUALITY, lastQuality: LAST_QUALITY, windowBlocks: 2 * RADIUS + 1, ...LIMITS },
  run: async ({ pixels, facts, signal }: SignalInput): Promise<SignalOutcome> => {
    const grid = facts.format === 'jpeg' ? { x: 0, y: 0, confidence: 1 } : estimateGrid(pixels);
    const start = grid.confidence >= GRID_CONFIDENT ? { x: grid.x, y: grid.y } : { x: 0, y: 0 };
    if (Math.min(pixels.width - start.x, pixels.height - start.y) < LEAST_BLOCKS * 8) return { applies: false, reason: `The picture is ${pixels.width} x ${pixels.height} pixels; ghosts are looked for from ${LEAST_BLOCKS} x ${LEAST_BLOCKS} blocks of 8 pixels on.` };
    const curves = await ghostCurves(lumaOf(pixels), pixels, start, RADIUS, signal);
    const { columns, rows } = curves;
    const values = await ghostEvidence(curves, LIMITS, signal);
    return { applies: true, map: toMap({ columns, rows, values }, pixels, start) };
  },
};
