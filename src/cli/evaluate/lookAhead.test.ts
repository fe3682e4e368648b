import { expect, test } from 'vitest';
import { lookAhead } from './lookAhead.ts';

const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('results come in order, with as many in work as allowed', async () => {
  let now = 0;
  let most = 0;
  const results: number[] = [];
  for await (const result of lookAhead([30, 1, 20, 1, 1], 3, async (milliseconds) => {
    now += 1;
    most = Math.max(most, now);
    await later(milliseconds);
    now -= 1;
    return milliseconds;
  })) {
    results.push(result);
  }
  expect(results).toEqual([30, 1, 20, 1, 1]);
  expect(most).toBe(3);
});

test('a failure comes in its turn, and nothing is left running', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const results: number[] = [];
  const run = async (): Promise<void> => {
    for await (const result of lookAhead([0, 1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      await later(item === 2 ? 1 : 5);
      ended.push(item);
      if (item === 2) throw new Error('planted');
      return item;
    })) {
      results.push(result);
    }
  };
  await expect(run()).rejects.toThrow('planted');
  expect(results).toEqual([0, 1]);
  expect(new Set(ended)).toEqual(new Set(begun));
  expect(begun.length).toBeLessThan(6);
});
