import type { LayerName } from '../../contract/annotations.ts';
import { SIGNAL_LAYERS, SIGNAL_NAMES, type SignalLayer, type SignalWords } from '../../contract/signals.ts';
import { AGREEMENT_WORDS, SIGNAL_WORDS } from '../../contract/signalWords.ts';
import type { MapKind } from '../../contract/urls.ts';

export const BLENDS = ['normal', 'multiply', 'screen', 'difference'] as const;
export type Blend = (typeof BLENDS)[number];

export const BLEND_WORDS: Readonly<Record<Blend, string>> = { normal: 'Normal', multiply: 'Multiply', screen: 'Screen', difference: 'Difference' };
/** The canvas's name for a blend. */
export const BLEND_OPERATION: Readonly<Record<Blend, GlobalCompositeOperation>> = { normal: 'source-over', multiply: 'multiply', screen: 'screen', difference: 'difference' };

export interface LayerState {
  readonly visible: boolean;
  /** 0..1 */
  readonly opacity: number;
  readonly blend: Blend;
}

/** Maps that can be on the canvas: the finding's, and those of second opinions. */
export type MapLayer = MapKind | SignalLayer;

export interface LayerDefinition {
  readonly name: LayerName;
  readonly title: string;
  /** What it shows, what to look for, and what to leave aside. */
  readonly help: string;
  /** Map its tiles come from, for layers made of a map. */
  readonly map: MapLayer | null;
  /** Drawn as pixels, so that it can be blended and compared alone. */
  readonly raster: boolean;
  readonly start: LayerState;
}

const normal = (visible: boolean, opacity: number): LayerState => ({ visible, opacity, blend: 'normal' });

const MODEL_LAYERS: readonly LayerDefinition[] = [
  { name: 'picture', title: 'Picture', map: null, raster: true, start: normal(true, 1), help: 'The stored samples, without colour management. Pixels are shown as squares from 100 % up and averaged below.' },
  { name: 'mask', title: 'Probability', map: 'mask', raster: true, start: normal(true, 0.65), help: 'Probability that a pixel was altered, as the model gives it: never stretched to this picture. Look for areas with a border; leave faint, even haze aside.' },
  { name: 'binary', title: 'Mask at threshold', map: 'mask', raster: true, start: normal(false, 0.8), help: 'Pixels at or above the threshold. What the area, the share and the regions count.' },
  { name: 'coarse_rgb', title: 'Coarse, pixels only', map: 'coarse_rgb', raster: true, start: normal(false, 0.65), help: 'First guess of the model from the pixels alone, before refinement. Compare it with the fused one to see what the frequency evidence changed.' },
  { name: 'coarse_fused', title: 'Coarse, fused', map: 'coarse_fused', raster: true, start: normal(false, 0.65), help: 'First guess from pixels and frequency coefficients together, before refinement.' },
  { name: 'reliability', title: 'Reliability', map: 'reliability', raster: true, start: normal(false, 0.9), help: 'Hatched where the model trusts its own answer less: the denser the lines, the less reliable. No lines from 0.80 up.' },
];

const MARK_LAYERS: readonly LayerDefinition[] = [
  { name: 'regions', title: 'Regions', map: null, raster: false, start: normal(true, 1), help: 'Outlines of connected areas at the threshold, numbered as in the list.' },
  { name: 'analyst_mask', title: 'Analyst mask', map: null, raster: false, start: normal(true, 0.6), help: 'What the examiner has painted. It stands beside the mask of the model and never changes it.' },
  { name: 'annotations', title: 'Annotations', map: null, raster: false, start: normal(true, 1), help: 'Shapes and notes of the examiners.' },
];

/** The parts of a method's words, in the order they are read. */
export function helpParts(words: SignalWords): readonly (readonly [part: string, text: string])[] {
  return [['Shows', words.shows], ['Look for', words.lookFor], ['Ignore', words.ignore], ['Applies when', words.appliesWhen], ['Source', words.source]];
}

export function signalWords(layer: SignalLayer): SignalWords {
  return layer === 'agreement' ? AGREEMENT_WORDS : SIGNAL_WORDS[layer];
}

export function isSignalLayer(name: string): name is SignalLayer {
  return (SIGNAL_LAYERS as readonly string[]).includes(name);
}

/** One layer a classical method, the first method next below their agreement. */
export const OPINION_LAYERS: readonly LayerDefinition[] = [...SIGNAL_NAMES.toReversed(), 'agreement' as const].map((name) => {
  const words = signalWords(name);
  return { name, title: words.title, map: name, raster: true, start: normal(false, 0.65), help: helpParts(words).map(([part, text]) => `${part}: ${text}`).join(' ') };
});

/** The layers that have a number of their own. */
export const NUMBERED_LAYERS: readonly LayerDefinition[] = [...MODEL_LAYERS, ...MARK_LAYERS];

/** From the bottom to the top; the order is fixed, so that a picture of the canvas means the same to everybody. */
export const LAYERS: readonly LayerDefinition[] = [...MODEL_LAYERS, ...OPINION_LAYERS, ...MARK_LAYERS];

export function layerOf(name: LayerName): LayerDefinition {
  return LAYERS.find((layer) => layer.name === name)!;
}

/** How two views stand against each other. */
export type CompareMode = 'single' | 'swipe' | 'side' | 'flicker';

/** What a pane can show: the stack of visible layers, or one raster layer alone. */
export type PaneContent = 'stack' | 'picture' | 'mask' | 'binary' | 'coarse_rgb' | 'coarse_fused' | 'reliability' | SignalLayer;

interface PaneChoice {
  readonly value: PaneContent;
  readonly label: string;
}

const PANE_CONTENTS: readonly PaneChoice[] = [
  { value: 'stack', label: 'Picture and layers' },
  { value: 'picture', label: 'Picture alone' },
  { value: 'mask', label: 'Probability alone' },
  { value: 'binary', label: 'Mask at threshold alone' },
  { value: 'coarse_rgb', label: 'Coarse, pixels only' },
  { value: 'coarse_fused', label: 'Coarse, fused' },
  { value: 'reliability', label: 'Reliability alone' },
];

export function paneWords(content: PaneContent): string {
  if (isSignalLayer(content)) return `${signalWords(content).title} alone`;
  return PANE_CONTENTS.find(({ value }) => value === content)?.label ?? content;
}

/** What a pane is offered: the finding's maps, and those second opinions that have a map here; one that is chosen already stays in the list. */
export function paneChoices(opinions: readonly SignalLayer[], chosen: PaneContent): readonly { readonly group: string; readonly items: PaneChoice[] }[] {
  const layers = OPINION_LAYERS.toReversed().map(({ name }) => name as SignalLayer).filter((name) => name === chosen || opinions.includes(name));
  const choices = [{ group: 'Picture and finding', items: [...PANE_CONTENTS] }];
  return layers.length === 0 ? choices : [...choices, { group: 'Second opinions', items: layers.map((value) => ({ value, label: paneWords(value) })) }];
}

export interface DrawnLayer extends LayerState {
  readonly name: LayerName;
  readonly map: MapLayer | null;
}

/** Raster layers of a pane from the bottom up. A layer shown alone is opaque, whatever its place in the stack. */
export function drawnLayers(content: PaneContent, states: Readonly<Record<LayerName, LayerState>>): readonly DrawnLayer[] {
  if (content === 'stack') {
    return LAYERS.filter(({ name, raster }) => raster && states[name].visible && states[name].opacity > 0).map(({ name, map }) => ({ name, map, ...states[name] }));
  }
  const { name, map } = layerOf(content);
  return [{ name, map, visible: true, opacity: 1, blend: 'normal' }];
}
