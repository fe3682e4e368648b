import type { Size } from '../../../contract/geometry.ts';
import type { TileAddress } from '../../../contract/pyramid.ts';
import { cssColour } from '../logic/palettes.ts';
import { unpacked } from '../logic/luts.ts';
import type { Look } from '../tiles/tileStore.ts';
import { bestPart, storedArea } from './tileView.ts';
import { toScreen, type Rect, type Transform } from './view.ts';

export type Context2d = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws the wanted tiles of one pyramid, each once, from itself or from the nearest coarser tile there is: nothing overlaps, so opacity and blending hold. */
export function drawTiles(context: Context2d, size: Size, tiles: readonly TileAddress[], transform: Transform, pixelRatio: number, lookOf: (tile: TileAddress) => Look | null): boolean {
  let drawn = false;
  // From 100 % up a stored pixel is a square; below, tiles are at most halved once more and smoothed.
  context.imageSmoothingEnabled = transform.scale * pixelRatio < 0.999;
  context.imageSmoothingQuality = 'low';
  for (const tile of tiles) {
    const area = storedArea(size, tile);
    if (area === null) continue;
    let look: Look | null = null;
    const best = bestPart(size, tile, (candidate) => {
      look = lookOf(candidate);
      return look !== null;
    });
    if (best === null || look === null) continue;
    drawn = drawLook(context, look, best.part, deviceRect(area, transform, pixelRatio), transform) || drawn;
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  return drawn;
}

/** A stored area on whole device pixels; neighbours share their edges, so there are no seams. */
export function deviceRect(area: Rect, transform: Transform, pixelRatio: number): Rect {
  const one = toScreen(transform, [area.x, area.y]);
  const other = toScreen(transform, [area.x + area.width, area.y + area.height]);
  const x = Math.round(Math.min(one.x, other.x) * pixelRatio);
  const y = Math.round(Math.min(one.y, other.y) * pixelRatio);
  return { x, y, width: Math.round(Math.max(one.x, other.x) * pixelRatio) - x, height: Math.round(Math.max(one.y, other.y) * pixelRatio) - y };
}

function drawLook(context: Context2d, look: Look, part: Rect, to: Rect, transform: Transform): boolean {
  if ('plain' in look) {
    if (look.plain === 0) return false;
    const { rgb, alpha } = unpacked(look.plain);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = cssColour(rgb, alpha / 255);
    context.fillRect(to.x, to.y, to.width, to.height);
    return true;
  }
  const [a, b, c, d, e, f] = unitTransform(to, transform);
  context.setTransform(a, b, c, d, e, f);
  context.drawImage(look.bitmap, part.x, part.y, part.width, part.height, 0, 0, 1, 1);
  return true;
}

/** Takes the unit square to a device rectangle, turned and mirrored as the picture is. */
export function unitTransform(to: Rect, { a, b, c, d }: Transform): readonly [number, number, number, number, number, number] {
  if (a !== 0) return [Math.sign(a) * to.width, 0, 0, Math.sign(d) * to.height, a > 0 ? to.x : to.x + to.width, d > 0 ? to.y : to.y + to.height];
  return [0, Math.sign(b) * to.height, Math.sign(c) * to.width, 0, c > 0 ? to.x : to.x + to.width, b > 0 ? to.y : to.y + to.height];
}
