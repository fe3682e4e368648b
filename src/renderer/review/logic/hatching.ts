/** Classes of reliability shown by hatching: the less reliable, the denser the lines. From 0.8 up nothing is drawn. `spacing` is in CSS pixels between lines. */
export const HATCH_BANDS = [
  { low: 0, high: 0.4, spacing: 4 },
  { low: 0.4, high: 0.6, spacing: 8 },
  { low: 0.6, high: 0.8, spacing: 16 },
] as const;

/** Spacing of the hatching at a reliability 0..1, or null where none is drawn. */
export function hatchSpacing(reliability: number): number | null {
  return HATCH_BANDS.find(({ low, high }) => reliability >= low && reliability < high)?.spacing ?? null;
}

/** Length of ink for each pixel of area: what "denser" means. */
export function hatchDensity(reliability: number): number {
  const spacing = hatchSpacing(reliability);
  return spacing === null ? 0 : 1 / spacing;
}
