import type Konva from 'konva';
import type { Point } from '../../../contract/geometry.ts';
import type { ShownRegion } from '../logic/regions.ts';
import { useReview, useView } from '../state.ts';
import { createTileStore, type TileStore, type Wish } from '../tiles/tileStore.ts';
import { usualPool } from '../workers/pool.ts';
import type { ScreenPoint } from './context.ts';
import { binaryColourings } from './colourings.ts';
import { drawPane, prepareColours, wishesOf, type PaneDrawing, type Scene } from './drawPane.ts';
import { drawLit, drawRegions } from './drawRegions.ts';
import { createFlash } from './flash.ts';
import { paneAt, panesOf, stackPane, type Pane } from './panes.ts';
import { coarsestTile } from './tileView.ts';
import { konvaAttributes, toStored, transformOf, type Transform } from './view.ts';

/** Bytes of decoded tiles kept; about three 4K screens of picture and maps. */
const CACHE_BYTES = 320_000_000;

export interface CanvasNodes {
  readonly raster: Konva.Layer;
  readonly outlines: Konva.Layer;
  /** Clips what is drawn in stored coordinates to its pane. */
  readonly clip: Konva.Group;
  /** The stored-coordinates group. */
  readonly stored: Konva.Group;
}

export interface PlacedPane extends Pane {
  readonly transform: Transform;
}

/** One frame of the canvas as it was drawn last. */
export interface Frame {
  readonly panes: readonly PlacedPane[];
  readonly pixelRatio: number;
}

/** Draws the canvas outside of React: every change of view, layers or tiles asks for a frame, and at most one is drawn per refresh. */
export interface CanvasEngine {
  readonly store: TileStore;
  /** Asks for a frame in which everything is drawn again. */
  readonly request: () => void;
  readonly setNodes: (nodes: CanvasNodes | null) => void;
  readonly setScene: (scene: Scene | null) => void;
  readonly scene: () => Scene | null;
  readonly setRegions: (regions: readonly ShownRegion[]) => void;
  readonly setPhase: (second: boolean) => void;
  readonly frame: () => Frame | null;
  /** Called after every frame. */
  readonly onFrame: (listener: (frame: Frame) => void) => () => void;
  /** A lens or inset that draws by itself and needs its tiles loaded. */
  readonly setExtra: (name: string, pane: PaneDrawing | null) => void;
  /** One tile that is wanted for its values under the pointer and not for drawing. */
  readonly setReading: (wish: Wish | null) => void;
  readonly toStored: (screen: ScreenPoint) => Point;
  readonly drawRaster: (context: CanvasRenderingContext2D) => void;
  readonly drawOutlines: (context: CanvasRenderingContext2D) => void;
  readonly close: () => void;
}

export function createCanvasEngine(): CanvasEngine {
  let nodes: CanvasNodes | null = null;
  let scene: Scene | null = null;
  /** The scene as it was set last; `scene` itself has the threshold and the layers of now. */
  let given: Scene | null = null;
  let regions: readonly ShownRegion[] = [];
  let second = false;
  let frame: Frame | null = null;
  let scheduled = 0;
  /** What of a new picture has not been drawn yet. */
  let awaited: 'first-tile' | 'all-tiles' | null = 'first-tile';
  let timed: { readonly since: number; readonly what: string } | null = null;
  const extras = new Map<string, PaneDrawing>();
  let reading: Wish | null = null;
  const listeners = new Set<(frame: Frame) => void>();
  const store = createTileStore(usualPool(), CACHE_BYTES, request);
  /** `soon`: only colours may differ, so drawing waits until they are there. */
  let raster: 'clean' | 'soon' | 'now' = 'now';
  let outlined = false;
  let binary = { threshold: 0.5, colourings: binaryColourings(0.5) };
  let scratchCanvas: OffscreenCanvas | null = null;

  function request(): void {
    raster = 'now';
    outlined = false;
    schedule();
  }

  function requestOutlines(): void {
    outlined = false;
    schedule();
  }

  /** As `request`, where nothing has moved. */
  function requestColours(): void {
    if (raster === 'clean') raster = 'soon';
    schedule();
  }

  /** A moved threshold goes to the canvas directly: it does not wait for panels to render. */
  function applyThreshold(): void {
    if (scene === null) return;
    const threshold = useReview.getState().threshold ?? scene.threshold;
    if (binary.threshold !== threshold) binary = { threshold, colourings: binaryColourings(threshold) };
    scene = { ...scene, colourings: { ...scene.colourings, ...binary.colourings } };
    requestColours();
  }

  /** As with the threshold: a layer that is switched is drawn at once, whatever the panels have to render. */
  function applyLayers(layers: Scene['layers']): void {
    if (scene === null || scene.layers === layers) return;
    timed = { since: performance.now(), what: 'palimpsest:layers' };
    scene = { ...scene, layers };
    request();
  }

  function schedule(): void {
    if (scheduled === 0) scheduled = requestAnimationFrame(draw);
  }

  function scratch(context: CanvasRenderingContext2D): OffscreenCanvasRenderingContext2D | null {
    const { width, height } = context.canvas;
    if (scratchCanvas === null || scratchCanvas.width !== width || scratchCanvas.height !== height) scratchCanvas = new OffscreenCanvas(width, height);
    return scratchCanvas.getContext('2d');
  }

  function place(): Frame | null {
    const { view, viewport } = useView.getState();
    if (view === null || scene === null || viewport.width === 0) return null;
    const { compare, original } = useReview.getState();
    const pixelRatio = globalThis.devicePixelRatio || 1;
    const { orientation } = scene;
    const panes = panesOf(viewport, compare, original, second).map((pane) => ({ ...pane, transform: transformOf(view, orientation, pane.frame, pixelRatio) }));
    return { panes, pixelRatio };
  }

  function draw(): void {
    scheduled = 0;
    if (nodes === null) return;
    frame = place();
    if (frame !== null && scene !== null) {
      const { panes, pixelRatio } = frame;
      for (const layer of [nodes.raster, nodes.outlines]) if (layer.getCanvas().getPixelRatio() !== pixelRatio) layer.getCanvas().setPixelRatio(pixelRatio);
      const drawings = panes.map(({ transform, clip, content }) => ({ transform, clip, content, pixelRatio }));
      store.wish([...wishesOf(scene, [...drawings, ...extras.values()]), ...(reading === null ? [] : [reading])]);
      if (raster === 'soon') {
        prepareColours(scene, store, drawings);
        if (store.colouring() === 0) raster = 'now';
      }
      const stack = stackPane(panes);
      nodes.clip.visible(stack !== null);
      if (stack !== null) nodes.clip.setAttrs({ clipX: stack.clip.x, clipY: stack.clip.y, clipWidth: stack.clip.width, clipHeight: stack.clip.height });
      const shown = panes.find((pane) => pane.content === stack?.content && pane.clip === stack.clip) ?? panes[0];
      if (shown !== undefined) nodes.stored.setAttrs(konvaAttributes(shown.transform));
      // At once and not at Konva's next turn, or the marks would trail the picture by a frame.
      nodes.stored.getLayer()?.draw();
    } else nodes.clip.visible(false);
    if (raster === 'now' || frame === null) {
      nodes.raster.draw();
      raster = 'clean';
    }
    if (!outlined) nodes.outlines.draw();
    outlined = true;
    if (frame !== null) for (const listener of listeners) listener(frame);
    note();
  }

  /** User timings for the bench: how long a change of the threshold, of the layers or a new picture takes until some or all of it is drawn. */
  function note(): void {
    if (scene !== null && awaited === 'first-tile' && store.has(scene.picture, coarsestTile(scene.size))) {
      performance.measure('palimpsest:first-tile', { start: sceneSince });
      awaited = 'all-tiles';
    }
    if (awaited === 'all-tiles' && store.busy() === 0) {
      performance.measure('palimpsest:all-tiles', { start: sceneSince });
      awaited = null;
    }
    if (timed === null || store.busy() > 0) return;
    performance.measure(timed.what, { start: timed.since });
    timed = null;
  }

  let sceneSince = performance.now();
  const flash = createFlash(requestOutlines);
  const stopWatching = [
    useView.subscribe((now, before) => {
      if (now.view !== before.view || now.viewport !== before.viewport) request();
    }),
    useReview.subscribe((now, before) => {
      if (now.threshold !== before.threshold) {
        timed = { since: performance.now(), what: 'palimpsest:threshold' };
        applyThreshold();
      }
      if (now.layers !== before.layers) applyLayers(now.layers);
      if (now.compare !== before.compare || now.original !== before.original || now.loupe !== before.loupe) request();
      else if (now.hovered !== before.hovered || now.selected !== before.selected || now.lit !== before.lit) requestOutlines();
      if (now.flashes !== before.flashes) flash.start();
    }),
  ];

  return {
    store,
    request,
    setNodes: (next) => {
      nodes = next;
      request();
    },
    setScene: (next) => {
      if (next?.picture.id !== scene?.picture.id) {
        sceneSince = performance.now();
        awaited = 'first-tile';
      }
      const known = given;
      given = next;
      if (scene !== null && next !== null && known !== null && next.layers === scene.layers && isSameScene(next, known)) return;
      const moved = next === null || scene === null || next.picture !== scene.picture || next.size !== scene.size || next.layers !== scene.layers;
      scene = next;
      applyThreshold();
      if (moved) request();
    },
    scene: () => scene,
    setRegions: (next) => {
      regions = next;
      requestOutlines();
    },
    setPhase: (next) => {
      second = next;
      request();
    },
    frame: () => frame,
    onFrame: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setExtra: (name, pane) => {
      if (pane === null) extras.delete(name);
      else extras.set(name, pane);
    },
    setReading: (wish) => {
      reading = wish;
      if (wish !== null && !store.has(wish.source, wish.tile)) schedule();
    },
    toStored: (screen) => {
      const now = place() ?? frame;
      if (now === null) return [0, 0];
      return toStored((paneAt(now.panes, screen) as PlacedPane).transform, screen);
    },
    drawRaster: (context) => {
      if (frame === null || scene === null) return;
      for (const pane of frame.panes) drawPane(context, scene, store, { ...pane, pixelRatio: frame.pixelRatio }, () => scratch(context));
    },
    drawOutlines: (context) => {
      const { layers, hovered, selected, lit, original } = useReview.getState();
      if (frame === null) return;
      for (const { content, transform, clip } of frame.panes) {
        if (content === 'stack' && layers.regions.visible) drawRegions(context, { regions, transform, clip, opacity: layers.regions.opacity, hovered, selected });
        if (!original) drawLit(context, { regions: lit, transform, clip, bright: flash.isBright() });
      }
    },
    close: () => {
      cancelAnimationFrame(scheduled);
      flash.stop();
      for (const stop of stopWatching) stop();
      listeners.clear();
      store.close();
    },
  };
}

/** Whether two scenes differ in their layers alone. */
function isSameScene(one: Scene, other: Scene): boolean {
  return one.picture === other.picture && one.maps === other.maps && one.size === other.size && one.orientation === other.orientation && one.colourings === other.colourings && one.threshold === other.threshold;
}
