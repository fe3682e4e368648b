import { describe, expect, test } from 'vitest';
import { holm, signedRank } from './wilcoxon.ts';

describe('signed-rank test, held against scipy.stats.wilcoxon 1.17 and against counting by hand', () => {
  test('few pairs without ties: exact', () => {
    // scipy: statistic 5.0, p .15625, the zero left out.
    expect(signedRank([0.11, -0.02, 0.05, 0.3, -0.07, 0, 0.18, 0.04])).toEqual({ pairs: 7, positive: 23, negative: 5, p: 0.15625, how: 'exact' });
    // Three of one sign: 1 of 8 assignments at each end.
    expect(signedRank([1, 2, 3]).p).toBe(0.25);
    expect(signedRank([1, -1]).p).toBe(1);
  });

  test('few pairs with ties: every assignment of signs counted (42 of 512)', () => {
    const { positive, negative, p } = signedRank([0.1, 0.1, -0.1, 0.2, 0.2, 0.3, -0.2, 0.5, 0.5, 0]);
    expect([positive, negative, p]).toEqual([38, 7, 42 / 512]);
  });

  test('many pairs: normal approximation, with the correction for ties', () => {
    const fine = Array.from({ length: 60 }, (_, at) => (((at * 37) % 101) - 44) / 100);
    const { pairs, positive, negative, p, how } = signedRank(fine);
    expect([pairs, Math.min(positive, negative), how]).toEqual([60, 724, 'normal']);
    // scipy, method "approx", no continuity correction.
    expect(p).toBeCloseTo(0.15968467864749358, 9);
    const coarse = fine.map((value) => Math.trunc(value * 10 + Math.sign(value) * 1e-9));
    const tied = signedRank(coarse);
    expect([tied.pairs, Math.min(tied.positive, tied.negative)]).toEqual([48, 444.0]);
    expect(tied.p).toBeCloseTo(0.1372849647538939, 9);
    // All 40 of one sign: z = 410 / sqrt(5535) = 5.5109; erfc(z / sqrt 2) by scipy.
    expect(signedRank(Array.from({ length: 40 }, (_, at) => at + 1)).p).toBeCloseTo(3.5695e-8, 11);
  });

  test('nothing but equal pictures says nothing', () => {
    expect(signedRank([0, 0])).toEqual({ pairs: 0, positive: 0, negative: 0, p: 1, how: 'nothing to test' });
    expect(signedRank([])).toMatchObject({ p: 1 });
  });
});

test('Holm: the example of three sets by hand, never above 1, never falling', () => {
  // Sorted .005, .01, .03, .04: times 4, 3, 2, 1, then the largest so far.
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});
