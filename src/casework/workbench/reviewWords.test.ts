import { expect, test } from 'vitest';
import { coefficientsWords, gateWords } from './reviewWords.ts';

const JPEG = { source: 'jpeg' as const, grid: { x: 0, y: 0, confidence: 1 } };
const PIXELS = { source: 'pixels' as const, grid: { x: 3, y: 5, confidence: 0.4 } };

test.each([
  [{ vision: 0.12, visionShare: 0, tiles: 6 }, JPEG, 'Frequency evidence used: the gate gave pure vision a probability of 0.12 on average and preferred frequency evidence in all 6 tiles. It was read from the coefficients of the JPEG itself.'],
  [{ vision: 0.12, visionShare: 0, tiles: 1 }, PIXELS, 'Frequency evidence used: the gate gave pure vision a probability of 0.12. The file holds no JPEG coefficients; they were computed from its pixels.'],
  [{ vision: 0.5, visionShare: 1 / 3, tiles: 6 }, JPEG, 'Frequency evidence used in part: the gate gave pure vision a probability of 0.50 on average and preferred frequency evidence in 4 of 6 tiles. It was read from the coefficients of the JPEG itself.'],
  [{ vision: 0.9, visionShare: 1, tiles: 4 }, JPEG, 'Frequency evidence not used: the gate gave pure vision a probability of 0.90 on average and preferred it in all 4 tiles. The picture was judged by what is visible alone.'],
])('%j', (gate, coefficients, words) => {
  expect(gateWords(gate, coefficients)).toBe(words);
});

test('coefficients from pixels say how the blocks were aligned', () => {
  expect(coefficientsWords(JPEG)).toBe('Coefficients read from the JPEG itself.');
  expect(coefficientsWords(PIXELS)).toBe('Coefficients computed from the pixels; blocks were aligned at column 3, row 5 (confidence 0.40).');
});
