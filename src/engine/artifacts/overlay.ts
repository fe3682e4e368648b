import type { Region } from '../../contract/analysis.ts';
import type { Point, Size } from '../../contract/geometry.ts';
import { displaySize, toDisplay } from '../../contract/geometry.ts';
import { orientPixels, type Pixels } from '../decode/pixels.ts';
import { heatTable } from './palette.ts';

/** Long sides in pixels of the pictures made for the eye. */
export const OVERLAY_SIDE = 1600;
export const THUMBNAIL_SIDE = 320;

/**
 * The picture with its mask as heat colours and its regions outlined, in display orientation.
 * view: reduced picture, stored orientation. mask: bytes 0..255, the same size. regions: in pixels of the stored picture of size `stored`.
 */
export function drawOverlay(view: Pixels, mask: Uint8Array, regions: readonly Region[], stored: Size, orientation: number): Pixels {
  const picture = orientPixels({ ...view, data: blended(view, mask) }, orientation);
  const display = displaySize(stored, orientation);
  const scaleX = picture.width / display.width;
  const scaleY = picture.height / display.height;
  for (const region of regions) {
    const corners = region.polygon.map((point): Point => {
      const [x, y] = toDisplay(point, stored, orientation);
      return [x * scaleX, y * scaleY];
    });
    // A dark line with a light core is seen on any ground.
    outline(picture, corners, 2, 16);
    outline(picture, corners, 1, 255);
  }
  return picture;
}

function blended(view: Pixels, mask: Uint8Array): Uint8Array {
  const { colours, opacity } = heatTable();
  const data = Uint8Array.from(view.data);
  for (let pixel = 0, at = 0; pixel < mask.length; pixel += 1, at += 3) {
    const byte = mask[pixel]!;
    const over = opacity[byte]!;
    if (over === 0) continue;
    const left = 1 - over;
    const colour = byte * 3;
    // Half a level more, for the conversion to a byte cuts.
    data[at] = data[at]! * left + colours[colour]! * over + 0.5;
    data[at + 1] = data[at + 1]! * left + colours[colour + 1]! * over + 0.5;
    data[at + 2] = data[at + 2]! * left + colours[colour + 2]! * over + 0.5;
  }
  return data;
}

/** Draws the closed polygon in squares of 2 * radius - 1 pixels of one grey level. */
function outline(picture: Pixels, corners: readonly Point[], radius: number, level: number): void {
  corners.forEach((from, index) => {
    const to = corners[(index + 1) % corners.length]!;
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]))));
    for (let step = 0; step <= steps; step += 1) {
      const share = step / steps;
      dot(picture, Math.round(from[0] + (to[0] - from[0]) * share), Math.round(from[1] + (to[1] - from[1]) * share), radius, level);
    }
  });
}

function dot(picture: Pixels, centreX: number, centreY: number, radius: number, level: number): void {
  for (let y = Math.max(0, centreY - radius + 1); y < Math.min(picture.height, centreY + radius); y += 1) {
    for (let x = Math.max(0, centreX - radius + 1); x < Math.min(picture.width, centreX + radius); x += 1) {
      picture.data.fill(level, (y * picture.width + x) * 3, (y * picture.width + x) * 3 + 3);
    }
  }
}
