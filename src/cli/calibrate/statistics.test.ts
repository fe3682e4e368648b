import { describe, expect, test } from 'vitest';
import { diagramBins } from './calibrateClass.ts';
import { cllr, fitLine, isotonicRatios, ratioAt, supportedRange } from './likelihoodRatio.ts';
import { rate } from './rate.ts';

const altered = [0.9, 0.7, 0.65, 0.4, 0.2, 0.95];
const untouched = [0.1, 0.3, 0.45, 0.05, 0.6, 0.2, 0.15, 0.5];

describe('Clopper-Pearson intervals', () => {
  // scipy.stats.binomtest(count, of).proportion_ci(.95, 'exact')
  test.each([
    [0, 40, 0, 0.08809730287880335],
    [7, 155, 0.01834731411347437, 0.09083394819339889],
    [93, 155, 0.5183462450606984, 0.6777540797202085],
    [40, 40, 0.9119026971211966, 1],
    [1, 2, 0.01257911709367899, 0.987420882906321],
  ])('%i of %i', (count, of, low, high) => {
    const found = rate(count, of);
    expect(found).toMatchObject({ count, of, value: count / of });
    expect(found.low).toBeCloseTo(low, 10);
    expect(found.high).toBeCloseTo(high, 10);
  });

  test('impossible counts are refused', () => {
    for (const [count, of] of [[1, 0], [-1, 5], [6, 5], [1.5, 5]] as const) expect(() => rate(count, of)).toThrow(RangeError);
  });
});

describe('likelihood ratios', () => {
  test('the line is the minimum of the weighted, penalised cost (scipy.optimize.minimize)', () => {
    const line = fitLine({ altered, untouched });
    expect(line.intercept).toBeCloseTo(0.08641836682821165, 6);
    expect(line.slope).toBeCloseTo(0.4066579016996791, 6);
    const at = (score: number): number => ratioAt(line, score);
    expect(cllr({ altered: altered.map(at), untouched: untouched.map(at) })).toBeCloseTo(0.6947976424325444, 6);
  });

  test('scores that separate stay finite, and ones that fall or do not vary say nothing', () => {
    const apart = fitLine({ altered: [0.9, 0.95, 0.99], untouched: [0.1, 0.05, 0.01] });
    expect(apart.slope).toBeGreaterThan(0);
    expect(apart.slope).toBeLessThan(2);
    expect(fitLine({ altered: untouched, untouched: altered })).toEqual({ intercept: 0, slope: 0 });
    expect(fitLine({ altered: [0.5, 0.5], untouched: [0.5] })).toEqual({ intercept: 0, slope: 0 });
    expect(() => fitLine({ altered: [], untouched: [0.5] })).toThrow(RangeError);
  });

  test('Cllr by hand', () => {
    expect(cllr({ altered: [0, 0], untouched: [0] })).toBe(1);
    // (log2(1 + 1/4) + log2(1 + 1/2)) / 2
    expect(cllr({ altered: [Math.log10(4)], untouched: [Math.log10(1 / 2)] })).toBeCloseTo((Math.log2(1.25) + Math.log2(1.5)) / 2, 12);
    expect(cllr({ altered: [Infinity], untouched: [-Infinity] })).toBe(0);
  });

  test('least Cllr by isotonic regression (scipy.optimize.isotonic_regression), equal scores pooled', () => {
    expect(cllr(isotonicRatios({ altered, untouched }))).toBeCloseTo(0.44663679281632324, 10);
    expect(isotonicRatios({ altered: [0.5], untouched: [0.5] })).toEqual({ altered: [0], untouched: [0] });
    expect(cllr(isotonicRatios({ altered: [0.1, 0.2], untouched: [0.3, 0.4] }))).toBeCloseTo(1, 12);
  });

  test('how far ratios may go, by hand: with nine of each apart, .1 + t / 10 <= 1 up to t = 9', () => {
    const nine = (value: number): readonly number[] => Array.from({ length: 9 }, () => value);
    const range = supportedRange({ altered: nine(3), untouched: nine(-3) });
    expect(range.high).toBeCloseTo(0.95, 9);
    expect(range.low).toBeCloseTo(-0.95, 9);
    expect(supportedRange({ altered: nine(-1), untouched: nine(1) })).toEqual({ low: 0, high: 0 });
  });
});

test('diagram bins weigh both kinds alike', () => {
  // Posterior .9 and .2; two altered, one untouched in the upper bin, one untouched in the lower.
  const bins = diagramBins({ altered: [Math.log10(9), Math.log10(9)], untouched: [Math.log10(9), Math.log10(0.25)] });
  expect(bins).toHaveLength(2);
  expect(bins[0]).toMatchObject({ from: 0.2, pictures: 1, altered: 0 });
  expect(bins[1]).toMatchObject({ pictures: 3 });
  expect(bins[1]?.altered).toBeCloseTo(1 / 1.5, 12);
  expect(bins[1]?.mean).toBeCloseTo(0.9, 12);
});
