import type { CaseExtract } from '../../../contract/extract.ts';
import { sha256Of } from '../../canonicalJson.ts';
import { type ArtifactReader, type ExportFile, type GreyDecoder, indentedJsonFile, jsonFile } from '../ports.ts';
import { cocoCollector } from './coco.ts';
import { geojsonOf } from './geojson.ts';
import { type ItemMask, readItemMask } from './itemMask.ts';
import { labelmeOf } from './labelme.ts';
import { decodeGrey, encodeBits } from './png.ts';

export const MASK_FORMATS = ['png', 'coco', 'geojson', 'labelme'] as const;
export type MaskFormat = (typeof MASK_FORMATS)[number];

export interface MaskExport {
  readonly extract: CaseExtract;
  readonly read: ArtifactReader;
  readonly formats: readonly MaskFormat[];
  /** Left out: the program's own reader of its own maps. */
  readonly decode?: GreyDecoder;
  /** Called with the number of items done and of all. */
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const NOTES = [
  'Sizes and coordinates are those of the picture as stored, before its EXIF orientation; files for labelme are those of the picture as displayed.',
  'probability.png holds byte / 255; it is the file of the case, byte for byte. threshold.png is white where that byte is at least thresholdByte.',
  'Copy these files to where they are needed. Nothing of this belongs into a folder of evidence.',
];

/** Base name of an item's files: its number, never the name of the evidence file. */
export function itemStem(id: number): string {
  return `item-${id.toString().padStart(6, '0')}`;
}

/** Files of the chosen formats, one item in memory at a time, then the collected ones and `manifest.json`. Items without a finding are named in the manifest. Errors: CASE_CORRUPT, IMAGE_CORRUPT, and the reason of `signal`. */
export async function* exportMasks({ extract, read, formats, decode = decodeGrey, progress, signal }: MaskExport): AsyncGenerator<ExportFile> {
  const coco = cocoCollector(`Masks of case ${extract.case.number || extract.case.slug}`, extract.software.app);
  const items: unknown[] = [];
  const written: { readonly path: string; readonly sha256: string; readonly bytes: number }[] = [];
  const noted = (file: ExportFile): ExportFile => {
    written.push({ path: file.path, sha256: sha256Of(file.content), bytes: file.content.length });
    return file;
  };
  let done = 0;
  for (const item of extract.items) {
    signal?.throwIfAborted();
    const mask = await readItemMask(item, read, decode);
    const first = written.length;
    if (mask !== null) {
      if (formats.includes('coco')) coco.add(mask);
      for (const file of filesOf(mask, formats)) yield noted(file);
    }
    items.push({ ...describe(item, mask), files: written.slice(first).map(({ path }) => path) });
    progress?.(++done, extract.items.length);
  }
  if (formats.includes('coco')) {
    yield noted(jsonFile('coco.json', coco.document('compressed')));
    yield noted(jsonFile('coco-uncompressed.json', coco.document('list')));
  }
  yield indentedJsonFile('manifest.json', { schema: 'palimpsest-masks', version: 1, software: `Palimpsest ${extract.software.app}`, case: extract.case.slug, notes: NOTES, items, files: written });
}

function filesOf(mask: ItemMask, formats: readonly MaskFormat[]): readonly ExportFile[] {
  const stem = itemStem(mask.item.id);
  const files: ExportFile[] = [];
  const png = (name: string, content: Uint8Array): void => void files.push({ path: `png/${stem}-${name}.png`, mimeType: 'image/png', content });
  if (formats.includes('png')) {
    png('probability', mask.png);
    png('threshold', encodeBits(mask.binary));
    if (mask.analyst !== null) png('analyst', mask.analyst.png);
  }
  if (formats.includes('geojson')) files.push(jsonFile(`geojson/${stem}.geojson`, geojsonOf(mask), 'application/geo+json'));
  if (formats.includes('labelme')) files.push(jsonFile(`labelme/${stem}.json`, labelmeOf(mask, 'mask')), jsonFile(`labelme/${stem}-polygons.json`, labelmeOf(mask, 'polygon')));
  return files;
}

function describe(item: CaseExtract['items'][number], mask: ItemMask | null): Readonly<Record<string, unknown>> {
  const base = { item: item.id, path: item.path, sha256: item.sha256, exifOrientation: item.facts?.orientation ?? null };
  if (mask === null || item.finding === null) return { ...base, mask: null, reason: item.problem?.message ?? `status ${item.status}` };
  const { record, digest } = item.finding;
  return {
    ...base,
    mask: {
      width: mask.probability.width, height: mask.probability.height, orientation: 'as stored', threshold: mask.threshold, thresholdByte: mask.byte,
      regions: item.finding.regions.length, analystMask: item.analystMask === null ? null : item.analystMask.revision,
      model: record.modelId, modelSha256: record.modelSha256, finding: item.finding.id, findingDigest: digest,
    },
  };
}
