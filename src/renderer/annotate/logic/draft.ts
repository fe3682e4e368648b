import type { Shape } from '../../../contract/annotations.ts';
import type { Point, Size } from '../../../contract/geometry.ts';
import { ellipseIn, evenBox, snapAngle } from './handles.ts';
import { clampPoint, tenth } from './shapes.ts';

/** Tools that draw a shape by dragging from one place to another. */
export type DragTool = 'rectangle' | 'ellipse' | 'arrow' | 'measure';

/** A shape being drawn. A polygon's `points` are its corners so far, `at` where the next one would be. */
export type Draft = { readonly tool: DragTool; readonly from: Point; readonly at: Point; readonly even: boolean; readonly centred: boolean } | { readonly tool: 'polygon'; readonly points: readonly Point[]; readonly at: Point };

const whole = ([x, y]: Point): Point => [Math.round(x), Math.round(y)];
const fine = ([x, y]: Point): Point => [tenth(x), tenth(y)];

export function startDrag(tool: DragTool, at: Point, size: Size): Draft {
  const from = clampPoint(at, size);
  return { tool, from: tool === 'rectangle' || tool === 'ellipse' ? whole(from) : fine(from), at: from, even: false, centred: false };
}

/** The shape as it would be now, or null while it is smaller than `least` stored pixels or has too few corners. */
export function shapeOf(draft: Draft, size: Size, least: number): Shape | null {
  if (draft.tool === 'polygon') return draft.points.length < 3 ? null : { type: 'polygon', points: draft.points.map(fine) };
  const at = clampPoint(draft.at, size);
  if (Math.hypot(at[0] - draft.from[0], at[1] - draft.from[1]) < least) return null;
  if (draft.tool === 'arrow' || draft.tool === 'measure') {
    const to = fine(draft.even ? snapAngle(draft.from, at, size) : at);
    return to[0] === draft.from[0] && to[1] === draft.from[1] ? null : { type: draft.tool, from: draft.from, to };
  }
  const box = boxOf(draft.from, whole(at), draft.even, draft.centred, size);
  if (box.right - box.left < 1 || box.bottom - box.top < 1) return null;
  return draft.tool === 'ellipse' ? ellipseIn(box) : { type: 'rectangle', x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
}

function boxOf(from: Point, at: Point, even: boolean, centred: boolean, size: Size): { left: number; top: number; right: number; bottom: number } {
  if (!centred) return even ? evenBox(from, at, size) : { left: Math.min(from[0], at[0]), right: Math.max(from[0], at[0]), top: Math.min(from[1], at[1]), bottom: Math.max(from[1], at[1]) };
  const room = { x: Math.min(from[0], size.width - from[0]), y: Math.min(from[1], size.height - from[1]) };
  let x = Math.min(Math.abs(at[0] - from[0]), room.x);
  let y = Math.min(Math.abs(at[1] - from[1]), room.y);
  if (even) x = y = Math.min(Math.max(x, y), room.x, room.y);
  return { left: from[0] - x, right: from[0] + x, top: from[1] - y, bottom: from[1] + y };
}

/** Adds a corner; one on the last corner (the second click of a double click) is not added. */
export function addCorner(draft: Draft | null, at: Point, size: Size, least: number): Draft {
  const point = clampPoint(at, size);
  if (draft?.tool !== 'polygon') return { tool: 'polygon', points: [point], at: point };
  const last = draft.points.at(-1);
  if (last !== undefined && Math.hypot(last[0] - point[0], last[1] - point[1]) < least) return { ...draft, at: point };
  return { ...draft, points: [...draft.points, point], at: point };
}

/** Takes the last corner back; null when none is left. */
export function removeCorner(draft: Draft & { tool: 'polygon' }): Draft | null {
  return draft.points.length <= 1 ? null : { ...draft, points: draft.points.slice(0, -1) };
}

/** Whether a click at this place closes the polygon: on its first corner, with enough corners. */
export function closes(draft: Draft | null, [x, y]: Point, tolerance: number): boolean {
  if (draft?.tool !== 'polygon' || draft.points.length < 3) return false;
  const [first] = draft.points;
  return Math.hypot(first![0] - x, first![1] - y) <= tolerance;
}
