import type { ItemMask } from './itemMask.ts';
import { columnCounts, compress } from './runLength.ts';

/** How run lengths are written: as text (what tools exchange) or as lists of numbers (readable without a decoder). */
export type CocoCounts = 'compressed' | 'list';

export interface CocoImage {
  readonly id: number;
  readonly file_name: string;
  readonly width: number;
  readonly height: number;
  readonly sha256: string | null;
  readonly exif_orientation: number;
  readonly score: number | null;
  readonly threshold: number;
  readonly model: string;
  readonly model_sha256: string;
}

export interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly segmentation: { readonly size: readonly [number, number]; readonly counts: string | readonly number[] };
  readonly bbox: readonly [number, number, number, number];
  readonly area: number;
  readonly iscrowd: 0 | 1;
  readonly region_id: number | null;
  readonly score: number | null;
}

const CATEGORIES = [
  { id: 1, name: 'model_region', supercategory: 'mask' },
  { id: 2, name: 'model_unlisted', supercategory: 'mask' },
  { id: 3, name: 'analyst_mask', supercategory: 'mask' },
] as const;

/** Collects a COCO data set item by item; only run lengths are kept. Coordinates are those of the stored picture, before its EXIF orientation. */
export function cocoCollector(description: string, version: string): { readonly add: (mask: ItemMask) => void; readonly document: (counts: CocoCounts) => unknown } {
  const images: CocoImage[] = [];
  const annotations: (Omit<CocoAnnotation, 'segmentation'> & { readonly size: readonly [number, number]; readonly counts: readonly number[] })[] = [];
  return {
    add: (mask) => {
      const { item, probability } = mask;
      const finding = item.finding!;
      images.push({
        id: item.id, file_name: item.name, width: probability.width, height: probability.height, sha256: item.sha256, exif_orientation: item.facts?.orientation ?? 1,
        score: finding.score, threshold: finding.threshold, model: finding.record.modelId, model_sha256: finding.record.modelSha256,
      });
      for (const { source, region, component, score } of mask.objects) {
        const { x, y, width, height } = component.box;
        annotations.push({
          id: annotations.length + 1, image_id: item.id, category_id: source === 'analyst' ? 3 : region === null ? 2 : 1,
          size: [probability.height, probability.width], counts: columnCounts(component, probability),
          bbox: [x, y, width, height], area: component.area, iscrowd: region === null ? 1 : 0, region_id: region, score,
        });
      }
    },
    document: (form) => ({
      info: { description, version, contributor: 'Palimpsest' },
      licenses: [],
      categories: CATEGORIES,
      images,
      annotations: annotations.map(({ size, counts, ...rest }): CocoAnnotation => ({ ...rest, segmentation: { size, counts: form === 'list' ? counts : compress(counts) } })),
    }),
  };
}
