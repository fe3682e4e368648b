import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scoreColumns } from './columns.ts';
import { matchRegions } from './match.ts';
import { regionFor, rowFor } from './rows.testing.ts';
import { proseSimilarity, scorePicture } from './score.ts';
import { meanCosine, readVectors } from './vectors.ts';

describe('one picture', () => {
  test('the truth against itself', () => {
    const scores = scorePicture(rowFor(), rowFor(), null);
    for (const field of ['text', 'position', 'claimedPosition', 'relation', 'description', 'title', 'titleFuzzy', 'anchor', 'artifacts', 'method', 'verdict', 'domain', 'summary'] as const) expect([field, ...scores[field].map((value) => Math.round(value * 1e9) / 1e9)]).toEqual([field, 1]);
  });

  test('each field by its own rule', () => {
    const said = regionFor({ title: 'Price  TAG', text: '12.60', absolute_position: 'center', relative_position: { relation: 'right_of', anchor: 'logos' }, artifacts: ['edge'] });
    const scores = scorePicture(rowFor({ content: { regions: [said], domain: 'face' } }), rowFor(), null);
    expect(scores).toMatchObject({ title: [1], titleFuzzy: [1], position: [0], relation: [0], domain: [0], method: [1], verdict: [1] });
    expect(scores.text[0]).toBeCloseTo(0.8, 12);
    expect(scores.anchor[0]).toBeCloseTo(0.8, 12);
    expect(scores.artifacts[0]).toBeCloseTo(2 / 3, 12);
  });

  test('a wrong method or verdict takes the description with it', () => {
    expect(scorePicture(rowFor({ content: { regions: [regionFor({ method_guess: 'removal' })] } }), rowFor(), null)).toMatchObject({ method: [0], description: [0] });
    expect(scorePicture(rowFor({ content: { verdict: 'uncertain' } }), rowFor(), null)).toMatchObject({ verdict: [0], description: [0], summary: [0], method: [1] });
  });

  test('what the truth leaves open is not scored', () => {
    const truth = rowFor({ content: { domain: null, summary: '', regions: [regionFor({ text: null, absolute_position: null, relative_position: null, method_guess: 'unknown', title: '', description: '' })] } });
    expect(scorePicture(rowFor(), truth, null)).toMatchObject({ text: [], position: [], relation: [], anchor: [], method: [], title: [], description: [], domain: [], summary: [], verdict: [1] });
  });

  test('what the model said of a place is scored beside the measured one, for models alone', () => {
    expect(scorePicture(rowFor({ provenance: { claimed: [{ id: 1, position: 'center' }] } }), rowFor(), null)).toMatchObject({ position: [1], claimedPosition: [0] });
    expect(scorePicture(rowFor({ provenance: { claimed: [] } }), rowFor(), null)).toMatchObject({ claimedPosition: [0] });
    expect(scorePicture(rowFor({ provenance: { kind: 'measured', claimed: [] } }), rowFor(), null)).toMatchObject({ position: [1], claimedPosition: [] });
  });

  test('a missing prediction and a missing region count as 0', () => {
    const truth = rowFor({ content: { regions: [regionFor(), regionFor({ id: 2 })] } });
    expect(scorePicture(undefined, truth, null)).toMatchObject({ text: [0, 0], verdict: [0], artifacts: [0, 0], missing: true, missingRegions: 2 });
    const scores = scorePicture(rowFor({ content: { regions: [regionFor({ id: 2 }), regionFor({ id: 3 })] } }), truth, null);
    expect(scores).toMatchObject({ text: [0, 1], missingRegions: 1, extraRegions: 1 });
  });
});

describe('matching regions', () => {
  const car = regionFor({ id: 1, title: 'red car', text: null, absolute_position: 'bottom-left' });
  const sign = regionFor({ id: 2, title: 'stop sign', text: null, absolute_position: 'top-right' });
  test('by number under one mask, even where the words differ', () => {
    const predicted = rowFor({ content: { regions: [{ ...sign, id: 1 }, { ...car, id: 2 }] } });
    expect(matchRegions(predicted, rowFor({ content: { regions: [car, sign] } })).map((region) => region?.title)).toEqual(['stop sign', 'red car']);
  });
  test('by title and place else; each once; nothing in common is no match', () => {
    const other = { provenance: { maskSha256: null } };
    const predicted = rowFor({ content: { regions: [{ ...sign, id: 1, title: 'stop signs' }, { ...car, id: 2, title: 'a red car' }] }, ...other });
    expect(matchRegions(predicted, rowFor({ content: { regions: [car, sign] }, ...other })).map((region) => region?.title)).toEqual(['a red car', 'stop signs']);
    expect(matchRegions(rowFor({ content: { regions: [regionFor({ title: 'zzz', text: null, absolute_position: 'center' })] }, ...other }), rowFor({ content: { regions: [car] }, ...other }))).toEqual([null]);
  });
});

test('columns: variants side by side, names by their last part, strangers counted', () => {
  const truth = [rowFor(), rowFor({ image: 'images/b.jpg' })];
  const predictions = [
    rowFor(),
    rowFor({ image: 'b.jpg', content: { regions: [] } }),
    rowFor({ image: 'images/x.jpg' }),
    rowFor({ provenance: { variant: 'none' }, content: { regions: [regionFor({ absolute_position: 'center' })] } }),
  ];
  const columns = scoreColumns(predictions, truth, null);
  expect(columns.map(({ column, unknown }) => [column, unknown])).toEqual([['without visual prompt', 0], ['with visual prompt', 1]]);
  expect(columns.map(({ pictures }) => pictures.map(({ position, missing }) => [position, missing]))).toEqual([
    [[[0], false], [[0], true]],
    [[[1], false], [[0], false]],
  ]);
  expect(() => scoreColumns(predictions, [rowFor(), rowFor()], null)).toThrow('more than once');
});

describe('word vectors', () => {
  test('cosine of means without stop-words; the rest of the file is passed over', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'palimpsest-test-'));
    try {
      const path = join(folder, 'small.vec');
      writeFileSync(path, '4 2\nedge 1 0\nsharp 0 1\nborder 0.6 0.8\nthe 9 9\n');
      const vectors = await readVectors(path, new Set(['edge', 'sharp', 'border', 'the']));
      // (1, 0) against (0.6, 0.8); "the" is a stop-word, "zzz" is unknown.
      expect(meanCosine(['the', 'edge'], ['border', 'zzz'], vectors)).toBeCloseTo(0.6, 6);
      // Mean (.5, .5) against (0, 1).
      expect(meanCosine(['edge', 'sharp'], ['sharp'], vectors)).toBeCloseTo(Math.SQRT1_2, 6);
      expect(meanCosine(['zzz'], ['sharp'], vectors)).toBe(0);
      // "edge" against "border": ROUGE-L 0, BLEU 0, cosine .6, so .2; without vectors 0.
      expect(proseSimilarity('Edge!', 'border', vectors)).toBeCloseTo(0.2, 6);
      expect(proseSimilarity('Edge!', 'border', null)).toBe(0);
      writeFileSync(path, 'edge 1 0\n');
      await expect(readVectors(path, new Set(['edge']))).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
      writeFileSync(path, '1 3\nedge 1 0\n');
      await expect(readVectors(path, new Set(['edge']))).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
