import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type Bitmap, orient } from '../../src/casework/export/masks/bitmap.ts';
import { decodeGrey, encodeBits, encodeGrey, encodeTint } from '../../src/casework/export/masks/png.ts';

/** Repeatable noise: `share` of the pixels set. */
function noise(width: number, height: number, share: number, seed: number): Bitmap {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
  return { width, height, data: Uint8Array.from({ length: width * height }, () => (next() < share ? 1 : 0)) };
}

test('a map is read as sharp reads it, whatever its filters and depth', async () => {
  const { data } = noise(37, 29, 0.5, 9);
  const grey = data.map((value, index) => value * ((index * 7) % 256));
  for (const options of [{ compressionLevel: 9, adaptiveFiltering: true }, { adaptiveFiltering: false }]) {
    const png = await sharp(grey, { raw: { width: 37, height: 29, channels: 1 } }).toColourspace('b-w').png(options).toBuffer();
    expect(decodeGrey(png)).toEqual({ width: 37, height: 29, data: grey });
  }
  expect(decodeGrey(encodeBits({ width: 37, height: 29, data })).data).toEqual(data.map((value) => value * 255));
});

test('what is written is what sharp reads', async () => {
  const bitmap = noise(37, 29, 0.4, 3);
  const grey = { ...bitmap, data: bitmap.data.map((value, index) => value * (index % 256)) };
  const read = async (png: Uint8Array) => sharp(png).raw().toBuffer({ resolveWithObject: true });
  const bits = await read(encodeBits(bitmap));
  expect([...bits.data].filter((_, index) => index % bits.info.channels === 0)).toEqual([...bitmap.data].map((value) => value * 255));
  expect((await sharp(encodeBits(bitmap)).metadata()).bitsPerSample).toBe(1);
  const map = await read(encodeGrey(grey));
  expect([...map.data].filter((_, index) => index % map.info.channels === 0)).toEqual([...grey.data]);
  const tint = await read(encodeTint(grey, [230, 60, 40]));
  expect(tint.info.channels).toBe(4);
  expect([...tint.data].filter((_, index) => index % 4 === 3)).toEqual([...grey.data]);
});

test('a map that is cut off or changed is refused', async () => {
  const png = encodeGrey(noise(9, 9, 0.5, 1));
  const changed = Uint8Array.from(png);
  changed[50] = changed[50]! ^ 1;
  for (const bytes of [png.subarray(0, 40), changed, Uint8Array.of(1, 2, 3), new Uint8Array(await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } }).png().toBuffer())]) {
    expect(() => decodeGrey(bytes)).toThrow(/cannot be exported/);
  }
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i turns a bitmap as sharp turns a picture', async (orientation) => {
  const bitmap = noise(13, 7, 0.5, orientation);
  const tagged = await sharp(bitmap.data.map((value) => value * 255), { raw: { width: 13, height: 7, channels: 1 } }).png().withMetadata({ orientation }).toBuffer();
  const { data, info } = await sharp(tagged).rotate().raw().toBuffer({ resolveWithObject: true });
  const turned = orient(bitmap, orientation);
  expect([turned.width, turned.height]).toEqual([info.width, info.height]);
  expect([...turned.data]).toEqual([...data].filter((_, index) => index % info.channels === 0).map((value) => value / 255));
});
