import type { ItemMask } from './itemMask.ts';
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
 * stored picture. `objectType` and `classification` are what QuPath reads (its documentation, "Importing & exporting annotations").
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
        source, region_id: region, score, area: component.area, threshold: source === 'model' ? mask.threshold : null, item: item.id, sha256: item.sha256,
      },
    })),
  };
}

function closed(ring: Ring): readonly Position[] {
  return [...ring, ring[0]!];
}
