import type { JpegLimits } from './types.ts';

export const DEFAULT_JPEG_LIMITS: JpegLimits = {
  bytes: 250_000_000,
  pixels: 150_000_000,
  scans: 300,
  markers: 10_000,
  visitsPerCoefficient: 20,
};

/** Work always allowed, so that tiny files with many legal scans are not refused. */
export const WORK_FLOOR = 65_536;

/** Definitions of quantisation tables kept for the caller; later ones still take effect in decoding. */
export const QUANTIZATION_TABLES_KEPT = 64;
