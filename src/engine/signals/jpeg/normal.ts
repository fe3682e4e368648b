/** Chance that a standard normal value is below z; error under 1.5e-7 (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26). */
export function normalBelow(z: number): number {
  const x = Math.abs(z) * Math.SQRT1_2;
  const t = 1 / (1 + 0.3275911 * x);
  const upper = 0.5 * t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-x * x);
  return z < 0 ? upper : 1 - upper;
}
