import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compareResults } from './compareResults.ts';
import { differingOptions, readResults, type ResultPicture, type SetResults } from './readResults.ts';

function altered(image: string, f1: number, score: number, sha256: string | null = null): ResultPicture {
  return { image, altered: true, score, maskShare: 0.1, scores: { f1, iou: f1 / 2 }, error: null, sha256 };
}

function untouched(image: string, maskShare: number, score: number): ResultPicture {
  return { image, altered: false, score, maskShare, scores: null, error: null, sha256: null };
}

function run(set: string, pictures: readonly ResultPicture[], options: SetResults['options'] = { threshold: 0.5 }, isNetwork = true): SetResults {
  return { set, subject: 'x', isNetwork, options, pictures };
}

describe('compareResults', () => {
  test('pairs by name: means, differences, signs, rank test and AUC', () => {
    const a = [run('one', [altered('1', 0.2, 0.4), altered('2', 0.5, 0.6), altered('3', 0.5, 0.2), untouched('u', 0.1, 0.5), untouched('v', 0.2, 0.1)])];
    const b = [run('one', [altered('3', 0.8, 0.9), altered('2', 0.5, 0.9), altered('1', 0.3, 0.9), untouched('u', 0, 0.5), untouched('v', 0.3, 0.1)])];
    const [set] = compareResults(a, b).sets;
    const [f1, iou, area] = set?.paired ?? [];
    expect(f1).toMatchObject({ pictures: 3, signs: { a: 0, b: 2, same: 1 }, test: { pairs: 2, positive: 3, negative: 0, p: 0.5, how: 'exact' } });
    expect([f1?.a, f1?.b, f1?.difference.value].map((value) => value?.toFixed(4))).toEqual(['0.4000', '0.5333', '0.1333']);
    expect(f1?.difference.low).toBeGreaterThanOrEqual(0);
    expect(f1?.difference.high).toBeLessThanOrEqual(0.3 + 1e-9);
    expect(iou?.difference.value).toBeCloseTo(0.4 / 6, 12);
    // Less is better: u got better in B, v worse.
    expect(area).toMatchObject({ pictures: 2, signs: { a: 1, b: 1, same: 0 } });
    expect(area?.difference.value).toBeCloseTo(0, 12);
    // A: (.4 .6 .2) against (.5 .1): 4 of 6 pairs; B: all.
    expect([set?.imageAuc.a, set?.imageAuc.b]).toEqual([4 / 6, 1]);
    expect(set?.imageAuc.difference.value).toBeCloseTo(2 / 6, 12);
  });

  test('says what is in one only, what failed, and what is another picture of the same name', () => {
    const bad: ResultPicture = { ...altered('3', 0, 0), error: { code: 'IMAGE_CORRUPT' }, score: null };
    const found = compareResults([run('one', [altered('1', 1, 1), altered('2', 1, 1, 'aa'), altered('3', 1, 1)]), run('left', [altered('1', 1, 1)])], [run('one', [altered('2', 1, 1, 'bb'), bad, altered('4', 1, 1)]), run('right', [])]);
    expect(found.overall).toMatchObject({ onlyA: ['one/1', 'one/3'], onlyB: ['one/4'], otherBytes: ['one/2'] });
    expect([found.setsOnlyA, found.setsOnlyB]).toEqual([['left'], ['right']]);
    expect(found.overall.paired[0]?.pictures).toBe(0);
  });

  test('p values are corrected over the sets, and all sets are tested in one', () => {
    const pictures = (step: number): readonly ResultPicture[] => Array.from({ length: 8 }, (_, at) => altered(String(at), 0.5 + step * (at + 1) * 0.01, 0.5));
    const names = ['one', 'two'];
    const found = compareResults(names.map((set) => run(set, pictures(0))), names.map((set) => run(set, pictures(1))));
    // 2 of 256 assignments; two sets.
    expect(found.sets.map(({ paired }) => [paired[0]?.test.p, paired[0]?.corrected])).toEqual([[2 / 256, 4 / 256], [2 / 256, 4 / 256]]);
    expect(found.overall.paired[0]).toMatchObject({ pictures: 16, signs: { b: 16, a: 0, same: 0 } });
  });
});

test('runs of other thresholds are told apart; other options matter between networks only', () => {
  const a = [run('one', [], { threshold: 0.5, tileSize: 1024 })];
  expect(differingOptions(a, [run('one', [], { threshold: 0.5, tileSize: 1024 })])).toEqual([]);
  expect(differingOptions(a, [run('one', [], { threshold: 0.4, tileSize: 512 })])).toEqual(['threshold is 0.5 in A and 0.4 in B', 'tileSize is 1024 in A and 512 in B']);
  expect(differingOptions(a, [run('one', [], { threshold: 0.5, tileSize: 512 }, false)])).toEqual([]);
  expect(differingOptions(a, [run('other', [], { threshold: 0.1 })])).toEqual([]);
});

describe('readResults', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'palimpsest-results-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('reads what evaluate wrote, before and now, and passes over other files', async () => {
    const picture = { image: 'images/a.jpg', altered: true, score: 0.5, maskShare: 0.1, scores: { iou: 0.2, precision: 0.3, recall: 0.4, f1: 0.5 }, error: null };
    writeFileSync(join(folder, 'old.json'), JSON.stringify({ summary: { set: 'old', model: { id: 'omni', sha256: 'x' }, options: { threshold: 0.5 } }, pictures: [picture] }));
    writeFileSync(join(folder, 'new.json'), JSON.stringify({ summary: { set: 'new', method: 'ela', model: null, options: { threshold: 0.5 } }, pictures: [{ ...picture, sha256: 'ab' }] }));
    writeFileSync(join(folder, 'comparison.json'), '{"type":"comparison"}');
    mkdirSync(join(folder, 'curves'));
    const found = await readResults(folder);
    expect(found).toEqual([
      { set: 'new', subject: 'ela', isNetwork: false, options: { threshold: 0.5 }, pictures: [{ ...picture, scores: { iou: 0.2, f1: 0.5 }, sha256: 'ab' }] },
      { set: 'old', subject: 'omni', isNetwork: true, options: { threshold: 0.5 }, pictures: [{ ...picture, scores: { iou: 0.2, f1: 0.5 }, sha256: null }] },
    ]);
  });

  test('a folder without results, none at all, or a damaged file is refused', async () => {
    await expect(readResults(folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(readResults(join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    writeFileSync(join(folder, 'x.json'), JSON.stringify({ summary: { set: 'x', options: {} }, pictures: [{ image: 'a', altered: true, score: '<b>' }] }));
    await expect(readResults(folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('x.json') });
  });
});
