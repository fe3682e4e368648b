import type { Part } from '../logic/compose.ts';
import type { MaskPixels } from '../worker/client.ts';

/** The composed part of the mask, as one canvas that the layer draws. */
export interface MaskPicture {
  readonly canvas: HTMLCanvasElement;
  readonly part: () => Part | null;
  readonly take: (pixels: MaskPixels) => void;
  /** Times of the pointer events whose pixels have come since the last call: for the brush latency. */
  readonly takeStamps: () => readonly number[];
}

export function createMaskPicture(): MaskPicture {
  const canvas = document.createElement('canvas');
  let part: Part | null = null;
  let stamps: number[] = [];
  return {
    canvas,
    part: () => part,
    take: (pixels) => {
      const context = canvas.getContext('2d');
      if (context === null) return;
      if (pixels.type === 'full') {
        part = pixels.part;
        canvas.width = pixels.bitmap.width;
        canvas.height = pixels.bitmap.height;
        context.drawImage(pixels.bitmap, 0, 0);
        pixels.bitmap.close();
        return;
      }
      // A patch of an earlier view comes too late.
      if (part === null || part.level !== pixels.part.level) return;
      const { x, y, width, height, level } = pixels.part;
      context.putImageData(new ImageData(new Uint8ClampedArray(pixels.pixels.buffer), width >> level, height >> level), (x - part.x) >> level, (y - part.y) >> level);
      if (pixels.at !== null) stamps.push(pixels.at);
    },
    takeStamps: () => {
      const taken = stamps;
      stamps = [];
      return taken;
    },
  };
}
