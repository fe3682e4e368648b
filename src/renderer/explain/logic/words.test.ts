import { expect, test } from 'vitest';
import { exchangeSchema, groundSchema, POSITIONS, promptVariantSchema, QUANTITIES, STRIKE_REASONS } from '../../../contract/index.ts';
import { indented } from './exchange.ts';
import { GUIDES } from './guide.ts';
import { SOURCE_WORDS, sourceOf } from './source.ts';
import { sentence } from './testing.ts';
import { DECISION_WORDS, EXCHANGE_STEP_WORDS, explanationTitle, formatMeasured, groundName, groundWords, OUTCOME_WORDS, POSITION_WORDS, QUANTITY_WORDS, STEP_WORDS, STRIKE_WORDS, VARIANT_WORDS } from './words.ts';

test('what stands behind a sentence', () => {
  const ground = { quantity: 'noise_level', region: 2, value: '3.1 grey levels' } as const;
  expect(sourceOf(sentence(1))).toBe('measured');
  expect(sourceOf(sentence(1, { source: 'model', grounds: [ground] }))).toBe('bound');
  expect(sourceOf(sentence(1, { source: 'model' }))).toBe('opinion');
  expect(groundWords(ground)).toBe('Noise level in region 2: 3.1 grey levels');
  expect(groundWords({ quantity: 'format', region: null, value: 'JPEG' })).toBe('File format: JPEG');
});

test('every word of the contract has words of the page, and none claims authenticity', () => {
  const [quantities, facts] = groundSchema.shape.quantity.options;
  const all = [
    ...[...quantities.options, ...facts.options].map(groundName),
    ...QUANTITIES.map((one) => QUANTITY_WORDS[one].help),
    ...POSITIONS.map((one) => POSITION_WORDS[one]),
    ...STRIKE_REASONS.map((one) => STRIKE_WORDS[one]),
    ...promptVariantSchema.options.flatMap((one) => [VARIANT_WORDS[one].name, VARIANT_WORDS[one].help]),
    ...exchangeSchema.shape.step.options.map((one) => EXCHANGE_STEP_WORDS[one]),
    ...exchangeSchema.shape.outcome.options.map((one) => OUTCOME_WORDS[one]),
    ...Object.values(SOURCE_WORDS).flatMap(({ name, help }) => [name, help]),
    ...Object.values(STEP_WORDS),
    ...Object.values(DECISION_WORDS),
    ...GUIDES.map(({ help }) => help),
  ];
  expect(all.filter((words) => words === undefined || words.length < 4)).toEqual([]);
  expect(all.filter((words) => /\b(fake|real|authentic|genuine|AI says)\b/i.test(words))).toEqual([]);
});

test('an explanation is named by who made it', () => {
  const base = { kind: 'model', variant: 'mask', status: 'done', server: { origin: 'http://127.0.0.1:1', remote: false, model: 'qwen3-vl:8b' }, createdAt: '' } as const;
  expect(explanationTitle({ ...base, kind: 'measured', server: null })).toBe('Measured by Palimpsest');
  expect(explanationTitle(base)).toBe('qwen3-vl:8b, –');
  expect(explanationTitle({ ...base, variant: 'none', status: 'failed' })).toBe('qwen3-vl:8b, without a mask, –, failed');
});

test('numbers have the digits they carry', () => {
  expect([null, 0, 0.012, 0.34, 3.456, 45.67, 1234.5].map(formatMeasured)).toEqual(['–', '0.00', '0.012', '0.34', '3.46', '45.7', '1235']);
});

test('JSON is indented, anything else stays as it is', () => {
  expect(indented('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(indented('data: {"a"')).toBe('data: {"a"');
});
