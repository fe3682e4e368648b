import { describe, expect, test } from 'vitest';
import { failedResult, type PictureResult, type Subject } from '../evaluateSet.ts';
import { parseChanges } from './changes.ts';
import { choose, seedFor } from './choose.ts';
import { robustnessRow } from './robustness.ts';

test('changes are taken by kind, in a fixed order, and unknown ones refused', () => {
  expect(parseChanges('all')).toHaveLength(19);
  expect(parseChanges('noise, jpeg').map(({ id }) => id)).toEqual(['jpeg-95', 'jpeg-90', 'jpeg-80', 'jpeg-70', 'jpeg-60', 'noise-3', 'noise-7', 'noise-15']);
  expect(() => parseChanges('jpeg,rotate')).toThrow('There is no change "rotate"');
});

describe('choosing pictures', () => {
  const subjects: readonly Subject[] = [...Array.from({ length: 30 }, (_, at) => ({ name: `images/${at}`, image: '', tampered: { image: '', mask: '' } })), ...Array.from({ length: 10 }, (_, at) => ({ name: `authentic/${at}`, image: '', tampered: null }))];
  const names = (set: string, share: number, most: number): readonly string[] => choose(set, subjects, { share, most }).map(({ name }) => name);

  test('both kinds get their share, at most so many, in the order of the set', () => {
    const drawn = names('s', 0.25, 5);
    expect(drawn.filter((name) => name.startsWith('images/'))).toHaveLength(5);
    expect(drawn.filter((name) => name.startsWith('authentic/'))).toHaveLength(3);
    expect(drawn).toEqual(subjects.map(({ name }) => name).filter((name) => drawn.includes(name)));
    expect(names('s', 1, 100)).toHaveLength(40);
  });

  test('the same ones every time, others in another set; fewer are some of more', () => {
    expect(names('s', 1, 6)).toEqual(names('s', 1, 6));
    expect(names('s', 1, 6)).not.toEqual(names('t', 1, 6));
    const more = names('s', 1, 9);
    expect(names('s', 1, 6).every((name) => more.includes(name))).toBe(true);
    expect(seedFor('s', 'a', 'noise-3')).not.toBe(seedFor('s', 'a', 'noise-7'));
  });
});

test('a change is held against the same pictures unchanged; what failed on one side is on neither', () => {
  const base: PictureResult = { ...failedResult({ name: '', tampered: null }, { code: 'IMAGE_CORRUPT', message: '' }), error: null };
  const altered = (image: string, f1: number, score: number): PictureResult => ({ ...base, image, altered: true, score, maskShare: 0.5, scores: { f1, iou: f1 / 2, precision: 0, recall: 0 } });
  const untouched = (image: string, maskShare: number, score: number): PictureResult => ({ ...base, image, altered: false, score, maskShare });
  const broken = { ...altered('c', 0, 0), scores: null, score: null, error: { code: 'IMAGE_CORRUPT' as const, message: '' } };
  const unchanged = [altered('a', 0.8, 0.9), altered('b', 0.4, 0.6), altered('c', 1, 1), altered('tiny', 1, 1), untouched('u', 0.1, 0.2)];
  const row = robustnessRow({ id: 'jpeg-80', label: 'JPEG 80' }, [altered('a', 0.6, 0.5), altered('b', 0.4, 0.1), broken, { ...altered('tiny', 0, 0), scores: null }, untouched('u', 0.3, 0.3)], unchanged);
  expect(row).toMatchObject({ change: 'jpeg-80', altered: 2, untouched: 1, failed: 1 });
  expect([row.f1.value, row.iou.value, row.imageAuc.value, row.falsePositiveArea.value]).toEqual([0.5, 0.25, 0.5, 0.3]);
  expect(row.difference.f1.value).toBeCloseTo(-0.1, 12);
  expect(row.difference.f1.low).toBeCloseTo(-0.2, 12);
  expect(row.difference.f1.high).toBeCloseTo(0, 12);
  expect(row.difference.imageAuc.value).toBe(-0.5);
  expect(row.difference.falsePositiveArea.value).toBeCloseTo(0.2, 12);
});
