import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../contract/index.ts';
import { ANSWER, EXCHANGE, type FakePorts, fakePorts, makeTasks } from './annotate.testing.ts';
import type { PictureTask } from './annotatePicture.ts';
import { annotateSet, type AnnotateSummary } from './annotateSet.ts';
import { type DatasetRow, datasetRowSchema, type ErrorRow } from './row.ts';

let folder = '';
let tasks: PictureTask[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-test-'));
  tasks = makeTasks(folder, 3);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string): string => join(folder, name);
const lines = <T>(name: string): T[] => readFileSync(file(name), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as T);
const rows = (): DatasetRow[] => lines<unknown>('out.jsonl').map((row) => datasetRowSchema.parse(row));

function annotate(ports: FakePorts, options: { readonly variant?: 'mask' | 'none'; readonly minimum?: number; readonly exchanges?: boolean; readonly controller?: AbortController; readonly onPicture?: () => void } = {}): Promise<AnnotateSummary> {
  return annotateSet(tasks, ports, { variant: options.variant ?? 'mask', domain: 'unset', minimumRegionArea: options.minimum ?? 64 }, { out: file('out.jsonl'), errors: file('out.errors.jsonl'), exchanges: options.exchanges === true ? file('out.exchanges.jsonl') : null }, { signal: (options.controller ?? new AbortController()).signal, onPicture: () => options.onPicture?.() });
}

test('measured rows hold content and provenance; nothing is left in the temporary folder', async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('palimpsest-annotate-'));
  const summary = await annotate(fakePorts());
  expect(summary).toEqual({ pictures: 3, done: 3, known: 0, failed: 0, cancelled: false, repaired: false });
  expect(rows().map(({ image }) => image)).toEqual(['images/0.jpg', 'images/1.jpg', 'images/2.jpg']);
  expect(rows()[0]).toMatchObject({ mask: 'masks/0.png', content: { summary: 'Measured.' }, provenance: { kind: 'measured', model: null, promptVersion: null, variant: 'mask', width: 40, height: 20, regions: [{ id: 1, area: 80 }], exchanges: [], pictures: [] } });
  expect(new Set(rows().map(({ provenance }) => `${provenance.imageSha256 ?? ''}${provenance.maskSha256 ?? ''}`)).size).toBe(3);
  expect(existsSync(file('out.errors.jsonl'))).toBe(false);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('palimpsest-annotate-'))).toEqual(before);
});

test('with a model: hashes of exchanges, pictures, notes and struck statements', async () => {
  const seen: number[] = [];
  const ports = fakePorts({
    model: async ({ onExchange, readPicture, pictures, seed, variant }) => {
      const [picture] = pictures;
      if (picture !== undefined) seen.push((await readPicture(picture)).length);
      expect([seed, variant]).toEqual([7, 'mask']);
      onExchange(EXCHANGE);
      return ANSWER;
    },
  });
  await annotate(ports, { exchanges: true });
  expect(seen).toEqual([9, 9, 9]);
  const [row] = rows();
  expect(row?.provenance).toMatchObject({ kind: 'model', model: 'tiny', server: 'http://127.0.0.1:1', promptVersion: 1, parameters: { seed: 7, maximumTokens: 100 }, notes: ['one repair turn was needed'] });
  expect(row?.provenance.exchanges).toEqual([{ step: 'description', attempt: 1, repair: false, requestSha256: EXCHANGE.requestSha256, replySha256: EXCHANGE.replySha256, outcome: 'accepted', milliseconds: 5, notes: [] }]);
  expect(row?.provenance.struck.map(({ id }) => id)).toEqual([2]);
  expect(row?.provenance.pictures.map((picture) => [picture.kind, 'path' in picture])).toEqual([['joined', false], ['crop', false]]);
  expect(lines<{ image: string; reply: string }>('out.exchanges.jsonl').map(({ image, reply }) => [image, reply])).toEqual([0, 1, 2].map((index) => [`images/${index}.jpg`, 'reply']));
});

test('goes on where it stopped; another mask, prompt, variant or kind is another annotation', async () => {
  await annotate(fakePorts());
  const again = fakePorts();
  expect(await annotate(again)).toMatchObject({ done: 0, known: 3 });
  expect(again.calls).toEqual([]);
  writeFileSync(tasks[1]?.maskPath ?? '', 'another mask');
  expect(await annotate(fakePorts())).toMatchObject({ done: 1, known: 2 });
  const model = async (): Promise<typeof ANSWER> => Promise.resolve(ANSWER);
  expect(await annotate(fakePorts({ model }))).toMatchObject({ done: 3 });
  expect(await annotate(fakePorts({ model }), { variant: 'none' })).toMatchObject({ done: 3 });
  expect(await annotate(fakePorts({ model, promptVersion: 2 }))).toMatchObject({ done: 3 });
  expect(await annotate(fakePorts({ model, promptVersion: 2 }))).toMatchObject({ done: 0, known: 3 });
  expect(rows()).toHaveLength(13);
});

test('a line cut off by a crash is made again', async () => {
  await annotate(fakePorts());
  const whole = readFileSync(file('out.jsonl'), 'utf8');
  writeFileSync(file('out.jsonl'), whole.slice(0, -200));
  expect(await annotate(fakePorts())).toMatchObject({ done: 1, known: 2, repaired: true });
  expect(rows()).toHaveLength(3);
});

test('a bad picture stops nothing and is tried again', async () => {
  writeFileSync(tasks[1]?.imagePath ?? '', 'broken');
  expect(await annotate(fakePorts())).toMatchObject({ done: 2, failed: 1 });
  expect(lines<ErrorRow>('out.errors.jsonl')).toMatchObject([{ image: 'images/1.jpg', error: { code: 'IMAGE_CORRUPT' } }]);
  const odd = fakePorts();
  expect(await annotate({ ...odd, explainMeasured: () => { throw new TypeError('a bug'); } })).toMatchObject({ known: 2, failed: 1 });
  writeFileSync(tasks[1]?.imagePath ?? '', 'mended');
  expect(await annotate(fakePorts())).toMatchObject({ done: 1, known: 2, failed: 0 });
});

test('Ctrl-C loses the picture in work and nothing else', async () => {
  const controller = new AbortController();
  let asked = 0;
  const model = async (): Promise<typeof ANSWER> => {
    asked += 1;
    if (asked === 2) controller.abort();
    if (asked === 2) throw new AppError('CANCELLED', 'cancelled');
    return Promise.resolve(ANSWER);
  };
  expect(await annotate(fakePorts({ model }), { controller })).toMatchObject({ done: 1, failed: 0, cancelled: true });
  expect(rows()).toHaveLength(1);
  expect(existsSync(file('out.errors.jsonl'))).toBe(false);
  expect(await annotate(fakePorts({ model: async () => Promise.resolve(ANSWER) }))).toMatchObject({ done: 2, known: 1, cancelled: false });
});

test('a server that is gone ends the run after three pictures, one that refuses a picture does not', async () => {
  tasks = makeTasks(folder, 6);
  const failing = (code: 'SERVER_UNREACHABLE' | 'SERVER_REFUSED' | 'SERVER_REMOTE'): FakePorts => fakePorts({ model: async () => Promise.reject(new AppError(code, 'No.')) });
  await expect(annotate(failing('SERVER_UNREACHABLE'))).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE', message: expect.stringContaining('3 pictures in a row') as string });
  expect(lines('out.errors.jsonl')).toHaveLength(3);
  expect(await annotate(failing('SERVER_REFUSED'))).toMatchObject({ failed: 6 });
  await expect(annotate(failing('SERVER_REMOTE'))).rejects.toMatchObject({ code: 'SERVER_REMOTE' });
});

test('a mask of small specks only is described by them; a file with a foreign line is left alone', async () => {
  const ports = fakePorts();
  expect(await annotate(ports, { minimum: 100 })).toMatchObject({ done: 3 });
  expect(ports.calls.slice(0, 3)).toEqual(['regions from 100', 'regions from 1', 'measure 1']);
  appendFileSync(file('out.jsonl'), '{"some":"thing"}\n');
  const content = readFileSync(file('out.jsonl'), 'utf8');
  await expect(annotate(fakePorts())).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', details: { line: 4 } });
  expect(readFileSync(file('out.jsonl'), 'utf8')).toBe(content);
});
