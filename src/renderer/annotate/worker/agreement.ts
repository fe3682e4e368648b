import { TILE } from '../../../contract/pyramid.ts';
import { filePath } from '../../../contract/urls.ts';
import { ROW_BYTES, type BitMask } from '../logic/bits.ts';
import { TILE_SIDE } from '../logic/tile.ts';
import type { GreyTile } from '../../review/workers/greyTile.ts';
import type { ModelMask } from './messages.ts';

const TILES_A_SIDE = TILE / TILE_SIDE;

/** Places of the map tiles that lie under non-empty tiles of the mask. */
export function tilesUnder(mask: BitMask): readonly { readonly column: number; readonly row: number }[] {
  const places = new Map<string, { column: number; row: number }>();
  for (const index of mask.tiles.keys()) {
    const column = Math.floor((index % mask.columns) / TILES_A_SIDE);
    const row = Math.floor(Math.floor(index / mask.columns) / TILES_A_SIDE);
    places.set(`${column},${row}`, { column, row });
  }
  return [...places.values()];
}

/** Pixels of one map tile that are set in the mask and have at least the value `firstByte`. */
export function bothIn(mask: BitMask, { column, row }: { readonly column: number; readonly row: number }, { grey, width, height }: GreyTile, firstByte: number): number {
  let both = 0;
  for (let down = 0; down < TILES_A_SIDE; down += 1) {
    for (let across = 0; across < TILES_A_SIDE; across += 1) {
      const maskColumn = column * TILES_A_SIDE + across;
      const maskRow = row * TILES_A_SIDE + down;
      const bits = maskColumn < mask.columns && maskRow < mask.rows ? mask.tiles.get(maskRow * mask.columns + maskColumn) : undefined;
      if (bits === undefined) continue;
      const toX = Math.min(TILE_SIDE, width - across * TILE_SIDE);
      const toY = Math.min(TILE_SIDE, height - down * TILE_SIDE);
      for (let y = 0; y < toY; y += 1) {
        const line = (down * TILE_SIDE + y) * width + across * TILE_SIDE;
        for (let x = 0; x < toX; x += 1) {
          if (((bits[y * ROW_BYTES + (x >> 3)]! >> (7 - (x & 7))) & 1) === 1 && grey[line + x]! >= firstByte) both += 1;
        }
      }
    }
  }
  return both;
}

/** Address of a tile of the model's mask at full resolution. */
export function modelTileUrl(model: ModelMask, { column, row }: { readonly column: number; readonly row: number }): string {
  return `${model.root}/files/${filePath({ kind: 'map_tile', case: model.case, findingId: model.findingId, map: 'mask', tile: { level: 0, column, row } })}`;
}

/** Intersection over union; null where both are empty. */
export function overlap(both: number, one: number, other: number): number | null {
  const union = one + other - both;
  return union <= 0 ? null : both / union;
}
