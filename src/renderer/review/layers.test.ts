import { expect, test } from 'vitest';
import { layerNameSchema, type LayerName } from '../../contract/annotations.ts';
import { SIGNAL_LAYERS } from '../../contract/signals.ts';
import { drawnLayers, helpParts, isSignalLayer, LAYERS, NUMBERED_LAYERS, OPINION_LAYERS, paneChoices, signalWords, type LayerState } from './layers.ts';

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

test('every second opinion has all of its words', () => {
  expect(OPINION_LAYERS.map(({ name }) => name).sort()).toEqual([...SIGNAL_LAYERS].sort());
  for (const layer of SIGNAL_LAYERS) {
    const words = signalWords(layer);
    expect(words.title.length, layer).toBeGreaterThan(2);
    const parts = helpParts(words);
    expect(parts.map(([part]) => part)).toEqual(['Shows', 'Look for', 'Ignore', 'Applies when', 'Source']);
    for (const [part, text] of parts) {
      expect(text.trim().length, `${layer}, ${part}`).toBeGreaterThan(20);
      expect(text, `${layer}, ${part}`).toMatch(/\.$/);
      expect(text, `${layer}, ${part}`).not.toMatch(/\b(fake|authentic|genuine|AI says)\b/i);
    }
  }
});

test('second opinions are off at the start, lie over the maps of the finding and under the marks', () => {
  expect(OPINION_LAYERS.every(({ start, raster }) => !start.visible && raster)).toBe(true);
  const places = LAYERS.map(({ name }) => (isSignalLayer(name) ? 'opinion' : name));
  expect(places.indexOf('opinion')).toBe(places.indexOf('reliability') + 1);
  expect(places.lastIndexOf('opinion')).toBe(places.indexOf('regions') - 1);
  expect(NUMBERED_LAYERS).toHaveLength(9);
});

test('a layer that is off costs nothing: it is not among those drawn', () => {
  expect(drawnLayers('stack', states).some(({ name }) => isSignalLayer(name))).toBe(false);
  const shown = { ...states, cfa: { ...states.cfa, visible: true } };
  expect(drawnLayers('stack', shown).map(({ name }) => name)).toEqual(['picture', 'mask', 'cfa']);
  expect(drawnLayers('agreement', states)).toEqual([{ name: 'agreement', map: 'agreement', visible: true, opacity: 1, blend: 'normal' }]);
});

test('panes offer the second opinions that have a map, and keep the one that is chosen', () => {
  expect(paneChoices([], 'stack').map(({ group }) => group)).toEqual(['Picture and finding']);
  expect(paneChoices(['ela', 'agreement'], 'cfa')[1]?.items.map(({ value }) => value)).toEqual(['agreement', 'ela', 'cfa']);
});
