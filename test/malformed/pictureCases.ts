import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { bmp, isoMedia, packedZeros, png, randomBytes, scenePixels, tiff } from './bytes.ts';
import type { FileCase, Outcome } from './types.ts';

const SIDE = 128;

const analysed: readonly Outcome[] = ['analysed'];
/** A decoder that stops at the first fault may call it either. */
const refused: readonly Outcome[] = ['IMAGE_TRUNCATED', 'IMAGE_CORRUPT'];

function scene(seed: number): Sharp {
  return sharp(scenePixels(SIDE, SIDE, seed), { raw: { width: SIDE, height: SIDE, channels: 3 } });
}

function frames(count: number): Sharp {
  const pictures = Array.from({ length: count }, (_, k) => ({ raw: { width: SIDE, height: SIDE, channels: 3 as const }, seed: 30 + k }));
  const pixels = Buffer.concat(pictures.map(({ seed }) => scenePixels(SIDE, SIDE, seed)));
  return sharp(pixels, { raw: { width: SIDE, height: SIDE * count, channels: 3, pageHeight: SIDE } });
}

function half(file: Buffer): Buffer {
  return file.subarray(0, Math.round(file.length / 2));
}

function badChecksum(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  const data = copy.indexOf('IDAT', 0, 'latin1');
  const at = data + 4 + copy.readUInt32BE(data - 4);
  copy.writeUInt32BE((copy.readUInt32BE(at) ^ 0xffffffff) >>> 0, at);
  return copy;
}

/** Unfiltered rows of a PNG of grey and alpha samples. */
function greyAlphaRows(seed: number): Buffer {
  const samples = scenePixels(SIDE, SIDE, seed);
  const rows = Buffer.alloc(SIDE * (1 + 2 * SIDE));
  for (let k = 0; k < SIDE * SIDE; k += 1) rows.set([samples[3 * k] ?? 0, 255 - (k % SIDE)], Math.floor(k / SIDE) * (1 + 2 * SIDE) + 1 + 2 * (k % SIDE));
  return rows;
}

/** Pictures of the other formats: cut, broken, huge by their header, or rare but sound. */
export async function pictureCases(): Promise<FileCase[]> {
  const plain = await scene(11).png().toBuffer();
  const webp = await scene(12).webp({ quality: 80 }).toBuffer();
  const grey = scenePixels(SIDE, SIDE, 13).subarray(0, SIDE * SIDE);
  const page = { width: SIDE, height: SIDE, data: grey };
  const sixteen = scene(14).toColourspace('rgb16');
  const palette = Buffer.from([0, 0, 0, 0, 255, 255, 255, 0]);
  const one = (path: string, content: Buffer, expected: readonly Outcome[], extensionMismatch: boolean | null = false): FileCase => ({ path, content, expected, extensionMismatch });
  return [
    one('cut/half.png', half(plain), refused),
    one('cut/half.tif', half(tiff([page])), refused),
    one('cut/half.webp', half(webp), refused),
    one('broken/checksum.png', badChecksum(plain), refused),
    one('huge/claims-30000.png', png(30000, 30000, 8, 2, packedZeros(100)), ['IMAGE_TOO_MANY_PIXELS']),
    one('huge/claims-65535.tif', tiff([{ width: 65535, height: 65535, data: Buffer.alloc(64) }]), ['IMAGE_TOO_MANY_PIXELS']),
    // Sound to the last byte: 200 MB of white and black in 200 kB.
    one('huge/unpacks-to-1600-megapixels.png', png(40000, 40000, 1, 0, packedZeros(40000 * 5001)), ['IMAGE_TOO_MANY_PIXELS']),
    one('odd/animated.gif', await frames(3).gif({ delay: [80, 80, 80] }).toBuffer(), analysed),
    one('odd/animated.webp', await frames(3).webp({ quality: 80, delay: [80, 80, 80] }).toBuffer(), analysed),
    one('odd/sixteen-bit.png', await sixteen.clone().png().toBuffer(), analysed),
    one('odd/sixteen-bit.tif', await sixteen.clone().tiff({ compression: 'lzw' }).toBuffer(), analysed),
    one('odd/one-bit.png', await scene(15).greyscale().threshold(120).png({ palette: true, colours: 2 }).toBuffer(), analysed),
    one('odd/palette.png', await scene(16).png({ palette: true, colours: 32 }).toBuffer(), analysed),
    one('odd/grey-and-alpha.png', png(SIDE, SIDE, 8, 4, deflateSync(greyAlphaRows(17))), analysed),
    one('odd/one-pixel.png', png(1, 1, 8, 0, packedZeros(2)), ['IMAGE_TOO_SMALL']),
    one('odd/three-pages.tif', tiff([page, page, page]), analysed),
    one('odd/picture.avif', await scene(18).avif({ quality: 60, effort: 2 }).toBuffer(), analysed),
    one('odd/header-only.heic', isoMedia('heic', 'mif1', randomBytes(600, 19)), ['TYPE_UNSUPPORTED', 'IMAGE_CORRUPT']),
    one('odd/true-colour.bmp', bmp(SIDE, SIDE, 24, 0, Buffer.alloc(0), scenePixels(SIDE, SIDE, 20)), analysed),
    one('odd/run-lengths.bmp', bmp(SIDE, SIDE, 8, 1, palette, Buffer.from([...Array.from({ length: SIDE }, () => [SIDE, 1, 0, 0]).flat(), 0, 1])), ['TYPE_UNSUPPORTED']),
    one('named/png-named.jpg', plain, analysed, true),
  ];
}
