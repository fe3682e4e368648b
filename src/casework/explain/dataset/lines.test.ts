import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { linesOf, openLines, rowsOf } from './lines.ts';

let folder = '';
let path = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-test-'));
  path = join(folder, 'deep', 'rows.jsonl');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schema = z.object({ n: z.number() });
async function collected<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}
const all = (file: string): Promise<{ n: number }[]> => collected(rowsOf(file, schema));

async function append(value: unknown): Promise<boolean> {
  const { writer, repaired } = await openLines(path);
  await writer.write(value);
  await writer.close();
  return repaired;
}

test('a torn last line is taken away, a whole one without its end is kept', async () => {
  expect(await append({ n: 1 })).toBe(false);
  appendFileSync(path, '{"n": 2, "text": "caf\u00e9');
  expect(await all(path)).toEqual([{ n: 1 }]);
  expect(await append({ n: 3 })).toBe(true);
  appendFileSync(path, '{"n":4}');
  expect(await all(path)).toEqual([{ n: 1 }, { n: 3 }, { n: 4 }]);
  expect(await append({ n: 5 })).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n{"n":3}\n{"n":4}\n{"n":5}\n');
});

test('a line that is no row is named, and nothing is thrown away', async () => {
  const broken = join(folder, 'broken.jsonl');
  writeFileSync(broken, '{"n":1}\nnot json\n{"n":3}\n');
  await expect(all(broken)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', details: { line: 2 } });
  writeFileSync(broken, '{"n":1}\n\n{"m":3}\n');
  await expect(all(broken)).rejects.toMatchObject({ details: { line: 3 } });
  await expect(all(join(folder, 'none.jsonl'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});

test('lines across the pieces a file is read in', async () => {
  const long = join(folder, 'long.jsonl');
  const texts = ['a'.repeat(1_500_000), '', '\u20ac'.repeat(900_000), 'end'];
  writeFileSync(long, texts.join('\n'));
  const lines = await collected(linesOf(long));
  expect(lines.map(({ text }) => text)).toEqual(texts);
  expect(lines.map(({ start, ended }) => [start, ended])).toEqual([[0, true], [1_500_001, true], [1_500_002, true], [4_200_003, false]]);
});
