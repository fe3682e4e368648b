/** Door of the JPEG reader: quantised DCT coefficients of Huffman-coded files, from bytes, by code of this project alone. */
export { DEFAULT_JPEG_LIMITS } from './limits.ts';
export { lumaFromCoefficients } from './luma.ts';
export { NETWORK_CLIP, toPlane, type CoefficientPlane } from './plane.ts';
export { estimateQuality, libjpegLumaTable } from './quality.ts';
export { readJpegCoefficients, readJpegHeader } from './read.ts';
export type {
  JpegCoefficients,
  JpegColour,
  JpegComponent,
  JpegComponentHeader,
  JpegDamage,
  JpegDamageReason,
  JpegHeader,
  JpegLimits,
  JpegMarker,
  JpegProcess,
  JpegReadOptions,
  JpegWork,
  QualityEstimate,
  QuantizationTable,
} from './types.ts';
