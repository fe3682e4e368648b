import type { Rate } from '../../contract/index.ts';

const TAIL = 0.025;

/** A share with its two-sided 95 % interval (Clopper and Pearson, Biometrika 26, 1934). Throws RangeError unless 0 <= count <= of and of >= 1. */
export function rate(count: number, of: number): Rate {
  if (!Number.isInteger(count) || !Number.isInteger(of) || of < 1 || count < 0 || count > of) throw new RangeError('a rate needs whole numbers, 0 <= count <= of, of >= 1');
  const logs = logFactorials(of);
  // Low: the probability at which `count` or more would be seen in one case of forty; high: at which so few would.
  const low = count === 0 ? 0 : bisect((probability) => tail(logs, count, of, probability) - TAIL);
  const high = count === of ? 1 : bisect((probability) => 1 - tail(logs, count + 1, of, probability) - TAIL, true);
  return { value: count / of, low, high, count, of };
}

/** Probability of `from` or more successes of `of`. */
function tail(logs: Float64Array, from: number, of: number, probability: number): number {
  if (probability <= 0) return from === 0 ? 1 : 0;
  if (probability >= 1) return 1;
  let sum = 0;
  for (let successes = from; successes <= of; successes += 1) {
    sum += Math.exp((logs[of] ?? 0) - (logs[successes] ?? 0) - (logs[of - successes] ?? 0) + successes * Math.log(probability) + (of - successes) * Math.log1p(-probability));
  }
  return Math.min(1, sum);
}

function logFactorials(largest: number): Float64Array {
  const logs = new Float64Array(largest + 1);
  for (let value = 2; value <= largest; value += 1) logs[value] = (logs[value - 1] ?? 0) + Math.log(value);
  return logs;
}

/** Zero in 0..1 of a function that rises, or falls. */
function bisect(value: (probability: number) => number, falls = false): number {
  let [below, above] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (below + above) / 2;
    if (value(middle) > 0 === falls) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}
