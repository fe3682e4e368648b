import type { JpegColour } from './types.ts';

/** Meaning of the components by the rules of libjpeg's default_decompress_parms. `ids` are the component ids in frame order. */
export function jpegColour(ids: readonly number[], jfif: boolean, adobeTransform: number | null): JpegColour {
  if (ids.length === 1) return 'grey';
  if (ids.length === 2) return 'other';
  if (ids.length === 4) return adobeTransform === 2 ? 'ycck' : 'cmyk';
  if (jfif) return 'ycc';
  if (adobeTransform !== null) return adobeTransform === 0 ? 'rgb' : 'ycc';
  return String.fromCharCode(...ids) === 'RGB' ? 'rgb' : 'ycc';
}

/** Names by how many luma columns and rows share one chroma sample. */
const NAMES: Readonly<Record<string, string>> = {
  '1x1': '4:4:4', '2x1': '4:2:2', '2x2': '4:2:0', '1x2': '4:4:0', '4x1': '4:1:1', '4x2': '4:1:0',
};

interface Sampling {
  readonly horizontal: number;
  readonly vertical: number;
}

/** Short name of the sampling factors; the factors in full (`HxV,HxV,...`) where there is none; `grey` for one component. */
export function subsamplingName(components: readonly Sampling[]): string {
  const [luma, blue, red, black] = components;
  const full = components.map(({ horizontal, vertical }) => `${horizontal}x${vertical}`).join(',');
  if (luma === undefined || blue === undefined) return 'grey';
  if (red === undefined || !same(blue, red) || (black !== undefined && !same(luma, black))) return full;
  return NAMES[`${luma.horizontal / blue.horizontal}x${luma.vertical / blue.vertical}`] ?? full;
}

function same(one: Sampling, other: Sampling): boolean {
  return one.horizontal === other.horizontal && one.vertical === other.vertical;
}
