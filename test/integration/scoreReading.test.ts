import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FAKE_MODEL_SHA256, fakeRequest } from '../../src/casework/scan/fakeEngine.testing.ts';
import { analysisOptionsSchema, type Calibration, type FindingView } from '../../src/contract/index.ts';
import { temporaryFolder } from './caseworkFixtures.ts';
import { type Bench, ON_CASE, openBench } from './custodyFixtures.ts';

const share = { value: 0.05, low: 0.01, high: 0.1, count: 5, of: 100 };
const SHARED: Calibration['classes'][number] = {
  class: 'shared', validated: true, untouched: 100, altered: 100, sets: [], reliabilityDiagram: [], likelihoodRatio: { intercept: 0, slope: 1, low: -0.4, high: 0.4, cllr: 0.8, cllrLeast: 0.7 },
  point: { clear: 0.0001, flag: 0.0002, falsePositiveRate: share, detectionRate: share, missRate: share, inconclusive: { untouched: share, altered: share } },
};

let folder: string;
let bench: Bench;

beforeEach(async () => {
  folder = temporaryFolder();
  bench = await openBench(folder);
});

afterEach(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

function install(modelSha256 = FAKE_MODEL_SHA256): void {
  const model = join(folder, 'models', 'small-test');
  mkdirSync(model, { recursive: true });
  const calibration: Calibration = { schema: 1, modelId: 'small-test', modelSha256, options: analysisOptionsSchema.parse({}), madeOn: '2026-01-01', classes: [SHARED], reliabilityMap: null };
  writeFileSync(join(model, 'manifest.json'), JSON.stringify({ ...fakeRequest().model.manifest, sha256: modelSha256 }));
  writeFileSync(join(model, 'calibration.json'), JSON.stringify(calibration));
}

async function findingOf(name: string): Promise<Pick<FindingView, 'score' | 'scoreReading'>> {
  const { findings } = await bench.review.open({ ...ON_CASE, evidenceId: bench.idOf(name) }, {});
  const [finding] = findings;
  if (finding === undefined) throw new Error('no finding');
  return finding;
}

test('the review reads a score by the calibration of the weights that made it', async () => {
  expect((await findingOf('one.png')).scoreReading).toBeNull();
  install('cd'.repeat(32));
  expect((await findingOf('one.png')).scoreReading).toBeNull();
  install();
  // The files of these tests were read before camera data were.
  expect((await findingOf('one.png')).scoreReading).toMatchObject({ outcome: 'not_validated', classification: { class: 'other' }, point: null });
});

test('the kind of picture comes from the facts on record', async () => {
  install();
  const { database } = bench.session();
  const id = bench.idOf('one.png');
  const facts = JSON.parse(String(database.prepare<[number], string>('SELECT facts FROM evidence WHERE id = ?').pluck().get(id))) as object;
  database.prepare('UPDATE evidence SET facts = ? WHERE id = ?').run(JSON.stringify({ ...facts, format: 'webp', width: 900, height: 700, capture: null }), id);
  const { score, scoreReading } = await findingOf('one.png');
  expect(scoreReading).toMatchObject({ outcome: 'traces', score, classification: { class: 'shared' }, point: { flag: 0.0002 } });
  expect(Math.abs(scoreReading?.log10LikelihoodRatio ?? 9)).toBeLessThanOrEqual(0.4);
});
