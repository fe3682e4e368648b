import { expect, test } from 'vitest';
import { createLatest } from './latest.ts';

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

test('asks for the newest and never for what was overtaken', async () => {
  const asked: number[] = [];
  const shown: number[] = [];
  const latest = createLatest(async (value: number) => { asked.push(value); await wait(10); return value * 10; }, (answer) => shown.push(answer), 1);
  for (const value of [1, 2, 3, 4]) latest.want(value);
  await wait(60);
  expect(asked).toEqual([1, 4]);
  expect(shown).toEqual([10, 40]);
});

test('shows nothing of a failed question or after it was stopped', async () => {
  const shown: number[] = [];
  const latest = createLatest(async (value: number) => { await wait(5); if (value === 1) throw new Error('gone'); return value; }, (answer) => shown.push(answer), 1);
  latest.want(1);
  await wait(15);
  latest.want(2);
  await wait(15);
  expect(shown).toEqual([2]);
  latest.want(3);
  latest.stop();
  await wait(15);
  expect(shown).toEqual([2]);
});
