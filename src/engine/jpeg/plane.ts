import type { JpegComponent } from './types.ts';

/** Largest magnitude kept for the network (design: |c| clipped to 20). */
export const NETWORK_CLIP = 20;

export interface CoefficientPlane {
  /** Coefficients, multiples of 8: the component's used blocks. */
  readonly width: number;
  readonly height: number;
  /** `height` rows of `width` magnitudes 0-`clip`; coefficient (u, v) of block (bx, by) at row `8 by + v`, column `8 bx + u`. */
  readonly data: Uint8Array;
}

/** Coefficient magnitudes clipped to `clip` (0-255) in the spatial layout that the network takes. */
export function toPlane(component: JpegComponent, clip: number = NETWORK_CLIP): CoefficientPlane {
  const { coefficients, blocksWide, blocksWideUsed, blocksHighUsed } = component;
  const width = blocksWideUsed * 8;
  const height = blocksHighUsed * 8;
  const data = new Uint8Array(width * height);
  if (coefficients.length === 0) return { width, height, data };
  for (let blockY = 0; blockY < blocksHighUsed; blockY++) {
    for (let blockX = 0; blockX < blocksWideUsed; blockX++) {
      let from = (blockY * blocksWide + blockX) * 64;
      for (let row = 0; row < 8; row++) {
        const to = (blockY * 8 + row) * width + blockX * 8;
        for (let column = 0; column < 8; column++) {
          const value = coefficients[from++]!;
          const magnitude = value < 0 ? -value : value;
          data[to + column] = magnitude > clip ? clip : magnitude;
        }
      }
    }
  }
  return { width, height, data };
}
