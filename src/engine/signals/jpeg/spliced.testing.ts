import sharp from 'sharp';
import type { ImageFacts } from '../../../contract/analysis.ts';
import type { Box } from '../../../contract/geometry.ts';
import { readJpegCoefficients } from '../../jpeg/index.ts';
import { HEIGHT, picture, scene, WIDTH } from '../../measure/synthetic.testing.ts';
import type { LumaPlane, SignalInput, SignalOutcome } from '../types.ts';

/** How a made picture came about: qualities of the saves, null for none; the last save null for a PNG. */
export interface History {
  readonly host: number | null;
  readonly pasted: number | null;
  readonly last: number | null;
  /** Position in the host of the pasted part's first block, modulo 8. */
  readonly phase: { readonly x: number; readonly y: number };
  readonly box: Box;
}

/** An 800 x 600 picture with a part of another in `box`, as the methods get it, and where that part lies. */
export async function spliced({ host, pasted, last, phase, box }: History): Promise<SignalInput> {
  const base = await saved(scene(1), host);
  const other = await saved(scene(2), pasted);
  const result = Uint8Array.from(base);
  for (let y = box.y; y < box.y + box.height; y += 1) {
    for (let x = box.x; x < box.x + box.width; x += 1) {
      const from = ((y - phase.y) * WIDTH + x - phase.x) * 3;
      result.set(other.subarray(from, from + 3), (y * WIDTH + x) * 3);
    }
  }
  return last === null ? inputOf(await picture(result).png().toBuffer()) : inputOf(await picture(result).jpeg({ quality: last, chromaSubsampling: '4:4:4' }).toBuffer());
}

/** An 800 x 600 picture of one piece, saved at the qualities one after the other; null for a PNG. */
export async function whole(first: number | null, last: number | null): Promise<SignalInput> {
  return spliced({ host: first, pasted: first, last, phase: { x: 0, y: 0 }, box: { x: 0, y: 0, width: 0, height: 0 } });
}

async function saved(data: Uint8Array, quality: number | null): Promise<Uint8Array> {
  if (quality === null) return data;
  return sharp(await picture(data).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer()).raw().toBuffer();
}

export async function inputOf(content: Uint8Array): Promise<SignalInput> {
  const { data, info } = await sharp(content).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const isJpeg = content[0] === 0xff;
  const facts = { format: isJpeg ? 'jpeg' : 'png', width: info.width, height: info.height } as ImageFacts;
  return { pixels: { width: info.width, height: info.height, channels: 3, data }, facts, luma: isJpeg ? lumaPlane(content) : null };
}

/** Of files whose blocks are not padded beyond the picture: 4:4:4. */
function lumaPlane(content: Uint8Array): LumaPlane {
  const { blocksWide, blocksHigh, coefficients, table } = readJpegCoefficients(content, { lumaOnly: true }).components[0]!;
  return { columns: blocksWide, rows: blocksHigh, coefficients, table: [...table] };
}

/** Marked share inside and outside of a box. */
export function shares(outcome: SignalOutcome, box: Box): { inside: number; outside: number } {
  if (!outcome.applies) throw new Error(outcome.reason);
  let inside = 0;
  let outside = 0;
  outcome.map.forEach((byte, at) => {
    if (byte < 128) return;
    const x = at % WIDTH;
    const y = Math.floor(at / WIDTH);
    if (x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height) inside += 1;
    else outside += 1;
  });
  const area = box.width * box.height;
  return { inside: inside / area, outside: outside / (WIDTH * HEIGHT - area) };
}
