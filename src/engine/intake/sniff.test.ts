import { expect, test } from 'vitest';
import { extensionMismatches, sniff } from './sniff.ts';

function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.padEnd(64, '\0'), 'latin1'));
}

test.each([
  ['\xff\xd8\xff\xe0\x00\x10JFIF', 'jpeg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['II*\x00\x08\x00\x00\x00', 'tiff'],
  ['MM\x00*\x00\x00\x00\x08', 'tiff'],
  ['RIFF\x10\x00\x00\x00WEBPVP8 ', 'webp'],
  ['\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avif', 'avif'],
  ['\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf', 'avif'],
  ['\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic', 'heic'],
  ['BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00', 'bmp'],
  ['GIF89a', 'gif'],
] as const)('tells %j as %s', (head, format) => {
  expect(sniff(bytes(head))).toEqual({ kind: 'image', format });
});

test.each([
  ['%PDF-1.7', 'PDF document'],
  ['PK\x03\x04', 'ZIP archive or office document'],
  ['\x7fELF', 'ELF program'],
  ['\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42', 'MP4 video or other ISO media file'],
  ['<?xml version="1.0"?><svg xmlns="x">', 'SVG drawing'],
  ['II*\x00\x10\x00\x00\x00CR\x02\x00', 'Canon raw picture'],
  ['P6\n3 2\n255\n', 'Netpbm picture'],
])('names %j as %s', (head, name) => {
  expect(sniff(bytes(head))).toEqual({ kind: 'other', name });
});

test.each(['BMW is a car, and this is a text about it', 'hello', '\x00'])('does not guess at %j', (head) => {
  expect(sniff(bytes(head)).kind).toBe('unknown');
});

test('an extension is only ever compared, never believed', () => {
  expect(extensionMismatches('a.JPG', 'jpeg')).toBe(false);
  expect(extensionMismatches('a.jpg', 'png')).toBe(true);
  expect(extensionMismatches('noextension', 'png')).toBe(false);
  expect(extensionMismatches('.hidden', 'png')).toBe(false);
});
