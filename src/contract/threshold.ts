/** Smallest byte of a map that counts as altered at a threshold of 0..1: bytes stand for byte / 255. */
export function thresholdByte(threshold: number): number {
  return Math.max(1, Math.ceil(threshold * 255 - 1e-9));
}
