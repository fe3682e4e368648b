import sharp from 'sharp';
import { expect, test } from 'vitest';
import { probe } from '../decode/sharp.ts';
import { readCapture } from './capture.ts';
import { identify } from './identify.ts';

type Text = readonly [tag: number, text: string | Uint8Array];

/** A TIFF structure with texts in its main and its EXIF directory; `little` is the byte order. */
function block(main: readonly Text[], exif: readonly Text[], little = true): Uint8Array {
  const bytes = Buffer.alloc(4000);
  const short = (value: number, at: number): number => (little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at));
  const long = (value: number, at: number): number => (little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at));
  bytes.write(little ? 'II*\0' : 'MM\0*', 0, 'latin1');
  long(8, 4);
  let heap = 1000;
  const entry = (at: number, [tag, text]: Text): void => {
    const value = Buffer.concat([Buffer.from(text), Buffer.from([0])]);
    short(tag, at);
    short(2, at + 2);
    long(value.length, at + 4);
    if (value.length > 4) long(heap, at + 8);
    bytes.set(value, value.length > 4 ? heap : at + 8);
    heap += value.length;
  };
  short(main.length + 1, 8);
  main.forEach((text, index) => entry(10 + 12 * index, text));
  const pointer = 10 + 12 * main.length;
  short(0x8769, pointer);
  short(4, pointer + 2);
  long(1, pointer + 4);
  long(500, pointer + 8);
  short(exif.length, 500);
  exif.forEach((text, index) => entry(502 + 12 * index, text));
  return bytes.subarray(0, heap);
}

const MAKE = 0x010f;
const MODEL = 0x0110;
const SOFTWARE = 0x0131;
const TAKEN = 0x9003;

test.each([true, false])('texts and time as written, little-endian %s', (little) => {
  const made = block([[MAKE, 'Acme '], [MODEL, 'M1'], [SOFTWARE, 'Edit\tor\u00071']], [[TAKEN, '2021:03:04 05:06:07']], little);
  const expected = { make: 'Acme', model: 'M1', software: 'Edit or 1', takenAt: '2021-03-04T05:06:07' };
  expect(readCapture(made)).toEqual(expected);
  expect(readCapture(Buffer.concat([Buffer.from('Exif\0\0'), made]))).toEqual(expected);
});

test('a silent field is null, Latin-1 is read, long texts are cut, and a clock never set gives no time', () => {
  expect(readCapture(block([[MAKE, Uint8Array.of(0x4c, 0xe9, 0x61, 0x20, 0x31)], [MODEL, 'x'.repeat(900)]], [[TAKEN, '0000:00:00 00:00:00']]))).toEqual({ make: 'L\u00e9a 1', model: 'x'.repeat(200), software: null, takenAt: null });
  expect(readCapture(block([[MAKE, '   ']], [[TAKEN, '2021:13:01 00:00:00']]))).toEqual({ make: null, model: null, software: null, takenAt: null });
  expect(readCapture(null)).toBeNull();
  expect(readCapture(Buffer.from('no block at all'))).toBeNull();
});

test('no damage makes it throw, and none takes long', () => {
  const whole = block([[MAKE, 'Acme Cameras'], [MODEL, 'Model 1']], [[TAKEN, '2021:03:04 05:06:07']]);
  for (let length = 0; length < whole.length; length += 1) expect(() => readCapture(whole.subarray(0, length))).not.toThrow();
  for (let at = 0; at < whole.length; at += 1) {
    const broken = Uint8Array.from(whole);
    broken[at] = 0xff;
    expect(() => readCapture(broken)).not.toThrow();
  }
  const endless = Uint8Array.from(whole);
  // The EXIF directory is the main one, and both state 65,535 entries.
  endless.set([0xff, 0xff], 8);
  endless.set([8, 0, 0, 0], 10 + 24 + 8);
  expect(readCapture(endless)).toMatchObject({ make: 'Acme Cameras' });
});

test.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)('a %s file tells its camera at intake', async (format) => {
  const content = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#808080' } })
    .withExif({ IFD0: { Make: 'Acme', Model: 'M1', Software: 'Editor 2' }, IFD2: { DateTimeOriginal: '2020:01:02 03:04:05' } })
    .toFormat(format)
    .toBuffer();
  const { capture } = await identify(`picture.${format}`, format, content);
  if (format === 'tiff') {
    // The library writes no EXIF into a TIFF: it says nothing, and that is no failure.
    expect((await probe(content)).exif).toBeNull();
    expect(capture).toEqual({ make: null, model: null, software: null, takenAt: null });
  } else expect(capture).toEqual({ make: 'Acme', model: 'M1', software: 'Editor 2', takenAt: '2020-01-02T03:04:05' });
});
