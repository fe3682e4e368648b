import { levelForScale, tileBox, tileGrid, TILE, levelCount, type TileAddress } from '../../../contract/pyramid.ts';
import type { Size } from '../../../contract/geometry.ts';
import { shownBox, toStored, type Rect, type Transform } from './view.ts';

/** Level whose tiles a pane wants: the coarsest with a pixel for each device pixel. */
export function wantedLevel(size: Size, transform: Transform, pixelRatio: number): number {
  return levelForScale(size, transform.scale * pixelRatio);
}

/** Tiles a pane shows at its level, nearest to its middle first. */
export function visibleTiles(size: Size, transform: Transform, pane: Rect, pixelRatio: number): TileAddress[] {
  if (pane.width <= 0 || pane.height <= 0) return [];
  const level = wantedLevel(size, transform, pixelRatio);
  const side = TILE * 2 ** level;
  const shown = shownBox(transform, pane);
  const { columns, rows } = tileGrid(size, level);
  const firstColumn = Math.max(0, Math.floor(shown.x / side));
  const lastColumn = Math.min(columns - 1, Math.ceil((shown.x + shown.width) / side) - 1);
  const firstRow = Math.max(0, Math.floor(shown.y / side));
  const lastRow = Math.min(rows - 1, Math.ceil((shown.y + shown.height) / side) - 1);
  const [x, y] = toStored(transform, { x: pane.x + pane.width / 2, y: pane.y + pane.height / 2 });
  const tiles: { readonly tile: TileAddress; readonly away: number }[] = [];
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (let column = firstColumn; column <= lastColumn; column += 1) {
      tiles.push({ tile: { level, column, row }, away: Math.hypot((column + 0.5) * side - x, (row + 0.5) * side - y) });
    }
  }
  return tiles.sort((one, other) => one.away - other.away).map(({ tile }) => tile);
}

/** The one tile of the last level: the whole picture, kept below everything else. */
export function coarsestTile(size: Size): TileAddress {
  return { level: levelCount(size) - 1, column: 0, row: 0 };
}

/** A tile and the part of it (in its own pixels) that covers what was asked for. */
export interface TilePart {
  readonly tile: TileAddress;
  readonly part: Rect;
}

/** The tile itself, or the nearest coarser one that is there, cut to the same area; null when nothing is. */
export function bestPart(size: Size, wanted: TileAddress, has: (tile: TileAddress) => boolean): TilePart | null {
  const box = tileBox(size, wanted);
  if (box === null) return null;
  for (let up = 0; wanted.level + up < levelCount(size); up += 1) {
    const factor = 2 ** up;
    const tile = { level: wanted.level + up, column: Math.floor(wanted.column / factor), row: Math.floor(wanted.row / factor) };
    if (!has(tile)) continue;
    const part = { x: box.x / factor - tile.column * TILE, y: box.y / factor - tile.row * TILE, width: box.width / factor, height: box.height / factor };
    return { tile, part };
  }
  return null;
}

/** The tile's area in stored pixels; at the right and lower edge it may end less than one pixel of its level beyond the picture. */
export function storedArea(size: Size, tile: TileAddress): Rect | null {
  const box = tileBox(size, tile);
  if (box === null) return null;
  const factor = 2 ** tile.level;
  return { x: box.x * factor, y: box.y * factor, width: box.width * factor, height: box.height * factor };
}

export function tileKey({ level, column, row }: TileAddress): string {
  return `${level}/${column}_${row}`;
}
