import type { ExtractItem } from '../../../contract/extract.ts';
import { AppError } from '../../../contract/index.ts';
import { type ArtifactReader, type GreyDecoder, type GreyPicture, readChecked } from '../ports.ts';
import { thresholdByte } from '../../../contract/threshold.ts';
import { atLeast, type Bitmap } from './bitmap.ts';
import { type Component, componentOf, gather, labelRuns, runsOf } from './components.ts';

/** One thing a mask marks: a region of the finding, the pixels no listed region holds, or the analyst's own mask. */
export interface MaskObject {
  readonly source: 'model' | 'analyst';
  /** Number of the finding's region, or null. */
  readonly region: number | null;
  readonly label: string;
  readonly component: Component;
  /** Mean probability 0..1 over its pixels; null for what a person drew. */
  readonly score: number | null;
}

/** The masks of one item, decoded, at native size in stored orientation. */
export interface ItemMask {
  readonly item: ExtractItem;
  readonly probability: GreyPicture;
  /** The file of the map as the case holds it. */
  readonly png: Uint8Array;
  readonly threshold: number;
  readonly byte: number;
  readonly binary: Bitmap;
  readonly analyst: { readonly png: Uint8Array; readonly bitmap: Bitmap } | null;
  readonly objects: readonly MaskObject[];
}

/**
 * Reads the masks of one item; null where it has no finding. Regions are the 8-connected components of the map at the finding's threshold, matched to
 * those of the finding by box and area. Components too small to be listed go into one object without a number, so that nothing is lost.
 * Error: CASE_CORRUPT where the map is not the one the finding describes.
 */
export async function readItemMask(item: ExtractItem, read: ArtifactReader, decode: GreyDecoder): Promise<ItemMask | null> {
  const { finding } = item;
  const artifact = finding?.artifacts.find(({ kind }) => kind === 'mask');
  if (finding === null || artifact === undefined) return null;
  const png = await readChecked(read, artifact);
  const probability = await decode(png);
  const byte = thresholdByte(finding.threshold);
  const binary = atLeast(probability, byte);
  const { runs, rows } = runsOf(binary);
  const components = gather(runs, labelRuns(runs, rows, 8));
  const byPlace = new Map(components.map((component) => [placeOf(component), component]));
  const regions = finding.regions.map((region): MaskObject => {
    const place = placeOf(region);
    const component = byPlace.get(place);
    if (component === undefined) throw new AppError('CASE_CORRUPT', `Region ${region.id} of item ${item.id} is not in its mask at the threshold ${finding.threshold}. Verify the case, then analyse the item again.`, { item: item.id, region: region.id });
    byPlace.delete(place);
    return { source: 'model', region: region.id, label: `region ${region.id}`, component, score: meanOf(component, probability) };
  });
  const rest = [...byPlace.values()].flatMap((component) => component.runs);
  const unlisted: MaskObject[] = rest.length === 0 ? [] : [{ source: 'model', region: null, label: 'below the smallest region', component: componentOf(rest), score: meanOf(componentOf(rest), probability) }];
  const analyst = await readAnalyst(item, read, decode, probability);
  return { item, probability, png, threshold: finding.threshold, byte, binary, analyst: analyst === null ? null : { png: analyst.png, bitmap: analyst.bitmap }, objects: [...regions, ...unlisted, ...(analyst?.object ?? [])] };
}

async function readAnalyst(item: ExtractItem, read: ArtifactReader, decode: GreyDecoder, { width, height }: GreyPicture): Promise<{ png: Uint8Array; bitmap: Bitmap; object: MaskObject[] } | null> {
  if (item.analystMask === null) return null;
  const png = await readChecked(read, item.analystMask.artifact);
  const bitmap = atLeast(await decode(png), 128);
  if (bitmap.width !== width || bitmap.height !== height) throw new AppError('CASE_CORRUPT', `The analyst's mask of item ${item.id} has another size than the picture. Draw it again.`, { item: item.id });
  const { runs } = runsOf(bitmap);
  return { png, bitmap, object: runs.length === 0 ? [] : [{ source: 'analyst', region: null, label: "analyst's mask", component: componentOf(runs), score: null }] };
}

function placeOf({ box, area }: Pick<Component, 'box' | 'area'>): string {
  return `${box.x},${box.y},${box.width},${box.height},${area}`;
}

function meanOf({ runs, area }: Component, { width, data }: GreyPicture): number {
  let sum = 0;
  for (const { y, start, end } of runs) for (let x = start; x < end; x += 1) sum += data[y * width + x] ?? 0;
  return sum / area / 255;
}
