import type { ItemMask, MaskObject } from './itemMask.ts';
import { outlinePolygons, type Ring } from './outline.ts';
import { stableUuid } from '../stableUuid.ts';

const COLOURS = { model: [230, 60, 40], analyst: [40, 110, 230] } as const;

type Position = readonly [number, number];
type Rings = readonly (readonly Position[])[];

export interface MaskFeature {
  readonly type: 'Feature';
  readonly id: string;
  readonly geometry: { readonly type: 'MultiPolygon'; readonly coordinates: readonly Rings[] };
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * One item as a GeoJSON FeatureCollection. Coordinates are pixels, not degrees: x to the right, y down, corners of pixels on whole numbers, of the
 * stored picture. `objectType`, `name`, `classification`, `isLocked`, `measurements` and `metadata` are what QuPath reads from 0.4 on (its
 * documentation, "Importing & exporting annotations"; numbers by name, texts by name); the rest is for readers of plain GeoJSON.
 */
export function geojsonOf(mask: ItemMask): { readonly type: 'FeatureCollection'; readonly features: readonly MaskFeature[] } {
  const { item } = mask;
  return {
    type: 'FeatureCollection',
    features: mask.objects.map(({ source, region, label, component, score }) => ({
      type: 'Feature',
      id: stableUuid(`geojson ${item.sha256 ?? item.id} ${mask.item.finding?.digest ?? ''} ${source} ${region ?? ''}`),
      geometry: { type: 'MultiPolygon', coordinates: outlinePolygons(component).map(({ shell, holes }) => [shell, ...holes].map(closed)) },
      properties: {
        objectType: 'annotation', name: label, classification: { name: source === 'model' ? 'model mask' : "analyst's mask", color: COLOURS[source] }, isLocked: true,
        measurements: measurementsOf(mask, { source, region, component, score }),
        metadata: { Source: source, Item: String(item.id), ...(item.sha256 === null ? {} : { 'SHA-256': item.sha256 }) },
        source, region_id: region, score, area: component.area, threshold: source === 'model' ? mask.threshold : null, item: item.id, sha256: item.sha256,
      },
    })),
  };
}

/** Numbers only: QuPath takes no null for a measurement. */
function measurementsOf({ threshold }: ItemMask, { source, region, component, score }: Pick<MaskObject, 'source' | 'region' | 'component' | 'score'>): Readonly<Record<string, number>> {
  return {
    'Area px^2': component.area,
    ...(score === null ? {} : { 'Mean probability': score }),
    ...(source === 'model' ? { Threshold: threshold } : {}),
    ...(region === null ? {} : { Region: region }),
  };
}

function closed(ring: Ring): readonly Position[] {
  return [...ring, ring[0]!];
}
