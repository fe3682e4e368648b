import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { csvField, replaceFile } from '../files.ts';
import type { Robustness } from './robustness.ts';

const COLUMNS = ['method', 'change', 'image', 'altered', 'width', 'height', 'score', 'mask_share', 'iou', 'precision', 'recall', 'f1', 'pixel_ap', 'applies', 'drawn', 'error_code', 'error_message'] as const;

/** Writes robustness/<set>.json (the tables) and robustness/<set>.csv (a row a method, change and picture) below `folder`. */
export async function writeRobustness(folder: string, robustness: Robustness): Promise<void> {
  const below = join(folder, 'robustness');
  await mkdir(below, { recursive: true });
  const { pictures, ...tables } = robustness;
  const lines = pictures.flatMap((part) =>
    part.pictures.map(({ result, drawn }) =>
      [
        part.method, part.change, result.image, result.altered ? 1 : 0, result.width, result.height, result.score, result.maskShare,
        result.scores?.iou, result.scores?.precision, result.scores?.recall, result.scores?.f1, result.averagePrecision, result.applies ? 1 : 0, drawn, result.error?.code, result.error?.message,
      ].map(csvField).join(','),
    ),
  );
  await replaceFile(join(below, `${robustness.set}.json`), `${JSON.stringify(tables, null, 1)}\n`);
  await replaceFile(join(below, `${robustness.set}.csv`), `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`);
}
