import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { manifestSchema } from '../../contract/manifest.ts';
import { goldenInput } from './golden.ts';
import { loadNetwork, type StageValue } from './runtime.ts';
import { readCuttable } from './subgraph.ts';

const MODEL = fileURLToPath(new URL('../../../resources/models/omni-nano', import.meta.url));
const PROBE = fileURLToPath(new URL('../../../test/parity/probe/model.onnx', import.meta.url));

test('a model cut at its own inputs and outputs answers as before', async () => {
  const bytes = await readFile(PROBE);
  const whole = await loadNetwork(bytes, { provider: 'cpu', threads: 1 });
  const part = await loadNetwork(readCuttable(bytes).cut(['rgb', 'dct', 'qt'], ['mask', 'coarse_rgb', 'coarse_fused', 'quality', 'gate', 'score']), { provider: 'cpu', threads: 1 });
  const input = goldenInput(64, 96, 3);
  expect(await part.run(input)).toEqual(await whole.run(input));
  await Promise.all([whole.release(), part.release()]);
});

test('what cannot be computed or has no type is named', async () => {
  const cuttable = readCuttable(await readFile(PROBE));
  expect(() => cuttable.cut(['rgb', 'qt'], ['mask'])).toThrow('dct cannot be computed from rgb, qt');
  expect(() => cuttable.cut(['rgb', 'dct', 'qt'], ['sums'])).toThrow('no type of sums');
  expect(() => readCuttable(Uint8Array.of(0x3a, 0x7f, 1))).toThrow('ends inside a field');
});

test('the shipped network falls into stages that fit together, and says what is missing', async () => {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(`${MODEL}/manifest.json`, 'utf8')));
  const network = await loadNetwork(await readFile(`${MODEL}/model.onnx`), { provider: 'cpu', threads: 1, scene: manifest.scene });
  const stages = network.stages?.();
  expect(stages?.plan.stages.length).toBeGreaterThan(2);
  const values = await stages!.run(0, new Map<string, StageValue>(), () => goldenInput(96, 128, 1));
  expect([...values.keys()].toSorted()).toEqual(stages!.plan.stages[0]!.outputs.toSorted());
  await expect(stages!.run(1, new Map<string, StageValue>(), () => goldenInput(96, 128, 1))).rejects.toThrow('do not fit together');
  await stages!.close();
  await network.release();
});
