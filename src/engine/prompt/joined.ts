import type { Pixels } from '../decode/pixels.ts';
import { createCanvas, DARK, drawText, fillBox, LIGHT, NEUTRAL, place, textWidth } from './canvas.ts';
import { capitalFor } from './labels.ts';

export const CAPTIONS = ['A: original', 'B: suspected regions highlighted'] as const;
export const GUTTER = 8;

/**
 * Original and reference in one picture, a caption above each and a neutral gutter between: one above the other where the picture is at least as wide
 * as high, else side by side, so that the whole comes out nearest to a square.
 */
export function join(original: Pixels, reference: Pixels): Pixels {
  const capital = capitalFor(original);
  const strip = Math.round(capital * 2.1);
  const isWide = original.width >= original.height;
  const cell = { width: Math.max(original.width, ...CAPTIONS.map((caption) => textWidth(caption, capital) + 2 * capital)), height: strip + original.height };
  const canvas = createCanvas(isWide ? { width: cell.width, height: 2 * cell.height + GUTTER } : { width: 2 * cell.width + GUTTER, height: cell.height }, NEUTRAL);
  [original, reference].forEach((pane, index) => {
    const x = isWide ? 0 : index * (cell.width + GUTTER);
    const y = isWide ? index * (cell.height + GUTTER) : 0;
    fillBox(canvas, { x, y, width: cell.width, height: strip }, LIGHT);
    drawText(canvas, CAPTIONS[index]!, x + capital, y + Math.round((strip - capital * 1.15) / 2), capital, DARK);
    place(canvas, pane, x, y + strip);
  });
  return canvas;
}
