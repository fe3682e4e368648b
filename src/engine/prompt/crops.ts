import { type Box, type Size } from '../../contract/geometry.ts';
import { decodeBmp } from '../decode/bmp.ts';
import { orientPixels, type Pixels } from '../decode/pixels.ts';
import { decodeView, decodeViewBox } from '../decode/sharp.ts';
import { displayBox } from '../measure/place.ts';
import { fileOf, rowsOf } from '../view/picture.ts';
import { crop } from '../view/pyramid.ts';
import type { Picture, Source, ViewState } from '../view/state.ts';
import { createCanvas, DARK, fillBox, NEUTRAL, place, WHITE } from './canvas.ts';

/** Smallest crop, pixels of the picture, so that a small region is seen in something. */
const LEAST_SIDE = 96;
/** A line of text is shown with so much above and below that the crop is at most three times as long as high. */
const LONGEST_SHAPE = 3;
/** Long side of a crop as a model sees it. */
const LEAST_SHOWN = 512;
const MOST_SHOWN = 1024;
const MOST_ENLARGED = 6;
/** A larger box is decoded reduced, never whole. */
const MOST_PIXELS = 16_000_000;
/** Neutral frame around a crop, in which the ticks of a region at the picture's edge still stand. */
const FRAME = 10;
const TICK = { gap: 3, length: 18, width: 3 } as const;

/** The box twice as large about its centre, inside the picture, stored coordinates. */
export function contextBox({ x, y, width, height }: Box, picture: Size): Box {
  const wide = Math.max(2 * width, LEAST_SIDE, Math.ceil((2 * height) / LONGEST_SHAPE));
  const high = Math.max(2 * height, LEAST_SIDE, Math.ceil((2 * width) / LONGEST_SHAPE));
  const across = fit(x + width / 2, wide, picture.width);
  const down = fit(y + height / 2, high, picture.height);
  return { x: across.start, y: down.start, width: across.length, height: down.length };
}

function fit(centre: number, wanted: number, whole: number): { start: number; length: number } {
  const length = Math.min(wanted, whole);
  return { start: Math.max(0, Math.min(whole - length, Math.round(centre - length / 2))), length };
}

/**
 * One region's surroundings as displayed, its original pixels without overlay; ticks at the corners, outside of it, tell where it lies. The long side
 * is 512 to 1024 pixels, enlarged no more than 6 times, and a frame of 10.
 */
export async function cropOf(state: ViewState, source: Source, picture: Picture, region: Box, signal?: AbortSignal): Promise<Pixels> {
  const { facts } = picture;
  const box = contextBox(region, facts);
  const long = Math.max(box.width, box.height);
  const scale = Math.min(MOST_ENLARGED, MOST_SHOWN / long, Math.max(1, LEAST_SHOWN / long));
  const size = { width: Math.max(1, Math.round(box.width * scale)), height: Math.max(1, Math.round(box.height * scale)) };
  const shown = orientPixels(await pixelsOf(state, source, picture, box, size, signal), facts.orientation);
  const inside = displayBox({ ...region, x: region.x - box.x, y: region.y - box.y }, box, facts.orientation);
  const canvas = createCanvas({ width: shown.width + 2 * FRAME, height: shown.height + 2 * FRAME }, NEUTRAL);
  place(canvas, shown, FRAME, FRAME);
  const across = size.width / box.width;
  const down = size.height / box.height;
  const [scaleX, scaleY] = facts.orientation >= 5 ? [down, across] : [across, down];
  drawTicks(canvas, FRAME + inside.x * scaleX, FRAME + inside.y * scaleY, FRAME + (inside.x + inside.width) * scaleX, FRAME + (inside.y + inside.height) * scaleY);
  return canvas;
}

/** Part of the picture for the eye at another size, stored orientation. */
export async function pixelsOf(state: ViewState, source: Source, picture: Picture, box: Box, size: Size, signal?: AbortSignal): Promise<Pixels> {
  if (box.width * box.height > MOST_PIXELS) {
    const content = await fileOf(state, source, signal);
    return state.decoding.run(() => decodeViewBox(picture.facts.format === 'bmp' ? decodeBmp(content) : content, box, size), signal);
  }
  return decodeView(await fullSize(state, source, picture, box, signal), size);
}

async function fullSize(state: ViewState, source: Source, picture: Picture, box: Box, signal?: AbortSignal): Promise<Pixels> {
  const data = new Uint8Array(box.width * box.height * 3);
  for (let y = box.y; y < box.y + box.height; ) {
    const { top, pixels } = await rowsOf(state, 'view', source, picture, y, signal);
    const height = Math.min(top + pixels.height, box.y + box.height) - y;
    data.set(crop(pixels, { x: box.x, y: y - top, width: box.width, height }).data, (y - box.y) * box.width * 3);
    y += height;
  }
  return { width: box.width, height: box.height, channels: 3, data };
}

/** An L at each corner of a box, white in a dark rim, all of it outside of the box. */
function drawTicks(canvas: Pixels, left: number, top: number, right: number, bottom: number): void {
  const length = Math.max(6, Math.min(TICK.length, Math.round(Math.min(right - left, bottom - top) / 2)));
  for (const [rim, grey] of [[1, DARK], [0, WHITE]] as const) {
    const thick = TICK.width + 2 * rim;
    const outerLeft = Math.floor(left) - TICK.gap - TICK.width - rim;
    const outerTop = Math.floor(top) - TICK.gap - TICK.width - rim;
    const outerRight = Math.ceil(right) + TICK.gap + TICK.width + rim;
    const outerBottom = Math.ceil(bottom) + TICK.gap + TICK.width + rim;
    const arm = length + TICK.gap + TICK.width + 2 * rim;
    for (const x of [outerLeft, outerRight - arm]) for (const y of [outerTop, outerBottom - thick]) fillBox(canvas, { x, y, width: arm, height: thick }, grey);
    for (const x of [outerLeft, outerRight - thick]) for (const y of [outerTop, outerBottom - arm]) fillBox(canvas, { x, y, width: thick, height: arm }, grey);
  }
}
