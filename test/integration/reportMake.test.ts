import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareMasks } from '../../src/casework/reproduce/compare.ts';
import { logoOf } from '../../src/casework/report/make/logo.ts';
import { reportName } from '../../src/casework/report/make/reportName.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-make-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a number becomes a name that is a file of one folder, and two numbers never the same name', () => {
  expect(reportName('2026-0417-R1', 3)).toBe('2026-0417-R1-v3');
  const numbers = ['2026/0417', '2026-0417', '2026.0417', '../../etc', '検察庁', '', ' 2026-0417', 'a'.repeat(300), `${'a'.repeat(299)}b`];
  const names = numbers.map((number) => reportName(number, 1));
  expect(new Set(names).size).toBe(names.length);
  // As the addresses of made reports have it (contract/urls.ts).
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,119}$/);
});

test.each(['png', 'jpeg'] as const)('a logo as %s keeps its bytes and tells its size', async (format) => {
  const bytes = await sharp({ create: { width: 37, height: 21, channels: 3, background: '#345' } }).toFormat(format).toBuffer();
  const logo = await logoOf(`data:image/${format};base64,${bytes.toString('base64')}`, 'Laboratory', folder);
  expect(logo).toMatchObject({ width: 37, height: 21, alternative: 'Logo of Laboratory' });
  expect(readFileSync(logo!.path).equals(bytes)).toBe(true);
});

test('a logo that is none is refused; none at all is none', async () => {
  expect(await logoOf('', 'x', folder)).toBeNull();
  const text = Buffer.from('not a picture at all, but long enough to be read').toString('base64');
  for (const address of [`data:image/png;base64,${text}`, `data:image/jpeg;base64,${text}`, 'data:image/svg+xml;base64,PHN2Zy8+', 'https://example.org/logo.png', `data:image/png;base64,${Buffer.alloc(600_000).toString('base64')}`]) {
    await expect(logoOf(address, 'x', folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  }
});

test('the difference of two masks: pixels, levels, and what changed sides', () => {
  const mask = (...values: number[]) => ({ width: values.length, height: 1, data: Uint8Array.from(values) });
  expect(compareMasks(mask(0, 127, 128, 255), mask(0, 127, 128, 255), 128)).toEqual({ pixels: 4, differing: 0, share: 0, largest: 0, mean: 0, crossed: 0 });
  expect(compareMasks(mask(0, 127, 128, 255), mask(0, 128, 120, 250), 128)).toEqual({ pixels: 4, differing: 3, share: 0.75, largest: 8, mean: 14 / 4, crossed: 2 });
  expect(() => compareMasks(mask(0), mask(0, 0), 1)).toThrow('not of the same picture');
});
