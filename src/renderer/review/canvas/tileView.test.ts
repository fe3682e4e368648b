import { expect, test } from 'vitest';
import { bestPart, coarsestTile, storedArea, tileKey, visibleTiles } from './tileView.ts';
import { fitView, transformOf } from './view.ts';

const size = { width: 12_000, height: 9_000 };
const pane = { x: 0, y: 0, width: 1000, height: 700 };

test('wants only what the pane shows, nearest to the middle first', () => {
  const transform = transformOf({ centre: [6000, 4500], scale: 1, turn: 0 }, 1, pane, 1);
  const tiles = visibleTiles(size, transform, pane, 1);
  expect(tiles.every((tile) => tile.level === 0)).toBe(true);
  const columns = tiles.map((tile) => tile.column);
  const rows = tiles.map((tile) => tile.row);
  expect([Math.min(...columns), Math.max(...columns)]).toEqual([10, 12]);
  expect([Math.min(...rows), Math.max(...rows)]).toEqual([8, 9]);
  expect(tiles).toHaveLength(6);
  expect(tiles[0]).toMatchObject({ column: 11, row: 8 });
});

test('takes a coarser level when the picture is small on the screen and a finer one on a dense screen', () => {
  const transform = transformOf(fitView(size, 1, 0, pane), 1, pane, 1);
  expect(visibleTiles(size, transform, pane, 1)[0]?.level).toBe(3);
  expect(visibleTiles(size, transform, pane, 2)[0]?.level).toBe(2);
  expect(visibleTiles(size, transform, { ...pane, width: 0 }, 1)).toEqual([]);
});

test('wants nothing where the pane looks past the picture', () => {
  const transform = transformOf({ centre: [-5000, -5000], scale: 1, turn: 0 }, 1, pane, 1);
  expect(visibleTiles(size, transform, pane, 1)).toEqual([]);
});

test('puts the same part of a coarser tile under one that is still loading', () => {
  const coarse = coarsestTile(size);
  expect(coarse.level).toBe(5);
  const found = bestPart(size, { level: 0, column: 13, row: 9 }, (tile) => tileKey(tile) === '2/3_2');
  expect(found).toEqual({ tile: { level: 2, column: 3, row: 2 }, part: { x: 128, y: 128, width: 128, height: 128 } });
  expect(bestPart(size, { level: 0, column: 13, row: 9 }, () => false)).toBeNull();
  expect(bestPart(size, { level: 0, column: 99, row: 9 }, () => true)).toBeNull();
});

test('knows the stored area of a tile', () => {
  expect(storedArea(size, { level: 1, column: 1, row: 0 })).toEqual({ x: 1024, y: 0, width: 1024, height: 1024 });
  expect(storedArea(size, { level: 0, column: 23, row: 17 })).toEqual({ x: 11_776, y: 8704, width: 224, height: 296 });
});
