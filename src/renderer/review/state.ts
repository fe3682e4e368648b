import { create } from 'zustand';
import type { LayerName } from '../../contract/annotations.ts';
import type { Size } from '../../contract/geometry.ts';
import { BLENDS, LAYERS, type Blend, type CompareMode, type LayerState, type PaneContent } from './layers.ts';
import { panesOf } from './canvas/panes.ts';
import { clampCentre, fitView, type Rect, type View } from './canvas/view.ts';
import type { ShownRegion } from './logic/regions.ts';
import { clampThreshold } from './logic/threshold.ts';

export type PanelTab = 'layers' | 'regions' | 'explain' | 'opinions' | 'finding' | 'file' | 'notes' | 'annotations';

export interface Loupe {
  readonly on: boolean;
  /** Screen pixels for each stored pixel, 2..16. */
  readonly magnification: number;
  /** Contrast stretched over the lens's own pixels. */
  readonly stretch: boolean;
}

/** What the examiner has set on this screen. None of it is on an undo stack; layers, comparison and loupe stay from picture to picture. */
export interface ReviewState {
  readonly layers: Readonly<Record<LayerName, LayerState>>;
  readonly activeLayer: LayerName;
  /** Threshold moved by hand, or null while the finding's own holds. */
  readonly threshold: number | null;
  readonly findingId: number | null;
  readonly compare: { readonly mode: CompareMode; readonly left: PaneContent; readonly right: PaneContent; /** Divider of the swipe, 0..1 of the width. */ readonly divider: number; /** 0.5..4 */ readonly hertz: number };
  readonly loupe: Loupe;
  readonly original: boolean;
  readonly tab: PanelTab;
  readonly minimap: boolean;
  readonly hovered: number | null;
  readonly selected: number | null;
  /** Regions of the finding that a sentence speaks of; drawn whatever the threshold and the layers are. */
  readonly lit: readonly ShownRegion[];
  /** Goes up by one each time the lit regions are to flash. */
  readonly flashes: number;
  readonly coefficients: boolean;
  /** Run of second opinions chosen by hand, or null for the newest. */
  readonly opinionRun: number | null;
  /** Whether the layer list shows its second opinions. */
  readonly opinionLayers: boolean;
}

const LAYER_STARTS = Object.fromEntries(LAYERS.map(({ name, start }) => [name, start])) as Record<LayerName, LayerState>;

export const useReview = create<ReviewState>(() => ({
  layers: LAYER_STARTS,
  activeLayer: 'mask',
  threshold: null,
  findingId: null,
  compare: { mode: 'single', left: 'picture', right: 'stack', divider: 0.5, hertz: 1 },
  loupe: { on: false, magnification: 8, stretch: false },
  original: false,
  tab: 'layers',
  minimap: true,
  hovered: null,
  selected: null,
  lit: [],
  flashes: 0,
  coefficients: false,
  opinionRun: null,
  opinionLayers: false,
}));

export function changeLayer(name: LayerName, change: Partial<LayerState>): void {
  useReview.setState(({ layers }) => ({ layers: { ...layers, [name]: { ...layers[name], ...change } } }));
}

/** Shows or hides a layer; one that is shown becomes the active one. */
export function toggleLayer(name: LayerName): void {
  const visible = !useReview.getState().layers[name].visible;
  changeLayer(name, { visible });
  if (visible) useReview.setState({ activeLayer: name });
}

export function addOpacity(name: LayerName, step: number): void {
  const { opacity } = useReview.getState().layers[name];
  changeLayer(name, { opacity: Math.min(1, Math.max(0, Math.round((opacity + step) * 100) / 100)) });
}

export function nextBlend(blend: Blend): Blend {
  return BLENDS[(BLENDS.indexOf(blend) + 1) % BLENDS.length]!;
}

export function resetLayers(): void {
  useReview.setState({ layers: LAYER_STARTS, activeLayer: 'mask' });
}

export function setThreshold(threshold: number | null): void {
  useReview.setState({ threshold: threshold === null ? null : clampThreshold(threshold), selected: null, hovered: null, lit: [] });
}

/** Chooses a region, or none; what a sentence lit goes out. The side panel shows the region unless the explanation does. */
export function selectRegion(selected: number | null): void {
  useReview.setState(({ tab }) => ({ selected, lit: [], tab: selected === null || tab === 'explain' ? tab : 'regions' }));
}

export function changeCompare(change: Partial<ReviewState['compare']>): void {
  useReview.setState(({ compare }) => ({ compare: { ...compare, ...change } }));
}

export function changeLoupe(change: Partial<Loupe>): void {
  useReview.setState(({ loupe }) => {
    const next = { ...loupe, ...change };
    return { loupe: { ...next, magnification: Math.min(16, Math.max(2, next.magnification)) } };
  });
}

/** What belongs to one picture alone starts anew with the next one. */
export function startPicture(): void {
  useReview.setState({ threshold: null, findingId: null, hovered: null, selected: null, lit: [], original: false, opinionRun: null });
  useView.setState({ view: null, cursor: null });
}

/** Where the examiner looks, apart from the rest because it changes with every frame of a pan. */
export interface ViewState {
  /** Null until the canvas knows its size. */
  readonly view: View | null;
  readonly viewport: Size;
  /** The view is the fitted one, and follows when the canvas changes its size or is divided. */
  readonly fitted: boolean;
  /** Place of the pointer over the canvas in CSS pixels, or null. */
  readonly cursor: { readonly x: number; readonly y: number } | null;
}

export const useView = create<ViewState>(() => ({ view: null, viewport: { width: 0, height: 0 }, fitted: true, cursor: null }));

/** The stored picture on the canvas, for everything that moves the view. */
export interface ShownPicture {
  readonly size: Size;
  readonly orientation: number;
}

/** Moves the view and keeps its middle over the picture. */
export function setView(size: Size, next: View): void {
  const view = clampCentre(next, size);
  if (useView.getState().view !== view) useView.setState({ view, fitted: false });
}

/** Fits the picture where it was fitted before, or not placed yet, into the first pane of the canvas as it is divided now. */
export function refit(picture: ShownPicture): void {
  const { view, viewport, fitted } = useView.getState();
  if (viewport.width === 0 || (view !== null && !fitted)) return;
  const { compare } = useReview.getState();
  fitPicture(picture, panesOf(viewport, compare, false, false)[0]!.frame);
}

export function fitPicture({ size, orientation }: ShownPicture, pane: Rect): void {
  useView.setState({ view: fitView(size, orientation, useView.getState().view?.turn ?? 0, pane), fitted: true });
}
