import { type Point, swapsAxes, toDisplay } from '../../../contract/geometry.ts';
import { crop, orient } from './bitmap.ts';
import { type Component, paint, paintWhole, runsOf, componentOf } from './components.ts';
import type { ItemMask, MaskObject } from './itemMask.ts';
import { keyhole, outlinePolygons } from './outline.ts';
import { encodeBits } from './png.ts';

/** Version of labelme whose file format this is. */
const LABELME = '6.3.1';

interface LabelmeShape {
  readonly label: string;
  readonly points: readonly Point[];
  readonly group_id: number | null;
  readonly description: string;
  readonly shape_type: 'mask' | 'polygon';
  readonly flags: Readonly<Record<string, boolean>>;
  readonly mask: string | null;
}

/**
 * One item for labelme, which turns a picture by its EXIF orientation when it opens it: coordinates are those of the picture as displayed.
 * `mask` shapes are exact; `polygon` shapes can be edited by hand, but labelme's own filling widens them by up to a pixel, and holes are cut in over a bridge.
 * The picture is looked for beside the file by the name in `imagePath`: copy it there, never this file beside evidence.
 */
export function labelmeOf(mask: ItemMask, shapes: 'mask' | 'polygon'): unknown {
  const { item, probability } = mask;
  const orientation = item.facts?.orientation ?? 1;
  const size = swapsAxes(orientation) ? { width: probability.height, height: probability.width } : { width: probability.width, height: probability.height };
  return {
    version: LABELME,
    flags: {},
    shapes: mask.objects.flatMap((object) => (shapes === 'mask' ? [maskShape(object, mask, orientation)] : polygonShapes(object, mask, orientation))),
    imagePath: item.name,
    imageData: null,
    imageHeight: size.height,
    imageWidth: size.width,
    palimpsest: { item: item.id, sha256: item.sha256, threshold: mask.threshold, orientation: 'as displayed', exifOrientation: orientation },
  };
}

function shape(object: MaskObject, rest: Pick<LabelmeShape, 'shape_type' | 'points' | 'mask'>): LabelmeShape {
  const { source, region, score } = object;
  return {
    label: source === 'analyst' ? 'analyst_mask' : region === null ? 'model_unlisted' : 'model_region',
    group_id: region,
    description: score === null ? object.label : `${object.label}, mean probability ${score.toFixed(4)}`,
    flags: {},
    ...rest,
  };
}

function maskShape(object: MaskObject, { probability }: ItemMask, orientation: number): LabelmeShape {
  const { box, bits } = displayed(object.component, probability, orientation);
  return shape(object, { shape_type: 'mask', points: [[box.x, box.y], [box.x + box.width - 1, box.y + box.height - 1]], mask: Buffer.from(encodeBits(bits)).toString('base64') });
}

/** A component's bitmap and box as displayed. */
function displayed(component: Component, size: { readonly width: number; readonly height: number }, orientation: number): { readonly box: Component['box']; readonly bits: ReturnType<typeof paint> } {
  if (orientation === 1) return { box: component.box, bits: paint(component) };
  const whole = orient(paintWhole(component.runs, size), orientation);
  const { box } = componentOf(runsOf(whole).runs);
  return { box, bits: crop(whole, box) };
}

function polygonShapes(object: MaskObject, { probability }: ItemMask, orientation: number): readonly LabelmeShape[] {
  return outlinePolygons(object.component).map((polygon) =>
    shape(object, { shape_type: 'polygon', points: keyhole(polygon).map((point) => toDisplay(point, probability, orientation)), mask: null }));
}
