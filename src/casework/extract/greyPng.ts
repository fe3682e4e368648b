import { constants, createDeflate } from 'node:zlib';
import type { Size } from '../../contract/geometry.ts';
import { pngFile } from '../files/pngFile.ts';

/**
 * An 8-bit grey PNG (ISO/IEC 15948) of bands of rows from the top, each `width` bytes a row, so that no more than a band is in memory. Rows are not filtered
 * and only runs are compressed: other matches depend on how zlib was built for the machine, and the same mask has to give the same file everywhere.
 */
export async function encodeGreyBands({ width, height }: Size, bands: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const deflate = createDeflate({ level: 6, strategy: constants.Z_RLE });
  const parts: Buffer[] = [];
  const collected = (async () => {
    for await (const part of deflate) parts.push(part as Buffer);
  })();
  for await (const band of bands) {
    const rows = band.length / width;
    const filtered = Buffer.alloc((width + 1) * rows);
    for (let y = 0; y < rows; y += 1) filtered.set(band.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
    await new Promise<void>((resolve, reject) => deflate.write(filtered, (error) => (error === null || error === undefined ? resolve() : reject(error))));
  }
  deflate.end();
  await collected;
  return pngFile({ width, height }, 8, 0, Buffer.concat(parts));
}
