import { type Box, displaySize, type Point, type Size, toDisplay } from '../../contract/geometry.ts';
import { type Position, POSITIONS } from '../../contract/measurement.ts';

/** A box of the stored picture as displayed. */
export function displayBox(box: Box, stored: Size, orientation: number): Box {
  const [ax, ay] = toDisplay([box.x, box.y], stored, orientation);
  const [bx, by] = toDisplay([box.x + box.width, box.y + box.height], stored, orientation);
  return { x: Math.min(ax, bx), y: Math.min(ay, by), width: Math.abs(ax - bx), height: Math.abs(ay - by) };
}

/** The ninth of the displayed picture in which a point of the stored one lies. */
export function positionOf(point: Point, stored: Size, orientation: number): Position {
  const [x, y] = toDisplay(point, stored, orientation);
  const { width, height } = displaySize(stored, orientation);
  const third = (at: number, length: number): number => Math.min(2, Math.floor((at * 3) / length));
  return POSITIONS[third(y, height) * 3 + third(x, width)]!;
}
