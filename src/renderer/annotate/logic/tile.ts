import type { MASK_TILE } from '../../../contract/annotations.ts';

/** MASK_TILE of the contract, without the schemas that stand beside it there: the worker needs none of them. */
export const TILE_SIDE = 256 satisfies typeof MASK_TILE;
