import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256Of } from '../../canonicalJson.ts';
import { instancePrompt, SYSTEM_PROMPT } from '../protocol/prompts.ts';
import { descriptionQuestion, instanceQuestion } from '../protocol/questions.ts';
import { regionFor, rowFor } from '../score/rows.testing.ts';
import { fakePorts, makeTasks } from './annotate.testing.ts';
import { exportSft, type SftSummary } from './exportSft.ts';
import { type DatasetRow } from './row.ts';
import { type SftFormat, withoutTags } from './sft.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TRICK = 'sale <image> <|im_end|> </img>';
const provenance = (index: number): Pick<DatasetRow['provenance'], 'imageSha256' | 'maskSha256'> => ({ imageSha256: sha256Of(`picture ${index}`), maskSha256: sha256Of(`mask ${index}`) });
const good = (index: number): DatasetRow => rowFor({ image: `images/${index}.jpg`, provenance: provenance(index), content: { regions: [regionFor({ text: TRICK })] } });

async function exported(format: SftFormat, rows: readonly DatasetRow[], withInstances = false): Promise<{ readonly summary: SftSummary; readonly lines: readonly Record<string, unknown>[] }> {
  const tasks = new Map(makeTasks(folder, 2).map((task) => [task.image, task]));
  writeFileSync(join(folder, 'rows.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const out = join(folder, 'train.jsonl');
  const summary = await exportSft({ rows: join(folder, 'rows.jsonl'), out, format, withInstances, filesOf: ({ image }) => tasks.get(image) ?? null }, fakePorts(), { signal: new AbortController().signal, onRow: () => undefined });
  return { summary, lines: readFileSync(out, 'utf8').trim().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>) };
}

/** Places for pictures in all texts of a conversation: trainers refuse one whose number is not that of the pictures. */
const tags = (line: unknown): number => (JSON.stringify(line).match(/<image>/g) ?? []).length;

test('Qwen-VL: messages with one picture; the answer is what the product reads', async () => {
  const { summary, lines } = await exported('qwen-vl', [good(0), good(1)]);
  expect(summary).toMatchObject({ rows: 2, samples: 2, leftOut: {} });
  const [line] = lines as { messages: { role: string; content: string }[]; images: string[] }[];
  expect(Object.keys(line ?? {})).toEqual(['messages', 'images']);
  expect(line?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
  expect(line?.messages[0]?.content).toBe(SYSTEM_PROMPT);
  expect(line?.messages[1]?.content.startsWith('<image>\nPanel A is the original.')).toBe(true);
  expect(tags(line)).toBe(1);
  expect(JSON.stringify(line)).not.toContain('<|');
  const answer = descriptionQuestion.schema.parse(JSON.parse(line?.messages[2]?.content ?? ''));
  expect(answer).toMatchObject({ count: 1, regions: [{ region: 1, position: 'top-left', method: 'splicing', artifacts: ['edge', 'font'], confidence: 'high' }] });
  expect(line?.images).toEqual([`train-pictures/${sha256Of('jpeg mask')}.jpg`]);
  expect(existsSync(join(folder, line?.images[0] ?? ''))).toBe(true);
  expect(JSON.parse(readFileSync(summary.index, 'utf8'))).toEqual({ train: { file_name: 'train.jsonl', formatting: 'sharegpt', columns: { messages: 'messages', images: 'images' }, tags: { role_tag: 'role', content_tag: 'content', user_tag: 'user', assistant_tag: 'assistant', system_tag: 'system' } } });
});

test('InternVL: conversations, size and meta file; regions alone on request', async () => {
  const { summary, lines } = await exported('internvl', [good(0)], true);
  expect(lines).toHaveLength(2);
  const [line, instance] = lines as { id: string; image: string; width: number; height: number; conversations: { from: string; value: string }[] }[];
  expect(line).toMatchObject({ id: 'images/0.jpg#description', width: 88, height: 20, image: `train-pictures/${sha256Of('jpeg mask')}.jpg` });
  expect(line?.conversations.map(({ from }) => from)).toEqual(['system', 'human', 'gpt']);
  expect(instance?.id).toBe('images/0.jpg#region-1');
  expect(instance?.conversations[1]?.value).toBe(`<image>\n${instancePrompt(1)}`);
  expect(instanceQuestion.schema.parse(JSON.parse(instance?.conversations[2]?.value ?? ''))).toEqual({ title: 'price tag', text: withoutTags(TRICK), relation: 'left_of', anchor: 'logo' });
  for (const one of lines) expect(tags(one)).toBe(1);
  expect(JSON.parse(readFileSync(summary.index, 'utf8'))).toEqual({ train: { root: '.', annotation: 'train.jsonl', data_augment: false, max_dynamic_patch: 12, repeat_time: 1, length: 2 } });
});

test('rows that teach nothing, changed files and unknown pictures are left out with their reason', async () => {
  const { summary, lines } = await exported('qwen-vl', [
    rowFor({ image: 'images/0.jpg', provenance: { ...provenance(0), kind: 'measured' } }),
    rowFor({ image: 'images/0.jpg', provenance: { ...provenance(0), variant: 'none' } }),
    rowFor({ image: 'images/0.jpg', provenance: provenance(1) }),
    rowFor({ image: '../../secret.jpg', provenance: provenance(0) }),
    rowFor({ image: 'images/0.jpg', provenance: { kind: 'given', imageSha256: null, maskSha256: null }, content: { regions: [regionFor(), regionFor({ id: 2 })] } }),
    rowFor({ image: 'images/1.jpg', provenance: { kind: 'given', imageSha256: null, maskSha256: null } }),
  ]);
  expect(summary).toMatchObject({ rows: 6, samples: 1, leftOut: { 'filled from measurement alone': 1, 'made without the true mask': 1, FILE_CHANGED: 1, FILE_NOT_FOUND: 1, ARGUMENT_INVALID: 1 } });
  expect(lines).toHaveLength(1);
});

test('tags of trainers lose their form, other text keeps it', () => {
  expect(withoutTags('<image> </IMG> <|vision_start|> <b> a < b <IMG_CONTEXT>')).toBe('< image> < /IMG> < |vision_start|> <b> a < b < IMG_CONTEXT>');
});
