import { greyOf } from './colourMap.ts';

/** One tile of a map: a byte a pixel, rows of `width`. */
export interface GreyTile {
  readonly grey: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Byte of one pixel of a tile. Throws a RangeError beyond the tile. */
export function byteAt({ grey, width, height }: GreyTile, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= width || y >= height) throw new RangeError(`The tile of ${width} by ${height} pixels has no pixel ${x}, ${y}.`);
  return grey[y * width + x]!;
}

let reader: OffscreenCanvas | null = null;

/** A tile as its file holds it: sample values as stored, without colour management or premultiplication. */
export function decodeStored(blob: Blob): Promise<ImageBitmap> {
  return createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
}

/** Reads the bytes of a decoded tile and closes the bitmap. For workers only. */
export function greyTile(bitmap: ImageBitmap): GreyTile {
  const { width, height } = bitmap;
  reader ??= new OffscreenCanvas(width, height);
  reader.width = width;
  reader.height = height;
  const context = reader.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('This browser gives workers no canvas.');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { grey: greyOf(context.getImageData(0, 0, width, height).data), width, height };
}
