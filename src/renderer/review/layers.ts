import type { LayerName } from '../../contract/annotations.ts';
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

export interface LayerDefinition {
  readonly name: LayerName;
  readonly title: string;
  /** What it shows, what to look for, and what to leave aside. */
  readonly help: string;
  /** Map its tiles come from, for layers made of a map. */
  readonly map: MapKind | null;
  /** Drawn as pixels, so that it can be blended and compared alone. */
  readonly raster: boolean;
  readonly start: LayerState;
}

const normal = (visible: boolean, opacity: number): LayerState => ({ visible, opacity, blend: 'normal' });

/** From the bottom to the top; the order is fixed, so that a picture of the canvas means the same to everybody. */
export const LAYERS: readonly LayerDefinition[] = [
  { name: 'picture', title: 'Picture', map: null, raster: true, start: normal(true, 1), help: 'The stored samples, without colour management. Pixels are shown as squares from 100 % up and averaged below.' },
  { name: 'mask', title: 'Probability', map: 'mask', raster: true, start: normal(true, 0.65), help: 'Probability that a pixel was altered, as the model gives it: never stretched to this picture. Look for areas with a border; leave faint, even haze aside.' },
  { name: 'binary', title: 'Mask at threshold', map: 'mask', raster: true, start: normal(false, 0.8), help: 'Pixels at or above the threshold. What the area, the share and the regions count.' },
  { name: 'coarse_rgb', title: 'Coarse, pixels only', map: 'coarse_rgb', raster: true, start: normal(false, 0.65), help: 'First guess of the model from the pixels alone, before refinement. Compare it with the fused one to see what the frequency evidence changed.' },
  { name: 'coarse_fused', title: 'Coarse, fused', map: 'coarse_fused', raster: true, start: normal(false, 0.65), help: 'First guess from pixels and frequency coefficients together, before refinement.' },
  { name: 'reliability', title: 'Reliability', map: 'reliability', raster: true, start: normal(false, 0.9), help: 'Hatched where the model trusts its own answer less: the denser the lines, the less reliable. No lines from 0.80 up.' },
  { name: 'regions', title: 'Regions', map: null, raster: false, start: normal(true, 1), help: 'Outlines of connected areas at the threshold, numbered as in the list.' },
  { name: 'analyst_mask', title: 'Analyst mask', map: null, raster: false, start: normal(true, 0.6), help: 'What the examiner has painted. It stands beside the mask of the model and never changes it.' },
  { name: 'annotations', title: 'Annotations', map: null, raster: false, start: normal(true, 1), help: 'Shapes and notes of the examiners.' },
];

export function layerOf(name: LayerName): LayerDefinition {
  return LAYERS.find((layer) => layer.name === name)!;
}

/** How two views stand against each other. */
export type CompareMode = 'single' | 'swipe' | 'side' | 'flicker';

/** What a pane can show: the stack of visible layers, or one raster layer alone. */
export type PaneContent = 'stack' | 'picture' | 'mask' | 'binary' | 'coarse_rgb' | 'coarse_fused' | 'reliability';

export const PANE_CONTENTS: readonly { readonly value: PaneContent; readonly label: string }[] = [
  { value: 'stack', label: 'Picture and layers' },
  { value: 'picture', label: 'Picture alone' },
  { value: 'mask', label: 'Probability alone' },
  { value: 'binary', label: 'Mask at threshold alone' },
  { value: 'coarse_rgb', label: 'Coarse, pixels only' },
  { value: 'coarse_fused', label: 'Coarse, fused' },
  { value: 'reliability', label: 'Reliability alone' },
];

export interface DrawnLayer extends LayerState {
  readonly name: LayerName;
  readonly map: MapKind | null;
}

/** Raster layers of a pane from the bottom up. A layer shown alone is opaque, whatever its place in the stack. */
export function drawnLayers(content: PaneContent, states: Readonly<Record<LayerName, LayerState>>): readonly DrawnLayer[] {
  if (content === 'stack') {
    return LAYERS.filter(({ name, raster }) => raster && states[name].visible && states[name].opacity > 0).map(({ name, map }) => ({ name, map, ...states[name] }));
  }
  const { name, map } = layerOf(content);
  return [{ name, map, visible: true, opacity: 1, blend: 'normal' }];
}
