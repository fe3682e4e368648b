import { expect, test } from 'vitest';
import { createRateMeter } from './rate.ts';

function simulate(weights: readonly number[], secondsPerWeight: number, loading: number): { readonly estimate: ReturnType<ReturnType<typeof createRateMeter>['estimate']>; readonly left: number } {
  let clock = 0;
  const meter = createRateMeter(() => clock);
  const done = Math.ceil(weights.length * 0.05);
  clock += loading * 1000;
  for (const weight of weights.slice(0, done)) {
    clock += weight * secondsPerWeight * 1000;
    meter.add(weight);
  }
  const left = weights.slice(done).reduce((sum, weight) => sum + weight, 0);
  return { estimate: meter.estimate(left), left: left * secondsPerWeight };
}

test('says nothing while too little is known', () => {
  const meter = createRateMeter(() => 0);
  expect(meter.estimate(10)).toEqual({ ratePerHour: null, etaSeconds: null });
  meter.add(1);
  expect(meter.estimate(10)).toEqual({ ratePerHour: null, etaSeconds: null });
});

test('the time left is right within a fifth after 5 % of files of mixed sizes, in spite of a slow start', () => {
  const weights = Array.from({ length: 400 }, (_, index) => 1 + ((index * 7919) % 13));
  const { estimate, left } = simulate(weights, 0.7, 30);
  expect(Math.abs((estimate.etaSeconds ?? 0) - left) / left).toBeLessThan(0.2);
});

test('the rate follows the last files', () => {
  let clock = 0;
  const meter = createRateMeter(() => clock);
  for (let file = 0; file < 1000; file += 1) {
    clock += file < 500 ? 1000 : 100;
    meter.add(1);
  }
  expect(meter.estimate(0).ratePerHour).toBeCloseTo(36_000, -1);
  expect(meter.estimate(100).etaSeconds).toBeCloseTo(10, 1);
});
