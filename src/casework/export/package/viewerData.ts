import type { CaseExtract, ExtractItem } from '../../../contract/extract.ts';
import type { PackageItem } from './formats.ts';

/** Pictures of an item in the package, by path; null where there is none. */
export interface ItemPictures {
  readonly picture: string | null;
  readonly heat: string | null;
  readonly binary: string | null;
  readonly analyst: string | null;
}

/** One item as the viewer shows it. Coordinates in pixels of the stored picture. */
export interface ViewerItem extends PackageItem, ItemPictures {
  readonly path: string;
  readonly name: string;
  readonly status: string;
  readonly problem: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly orientation: number;
  readonly score: number | null;
  readonly threshold: number | null;
  readonly maskShare: number | null;
  readonly reliability: number | null;
  readonly outlines: readonly { readonly id: number; readonly polygon: readonly (readonly [number, number])[]; readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }; readonly area: number; readonly mean: number; readonly peak: number }[];
  readonly marks: readonly { readonly shape: unknown; readonly note: string; readonly author: string; readonly confidence: string }[];
}

export interface ViewerData {
  readonly packageId: string;
  readonly extractSha256: string;
  readonly case: { readonly number: string; readonly title: string; readonly examiner: string; readonly question: string };
  readonly software: string;
  readonly items: readonly ViewerItem[];
}

export function packageItem(item: ExtractItem): PackageItem {
  return { id: item.id, sha256: item.sha256, findingDigest: item.finding?.digest ?? null, review: item.review, note: item.note, regions: item.finding?.regions.map(({ id }) => id) ?? [] };
}

export function viewerItem(item: ExtractItem, pictures: ItemPictures): ViewerItem {
  const { finding, facts } = item;
  return {
    ...packageItem(item), ...pictures, path: item.path, name: item.name, status: item.status, problem: item.problem?.message ?? null,
    width: facts?.width ?? null, height: facts?.height ?? null, orientation: facts?.orientation ?? 1,
    score: finding?.score ?? null, threshold: finding?.threshold ?? null, maskShare: finding?.maskShare ?? null, reliability: finding?.reliability ?? null,
    outlines: finding?.regions.map(({ id, polygon, box, area, meanProbability, peakProbability }) => ({ id, polygon, box, area, mean: meanProbability, peak: peakProbability })) ?? [],
    marks: item.annotations.filter(({ deleted }) => !deleted).map(({ shape, note, author, confidence }) => ({ shape, note, author, confidence })),
  };
}

export function viewerData(extract: CaseExtract, packageId: string, extractSha256: string, items: readonly ViewerItem[]): ViewerData {
  const { number, title, examiner, question, slug } = extract.case;
  return { packageId, extractSha256, case: { number: number || slug, title, examiner, question }, software: `Palimpsest ${extract.software.app}`, items };
}
