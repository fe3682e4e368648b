import { displaySize, type Point, type Size } from '../../../contract/geometry.ts';
import type { ScreenPoint } from './context.ts';

/**
 * Where the examiner looks. `centre` is the stored point in the middle of a pane, `scale` CSS pixels for each stored pixel, `turn` quarter turns
 * clockwise on top of the EXIF orientation. Panes that share a view are locked by construction.
 */
export interface View {
  readonly centre: Point;
  readonly scale: number;
  readonly turn: number;
}

/** A rectangle of the stage in CSS pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Stored to screen: x' = a x + c y + e, y' = b x + d y + f. */
export interface Transform {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
  readonly scale: number;
}

type Linear = readonly [a: number, b: number, c: number, d: number];

export const LEAST_SCALE = 1 / 256;
export const MOST_SCALE = 64;

const ORIENTATIONS: readonly Linear[] = [
  [1, 0, 0, 1],
  [-1, 0, 0, 1],
  [-1, 0, 0, -1],
  [1, 0, 0, -1],
  [0, 1, 1, 0],
  [0, 1, -1, 0],
  [0, -1, -1, 0],
  [0, -1, 1, 0],
];

/** The turn and mirroring of an EXIF orientation (1..8) followed by quarter turns clockwise, without its shift. */
export function linearOf(orientation: number, turn: number): Linear {
  let [a, b, c, d] = ORIENTATIONS[orientation - 1] ?? ORIENTATIONS[0]!;
  for (let step = 0; step < quarterTurns(turn); step += 1) [a, b, c, d] = [0 - b, a, 0 - d, c];
  return [a, b, c, d];
}

export function quarterTurns(turn: number): number {
  return ((turn % 4) + 4) % 4;
}

/** Size of the picture as it stands on the screen at scale 1. */
export function shownSize(size: Size, orientation: number, turn: number): Size {
  const shown = displaySize(size, orientation);
  return quarterTurns(turn) % 2 === 1 ? { width: shown.height, height: shown.width } : shown;
}

/** The transform of a pane. The picture's corner lies on a whole device pixel, so that pixels are sharp at 100 % and panes agree. */
export function transformOf(view: View, orientation: number, pane: Rect, pixelRatio: number): Transform {
  const [a, b, c, d] = linearOf(orientation, view.turn).map((value) => value * view.scale) as [number, number, number, number];
  const [x, y] = view.centre;
  const snap = (value: number): number => Math.round(value * pixelRatio) / pixelRatio;
  return { a, b, c, d, e: snap(pane.x + pane.width / 2 - a * x - c * y), f: snap(pane.y + pane.height / 2 - b * x - d * y), scale: view.scale };
}

export function toScreen({ a, b, c, d, e, f }: Transform, [x, y]: Point): ScreenPoint {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

export function toStored({ a, b, c, d, e, f, scale }: Transform, { x, y }: ScreenPoint): Point {
  const square = scale * scale;
  return [(a * (x - e) + b * (y - f)) / square, (c * (x - e) + d * (y - f)) / square];
}

/** The same transform as attributes of a Konva node: R(rotation) diag(scaleX, scaleY), mirrored by a negative scaleY. */
export function konvaAttributes({ a, b, c, d, e, f, scale }: Transform): { readonly x: number; readonly y: number; readonly rotation: number; readonly scaleX: number; readonly scaleY: number } {
  return { x: e, y: f, rotation: (Math.atan2(b, a) * 180) / Math.PI, scaleX: scale, scaleY: a * d - b * c < 0 ? -scale : scale };
}

/** Zooms by a factor so that the stored point under `at` stays there. */
export function zoomAt(view: View, orientation: number, pane: Rect, at: ScreenPoint, factor: number): View {
  const scale = clampScale(view.scale * factor);
  if (scale === view.scale) return view;
  const [a, b, c, d] = linearOf(orientation, view.turn);
  const x = at.x - (pane.x + pane.width / 2);
  const y = at.y - (pane.y + pane.height / 2);
  const shift = 1 / view.scale - 1 / scale;
  return { ...view, scale, centre: [view.centre[0] + (a * x + b * y) * shift, view.centre[1] + (c * x + d * y) * shift] };
}

/** Moves the picture by screen pixels. */
export function panBy(view: View, orientation: number, x: number, y: number): View {
  const [a, b, c, d] = linearOf(orientation, view.turn);
  return { ...view, centre: [view.centre[0] - (a * x + b * y) / view.scale, view.centre[1] - (c * x + d * y) / view.scale] };
}

/** Keeps the middle of the pane over the picture. */
export function clampCentre(view: View, size: Size): View {
  const x = Math.min(size.width, Math.max(0, view.centre[0]));
  const y = Math.min(size.height, Math.max(0, view.centre[1]));
  return x === view.centre[0] && y === view.centre[1] ? view : { ...view, centre: [x, y] };
}

/** Whole picture with a margin; small pictures are not blown up beyond 8 screen pixels for one. */
export function fitView(size: Size, orientation: number, turn: number, pane: Rect, margin = 16): View {
  const shown = shownSize(size, orientation, turn);
  const scale = Math.min((pane.width - 2 * margin) / shown.width, (pane.height - 2 * margin) / shown.height, 8);
  return { centre: [size.width / 2, size.height / 2], scale: clampScale(Number.isFinite(scale) && scale > 0 ? scale : 1), turn: quarterTurns(turn) };
}

/** A box of the stored picture in the middle, at most at 4 screen pixels for one and with room around it. */
export function boxView(view: View, orientation: number, pane: Rect, box: Rect): View {
  const turned = linearOf(orientation, view.turn)[0] === 0;
  const width = turned ? box.height : box.width;
  const height = turned ? box.width : box.height;
  const scale = Math.min((pane.width * 0.6) / width, (pane.height * 0.6) / height, 4);
  return { ...view, scale: clampScale(scale), centre: [box.x + box.width / 2, box.y + box.height / 2] };
}

export function clampScale(scale: number): number {
  return Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale));
}

/** The next of the usual zoom steps above or below. */
export function nextZoom(scale: number, direction: 1 | -1): number {
  const steps = [1 / 64, 1 / 32, 1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
  const found = direction > 0 ? steps.find((step) => step > scale * 1.001) : steps.findLast((step) => step < scale * 0.999);
  return found ?? scale;
}

/** The stored box a pane shows, which may reach beyond the picture. */
export function shownBox(transform: Transform, pane: Rect): Rect {
  const [x1, y1] = toStored(transform, { x: pane.x, y: pane.y });
  const [x2, y2] = toStored(transform, { x: pane.x + pane.width, y: pane.y + pane.height });
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
}

/** The smallest box around some; there must be one. */
export function unionBox(boxes: readonly Rect[]): Rect {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return { x, y, width: Math.max(...boxes.map((box) => box.x + box.width)) - x, height: Math.max(...boxes.map((box) => box.y + box.height)) - y };
}

/** Whether a pane shows the middle of none of some boxes. False where there are none. */
export function outOfSight(boxes: readonly Rect[], transform: Transform, pane: Rect): boolean {
  const shown = shownBox(transform, pane);
  const isShown = ({ x, y, width, height }: Rect): boolean => x + width / 2 >= shown.x && y + height / 2 >= shown.y && x + width / 2 <= shown.x + shown.width && y + height / 2 <= shown.y + shown.height;
  return boxes.length > 0 && !boxes.some(isShown);
}
