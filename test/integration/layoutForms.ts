import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

export type Colour = readonly [number, number, number];

export const WHITE: Colour = [255, 255, 255];
export const BLACK: Colour = [0, 0, 0];

/** A tiny collection in a published form, made picture by picture in an empty folder. */
export interface Form {
  /** A picture file filled with grey, of the type its name says. */
  readonly picture: (path: string, width?: number, height?: number) => Promise<void>;
  /** A mask file: `ground` everywhere, `mark` in columns [left, right) and rows [top, bottom). */
  readonly mask: (path: string, shape?: Partial<MaskShape>) => Promise<void>;
  readonly text: (path: string, content: string | Uint8Array) => void;
}

export interface MaskShape {
  readonly width: number;
  readonly height: number;
  readonly ground: Colour;
  readonly mark: Colour;
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
}

export const SHAPE: MaskShape = { width: 32, height: 24, ground: BLACK, mark: WHITE, box: [8, 6, 16, 12] };

export function formIn(folder: string): Form {
  const at = (path: string): string => {
    const full = join(folder, ...path.split('/'));
    mkdirSync(dirname(full), { recursive: true });
    return full;
  };
  return {
    picture: async (path, width = SHAPE.width, height = SHAPE.height) => {
      await writeAs(at(path), width, height, Buffer.alloc(width * height * 3, 128));
    },
    mask: async (path, shape = {}) => {
      const { width, height, ground, mark, box } = { ...SHAPE, ...shape };
      const data = Buffer.alloc(width * height * 3);
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1) data.set(x >= box[0] && x < box[2] && y >= box[1] && y < box[3] ? mark : ground, (y * width + x) * 3);
      }
      await writeAs(at(path), width, height, data);
    },
    text: (path, content) => writeFileSync(at(path), content),
  };
}

async function writeAs(path: string, width: number, height: number, data: Buffer): Promise<void> {
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  const type = path.toLowerCase();
  if (type.endsWith('.png')) writeFileSync(path, await image.png().toBuffer());
  else if (/\.tiff?$/.test(type)) writeFileSync(path, await image.tiff({ compression: 'none' }).toBuffer());
  else writeFileSync(path, await image.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer());
}
