import { lumaOf } from '../jpeg/luma.ts';
import { scanPhases } from '../jpeg/phaseScan.ts';
import type { Signal, SignalInput, SignalOutcome } from '../types.ts';
import { cellMap } from './cellMap.ts';
import { gridEvidence, type GridLimits } from './evidence.ts';

const LIMITS: GridLimits = { radius: 3, leastChance: 0.04, lackShare: 0.85, logFalse: 1 };
const LEAST_CELLS = 12;

/**
 * The grid of 8 x 8 blocks that JPEG saves leave: where it is shifted against the rest, and where it is missing; grid origins by DCT zeros and an a-contrario
 * test after T. Nikoukhah et al., "ZERO: a local JPEG grid origin detector based on the number of DCT zeros and its applications in image forensics", IPOL 11,
 * 2021; the idea of a torn block grid: W. Li, Y. Yuan and N. Yu, "Passive detection of doctored JPEG image via block artifact grid extraction", Signal
 * Processing 89(9), 2009.
 */
export const blockingGrid: Signal = {
  name: 'blocking_grid',
  version: 1,
  parameters: { windowCells: 2 * LIMITS.radius + 1, leastChance: LIMITS.leastChance, lackShare: LIMITS.lackShare, logFalse: LIMITS.logFalse },
  run: async ({ pixels, facts, signal }: SignalInput): Promise<SignalOutcome> => {
    if (Math.min(pixels.width, pixels.height) < LEAST_CELLS * 8) return { applies: false, reason: `The picture is ${pixels.width} x ${pixels.height} pixels; block grids are compared from ${LEAST_CELLS * 8} x ${LEAST_CELLS * 8} pixels on.` };
    const scan = await scanPhases(lumaOf(pixels), pixels, signal);
    const { own, hasForeign, values } = await gridEvidence(scan, facts.format === 'jpeg' ? 0 : null, LIMITS, signal);
    if (own === null && !hasForeign) return { applies: false, reason: 'The pixels show no grid of an earlier JPEG save, so there is no grid that a part could lack or differ from.' };
    return { applies: true, map: cellMap(scan, values, pixels) };
  },
};
