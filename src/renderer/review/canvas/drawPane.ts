import type { LayerName } from '../../../contract/annotations.ts';
import type { Size } from '../../../contract/geometry.ts';
import type { TileAddress } from '../../../contract/pyramid.ts';
import { HATCH_BANDS } from '../logic/hatching.ts';
import { BLEND_OPERATION, drawnLayers, type DrawnLayer, type LayerState, type MapLayer, type PaneContent } from '../layers.ts';
import type { Colouring, TileSource, TileStore, Wish } from '../tiles/tileStore.ts';
import type { Colourings } from './colourings.ts';
import { drawTiles, type Context2d } from './drawTiles.ts';
import { coarsestTile, visibleTiles } from './tileView.ts';
import type { Rect, Transform } from './view.ts';

/** What is on the canvas, whichever pane, lens or inset draws it. */
export interface Scene {
  readonly size: Size;
  readonly orientation: number;
  readonly picture: TileSource;
  /** Those there are: none before the analysis, those of second opinions as far as the chosen run has them. */
  readonly maps: Readonly<Partial<Record<MapLayer, TileSource>>>;
  readonly colourings: Colourings;
  /** Threshold of the finding, in force while none is set by hand. */
  readonly threshold: number;
  readonly layers: Readonly<Record<LayerName, LayerState>>;
}

export interface PaneDrawing {
  readonly transform: Transform;
  readonly clip: Rect;
  readonly content: PaneContent;
  readonly pixelRatio: number;
}

/** Draws the raster layers of one pane. `scratch` lends a canvas of the same size for the hatching. */
export function drawPane(context: Context2d, scene: Scene, store: TileStore, pane: PaneDrawing, scratch: () => OffscreenCanvasRenderingContext2D | null): void {
  const { clip, pixelRatio, transform } = pane;
  const tiles = visibleTiles(scene.size, transform, clip, pixelRatio);
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  context.rect(Math.round(clip.x * pixelRatio), Math.round(clip.y * pixelRatio), Math.round(clip.width * pixelRatio), Math.round(clip.height * pixelRatio));
  context.clip();
  for (const layer of drawnLayers(pane.content, scene.layers)) {
    context.globalAlpha = layer.opacity;
    context.globalCompositeOperation = BLEND_OPERATION[layer.blend];
    if (layer.map === null) {
      drawTiles(context, scene.size, tiles, transform, pixelRatio, (tile) => {
        const bitmap = store.picture(scene.picture, tile);
        return bitmap === null ? null : { bitmap };
      });
      continue;
    }
    const source = scene.maps[layer.map];
    if (source !== undefined) drawMap(context, scene, source, store, pane, layer, tiles, scratch);
  }
  context.restore();
}

/** Asks for the colours that panes will need, without drawing: where a new table leaves tiles to be coloured, drawing can wait for them. */
export function prepareColours(scene: Scene, store: TileStore, panes: readonly PaneDrawing[]): void {
  for (const { transform, clip, content, pixelRatio } of panes) {
    const tiles = visibleTiles(scene.size, transform, clip, pixelRatio);
    for (const layer of drawnLayers(content, scene.layers)) {
      const source = layer.map === null ? undefined : scene.maps[layer.map];
      if (source === undefined) continue;
      const hatched = layer.name === 'reliability' && content === 'stack';
      const wanted = hatched ? scene.colourings.hatch : [colouringFor(layer.name, content !== 'stack', scene.colourings)];
      for (const tile of tiles) for (const colouring of wanted) store.look(source, tile, colouring);
    }
  }
}

function drawMap(context: Context2d, scene: Scene, source: TileSource, store: TileStore, pane: PaneDrawing, layer: DrawnLayer, tiles: readonly TileAddress[], scratch: () => OffscreenCanvasRenderingContext2D | null): void {
  const { size, colourings } = scene;
  const alone = pane.content !== 'stack';
  const look = (colouring: Colouring) => (tile: TileAddress) => store.look(source, tile, colouring);
  if (layer.name !== 'reliability' || alone) {
    drawTiles(context, size, tiles, pane.transform, pane.pixelRatio, look(colouringFor(layer.name, alone, colourings)));
    return;
  }
  const ink = scratch();
  if (ink === null) return;
  for (const [band, { spacing }] of HATCH_BANDS.entries()) {
    ink.setTransform(1, 0, 0, 1, 0, 0);
    ink.globalCompositeOperation = 'source-over';
    ink.clearRect(0, 0, ink.canvas.width, ink.canvas.height);
    if (!drawTiles(ink, size, tiles, pane.transform, pane.pixelRatio, look(colourings.hatch[band]!))) continue;
    ink.globalCompositeOperation = 'source-in';
    ink.fillStyle = hatchPattern(ink, Math.round(spacing * pane.pixelRatio));
    ink.fillRect(0, 0, ink.canvas.width, ink.canvas.height);
    context.drawImage(ink.canvas, 0, 0);
  }
}

function colouringFor(name: LayerName, alone: boolean, colourings: Colourings): Colouring {
  if (name === 'binary') return alone ? colourings.binaryAlone : colourings.binary;
  if (name === 'reliability') return colourings.reliabilityAlone;
  if (name === 'agreement') return alone ? colourings.agreementAlone : colourings.agreement;
  return alone ? colourings.heatAlone : colourings.heat;
}

const patterns = new Map<number, CanvasPattern>();

/** Diagonal lines, dark beside light so that they show on any picture; `spacing` in device pixels. */
function hatchPattern(context: Context2d, spacing: number): CanvasPattern | string {
  const known = patterns.get(spacing);
  if (known !== undefined) return known;
  const side = Math.max(3, spacing);
  const canvas = new OffscreenCanvas(side, side);
  const tile = canvas.getContext('2d');
  if (tile === null) return 'transparent';
  for (let at = 0; at < side; at += 1) {
    tile.fillStyle = 'rgb(0 0 0 / 0.9)';
    tile.fillRect(at, side - 1 - at, 1, 1);
    tile.fillStyle = 'rgb(255 255 255 / 0.75)';
    tile.fillRect((at + 1) % side, side - 1 - at, 1, 1);
  }
  const pattern = context.createPattern(canvas, 'repeat');
  if (pattern === null) return 'transparent';
  patterns.set(spacing, pattern);
  return pattern;
}

/** Tiles that panes need, the coarse ones first, then pictures before maps. */
export function wishesOf(scene: Scene, panes: readonly PaneDrawing[]): Wish[] {
  const bottom = coarsestTile(scene.size);
  const coarse: Wish[] = [{ source: scene.picture, tile: bottom }];
  const pictures: Wish[] = [];
  const maps: Wish[] = [];
  for (const { transform, clip, content, pixelRatio } of panes) {
    const tiles = visibleTiles(scene.size, transform, clip, pixelRatio);
    for (const layer of drawnLayers(content, scene.layers)) {
      if (layer.map === null) {
        for (const tile of tiles) pictures.push({ source: scene.picture, tile });
        continue;
      }
      const source = scene.maps[layer.map];
      if (source === undefined) continue;
      coarse.push({ source, tile: bottom });
      for (const tile of tiles) maps.push({ source, tile });
    }
  }
  return [...coarse, ...pictures, ...maps];
}
