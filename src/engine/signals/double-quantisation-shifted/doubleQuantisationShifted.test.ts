import { expect, test } from 'vitest';
import { lumaOf } from '../jpeg/luma.ts';
import { shares, spliced, whole } from '../jpeg/spliced.testing.ts';
import { findEarlierGrid } from './search.ts';
import { doubleQuantisationShifted } from './signal.ts';

const BOX = { x: 250, y: 163, width: 208, height: 170 };

test('the phase of a pasted part is found, and the part marked', async () => {
  for (const [pasted, last, phase] of [[65, 90, { x: 3, y: 5 }], [75, 95, { x: 6, y: 1 }]] as const) {
    const input = await spliced({ host: null, pasted, last, phase, box: BOX });
    expect(await findEarlierGrid(lumaOf(input.pixels), input.pixels, undefined)).toMatchObject(phase);
    const { inside, outside } = shares(await doubleQuantisationShifted.run(input), BOX);
    expect(inside).toBeGreaterThan(0.7);
    expect(outside).toBeLessThan(0.05);
  }
});

test('little of a picture that was saved as a whole on a shifted grid is marked', async () => {
  // Cropped after its first save, as a part of the size of the picture would be.
  const all = { x: 8, y: 8, width: 784, height: 584 };
  const cropped = await spliced({ host: null, pasted: 65, last: 92, phase: { x: 5, y: 2 }, box: all });
  expect(shares(await doubleQuantisationShifted.run(cropped), all).inside).toBeLessThan(0.1);
});

test('it does not apply where no shifted save is, to other files and to small ones', async () => {
  for (const one of [await whole(null, 85), await whole(70, 90)]) {
    expect(await doubleQuantisationShifted.run(one)).toEqual({ applies: false, reason: expect.stringContaining('No part') as string });
  }
  const png = await whole(null, null);
  expect(await doubleQuantisationShifted.run(png)).toEqual({ applies: false, reason: expect.stringContaining('no JPEG') as string });
  const small = { ...(await whole(null, 90)), pixels: { width: 120, height: 400, channels: 3 as const, data: new Uint8Array(120 * 400 * 3) } };
  expect(await doubleQuantisationShifted.run(small)).toEqual({ applies: false, reason: expect.stringContaining('120 x 400') as string });
});
