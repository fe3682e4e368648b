import { expect, test } from 'vitest';
import { layerNameSchema, type LayerName } from '../../contract/annotations.ts';
import { drawnLayers, LAYERS, type LayerState } from './layers.ts';

const states = Object.fromEntries(LAYERS.map(({ name, start }) => [name, start])) as Record<LayerName, LayerState>;

test('has every layer of the contract once, each with its help', () => {
  expect([...LAYERS.map(({ name }) => name)].sort()).toEqual([...layerNameSchema.options].sort());
  expect(LAYERS.every(({ help }) => help.length > 20)).toBe(true);
});

test('draws the visible raster layers from the bottom up', () => {
  const shown = { ...states, reliability: { ...states.reliability, visible: true }, mask: { ...states.mask, opacity: 0 } };
  expect(drawnLayers('stack', shown).map(({ name }) => name)).toEqual(['picture', 'reliability']);
});

test('a layer alone is opaque and hides nothing behind a blend', () => {
  const shown = { ...states, mask: { visible: false, opacity: 0.2, blend: 'difference' as const } };
  expect(drawnLayers('mask', shown)).toEqual([{ name: 'mask', map: 'mask', visible: true, opacity: 1, blend: 'normal' }]);
});
