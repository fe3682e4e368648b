/** A grey map of a small picture: probability * 255 in every fourth byte, as a canvas gives it. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** RGBA, the first of four bytes counts. */
  readonly data: Uint8ClampedArray;
}

const INSIDE = [255, 255, 255, 255] as const;
const OUTSIDE = [0, 0, 0, 200] as const;

/**
 * Outline of everything at or above `threshold` (0..1): the pixels of the mask that touch its outside are white, those just outside are dark, so that the line
 * is seen on any picture. Returns RGBA of the same size, or null where nothing reaches the threshold.
 */
export function maskOutline(picture: GreyPicture, threshold: number): Uint8ClampedArray | null {
  const { width, height, data } = picture;
  const least = threshold * 255;
  const inside = new Uint8Array(width * height);
  let any = false;
  for (let index = 0; index < inside.length; index += 1) {
    if (data[index * 4]! < least) continue;
    inside[index] = 1;
    any = true;
  }
  if (!any) return null;
  const outline = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const index = y * width + x;
      const value = inside[index]!;
      const differs =
        (x > 0 && inside[index - 1] !== value) || (x < width - 1 && inside[index + 1] !== value) || (y > 0 && inside[index - width] !== value) || (y < height - 1 && inside[index + width] !== value);
      const atEdge = value === 1 && (x === 0 || y === 0 || x === width - 1 || y === height - 1);
      if (differs || atEdge) outline.set(value === 1 ? INSIDE : OUTSIDE, index * 4);
    }
  }
  return outline;
}
