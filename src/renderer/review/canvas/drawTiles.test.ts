import { expect, test } from 'vitest';
import { deviceRect, unitTransform } from './drawTiles.ts';
import { storedArea } from './tileView.ts';
import { toScreen, transformOf } from './view.ts';

const size = { width: 3000, height: 2000 };
const pane = { x: 0, y: 0, width: 900, height: 700 };

test('neighbouring tiles meet on the same device pixel at any zoom', () => {
  for (const scale of [0.173, 0.5, 1, 3.37]) {
    const transform = transformOf({ centre: [1500.3, 1000.7], scale, turn: 1 }, 6, pane, 1.25);
    const one = deviceRect(storedArea(size, { level: 0, column: 1, row: 1 })!, transform, 1.25);
    const next = deviceRect(storedArea(size, { level: 0, column: 2, row: 1 })!, transform, 1.25);
    expect(one.x === next.x + next.width || next.x === one.x + one.width || one.y === next.y + next.height || next.y === one.y + one.height).toBe(true);
  }
});

test('a tile is turned and mirrored as the picture: its corners land where the view puts them', () => {
  for (let orientation = 1; orientation <= 8; orientation += 1) {
    for (let turn = 0; turn < 4; turn += 1) {
      const transform = transformOf({ centre: [1500, 1000], scale: 1, turn }, orientation, pane, 1);
      const area = storedArea(size, { level: 0, column: 2, row: 0 })!;
      const [a, b, c, d, e, f] = unitTransform(deviceRect(area, transform, 1), transform);
      for (const [u, v] of [[0, 0], [1, 0], [0, 1]] as const) {
        const wanted = toScreen(transform, [area.x + u * area.width, area.y + v * area.height]);
        expect(a * u + c * v + e).toBeCloseTo(wanted.x, 6);
        expect(b * u + d * v + f).toBeCloseTo(wanted.y, 6);
      }
    }
  }
});
