import { expect, test } from 'vitest';
import { shares, spliced, whole } from '../jpeg/spliced.testing.ts';
import { jpegGhosts } from './signal.ts';

const BOX = { x: 248, y: 160, width: 208, height: 160 };
const ALIGNED = { x: 0, y: 0 };

test('a part saved before at a lower quality is a ghost, and so is one that lacks the save of the rest', async () => {
  for (const history of [
    { host: null, pasted: 60, last: 96, phase: ALIGNED, box: BOX },
    { host: 85, pasted: 65, last: null, phase: ALIGNED, box: BOX },
    { host: 70, pasted: null, last: 95, phase: { x: 3, y: 5 }, box: BOX },
    { host: 75, pasted: 60, last: null, phase: { x: 4, y: 2 }, box: BOX },
  ]) {
    const { inside, outside } = shares(await jpegGhosts.run(await spliced(history)), BOX);
    expect(inside, JSON.stringify(history)).toBeGreaterThan(0.5);
    expect(outside, JSON.stringify(history)).toBeLessThan(0.1);
  }
});

test.each([[null, null], [70, 95], [null, 80], [85, null]])('little of a picture of one piece is marked (saves %s, %s)', async (first, last) => {
  expect(shares(await jpegGhosts.run(await whole(first, last)), BOX).outside).toBeLessThan(0.05);
});

test('the same picture gives the same map; a small or cancelled one gives none', async () => {
  const input = await spliced({ host: null, pasted: 60, last: 92, phase: ALIGNED, box: BOX });
  expect(await jpegGhosts.run(input)).toEqual(await jpegGhosts.run(input));
  const small = { ...input, pixels: { width: 60, height: 400, channels: 3 as const, data: new Uint8Array(60 * 400 * 3) } };
  expect(await jpegGhosts.run(small)).toEqual({ applies: false, reason: expect.stringContaining('60 x 400') as string });
  await expect(jpegGhosts.run({ ...input, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
});
