import type { ShownRegion } from '../logic/regions.ts';
import { toScreen, type Rect, type Transform } from './view.ts';

export interface RegionDrawing {
  readonly regions: readonly ShownRegion[];
  readonly transform: Transform;
  readonly clip: Rect;
  readonly opacity: number;
  readonly hovered: number | null;
  readonly selected: number | null;
}

/** Side on the screen below which a region has no number of its own, in CSS pixels: a number would hide it. */
const LEAST_NAMED = 12;
const LIGHT = '#ffffff';
const DARK = 'rgb(0 0 0 / 0.75)';

/** Outlines (white on a dark edge, so that they show on any picture) and numbers, in CSS pixels. */
export function drawRegions(context: CanvasRenderingContext2D, { regions, transform, clip, opacity, hovered, selected }: RegionDrawing): void {
  context.save();
  context.beginPath();
  context.rect(clip.x, clip.y, clip.width, clip.height);
  context.clip();
  context.globalAlpha = opacity;
  context.lineJoin = 'round';
  const isStrong = ({ id }: ShownRegion): boolean => id === selected || id === hovered;
  for (const region of regions) {
    if (!onScreen(region, transform, clip)) continue;
    const strong = isStrong(region);
    trace(context, region, transform);
    context.strokeStyle = DARK;
    context.lineWidth = strong ? 5 : 3;
    context.stroke();
    context.strokeStyle = LIGHT;
    context.lineWidth = strong ? 2.5 : 1.25;
    context.setLineDash(region.id === hovered && region.id !== selected ? [6, 3] : []);
    context.stroke();
    context.setLineDash([]);
  }
  const taken: Rect[] = [];
  const strongFirst = regions.toSorted((one, other) => Number(isStrong(other)) - Number(isStrong(one)) || other.area - one.area);
  for (const region of strongFirst) if (onScreen(region, transform, clip)) label(context, region, transform, clip, isStrong(region), taken);
  context.restore();
}

/** Regions that a sentence speaks of: a heavy outline, and while they flash a veil of white. */
export function drawLit(context: CanvasRenderingContext2D, { regions, transform, clip, bright }: { readonly regions: readonly ShownRegion[]; readonly transform: Transform; readonly clip: Rect; readonly bright: boolean }): void {
  if (regions.length === 0) return;
  context.save();
  context.beginPath();
  context.rect(clip.x, clip.y, clip.width, clip.height);
  context.clip();
  context.lineJoin = 'round';
  const shown = regions.filter((region) => onScreen(region, transform, clip));
  for (const region of shown) {
    trace(context, region, transform);
    if (bright) {
      context.fillStyle = 'rgb(255 255 255 / 0.4)';
      context.fill();
    }
    context.strokeStyle = DARK;
    context.lineWidth = bright ? 10 : 7;
    context.stroke();
    context.strokeStyle = LIGHT;
    context.lineWidth = bright ? 6 : 3.5;
    context.stroke();
  }
  for (const region of shown) label(context, region, transform, clip, true, []);
  context.restore();
}

function trace(context: CanvasRenderingContext2D, region: ShownRegion, { a, b, c, d, e, f }: Transform): void {
  context.beginPath();
  for (const [x, y] of region.polygon) context.lineTo(a * x + c * y + e, b * x + d * y + f);
  context.closePath();
}

function screenBox({ box }: ShownRegion, transform: Transform): Rect {
  const one = toScreen(transform, [box.x, box.y]);
  const other = toScreen(transform, [box.x + box.width, box.y + box.height]);
  return { x: Math.min(one.x, other.x), y: Math.min(one.y, other.y), width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y) };
}

/** Where the outline is highest on the screen: its number stands above it. */
function highestPoint({ polygon }: ShownRegion, { a, b, c, d, e, f }: Transform): { readonly x: number; readonly y: number } {
  let highest = { x: 0, y: Number.POSITIVE_INFINITY };
  for (const [x, y] of polygon) if (b * x + d * y + f < highest.y) highest = { x: a * x + c * y + e, y: b * x + d * y + f };
  return highest;
}

function onScreen(region: ShownRegion, transform: Transform, clip: Rect): boolean {
  const box = screenBox(region, transform);
  return box.x <= clip.x + clip.width && box.y <= clip.y + clip.height && box.x + box.width >= clip.x && box.y + box.height >= clip.y;
}

function label(context: CanvasRenderingContext2D, region: ShownRegion, transform: Transform, clip: Rect, strong: boolean, taken: Rect[]): void {
  const box = screenBox(region, transform);
  if (!strong && box.width < LEAST_NAMED && box.height < LEAST_NAMED) return;
  const top = highestPoint(region, transform);
  const text = String(region.id);
  context.font = `600 12px ${getFont()}`;
  const width = Math.ceil(context.measureText(text).width) + 8;
  const x = Math.max(clip.x + 2, Math.min(top.x - width / 2, clip.x + clip.width - width - 2));
  const y = Math.max(clip.y + 2, Math.min(top.y - 19, clip.y + clip.height - 18));
  // A number that would lie on that of a larger region is left out; pointing at the region shows it.
  if (taken.some((other) => x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + 16)) return;
  taken.push({ x, y, width, height: 16 });
  context.fillStyle = strong ? LIGHT : DARK;
  context.beginPath();
  context.roundRect(x, y, width, 16, 3);
  context.fill();
  context.fillStyle = strong ? '#000000' : LIGHT;
  context.textBaseline = 'middle';
  context.fillText(text, x + 4, y + 8.5);
}

let font: string | null = null;
function getFont(): string {
  font ??= getComputedStyle(document.body).fontFamily;
  return font;
}
