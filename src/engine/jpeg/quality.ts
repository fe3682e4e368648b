import { STANDARD_LUMA_TABLE } from './standardTables.ts';
import type { QualityEstimate } from './types.ts';

/** libjpeg's luma table at `quality` 1-100 (jpeg_quality_scaling and jpeg_add_quant_table), natural order, steps 1-32767. */
export function libjpegLumaTable(quality: number): Uint16Array {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  return STANDARD_LUMA_TABLE.map((step) => Math.min(32767, Math.max(1, Math.floor((step * scale + 50) / 100))));
}

/**
 * The libjpeg quality whose standard luma table is nearest to `table` (64 steps, natural order) by the sum of absolute log
 * ratios, which weighs fine and coarse steps alike. Tables clipped to 255 (baseline) count as exact.
 */
export function estimateQuality(table: Uint16Array): QualityEstimate {
  let best: QualityEstimate = { quality: 1, exact: false };
  let least = Number.POSITIVE_INFINITY;
  for (let quality = 100; quality >= 1; quality--) {
    const standard = libjpegLumaTable(quality);
    let distance = 0;
    let exact = true;
    for (let k = 0; k < 64; k++) {
      const step = table[k]!;
      const wanted = standard[k]!;
      if (step !== wanted && step !== Math.min(255, wanted)) exact = false;
      distance += Math.abs(Math.log(Math.max(1, step) / wanted));
    }
    if (exact) return { quality, exact: true };
    if (distance < least) {
      least = distance;
      best = { quality, exact: false };
    }
  }
  return best;
}
