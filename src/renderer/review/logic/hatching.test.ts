import { expect, test } from 'vitest';
import { hatchDensity, hatchSpacing } from './hatching.ts';

test('hatching gets denser as reliability falls and is absent where it is high', () => {
  const densities = [0.95, 0.8, 0.7, 0.5, 0.2, 0].map(hatchDensity);
  for (let at = 1; at < densities.length; at += 1) expect(densities[at]!).toBeGreaterThanOrEqual(densities[at - 1]!);
  expect(densities[0]).toBe(0);
  expect(new Set(densities).size).toBe(4);
  expect(hatchSpacing(1)).toBeNull();
});
