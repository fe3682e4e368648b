import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportMasks, itemStem, MASK_FORMATS } from '../../src/casework/export/masks/exportMasks.ts';
import { fillPolygons, type Polygon, type Ring } from '../../src/casework/export/masks/outline.ts';
import type { ExportFile } from '../../src/casework/export/ports.ts';
import { consumer } from '../consumers/consumers.ts';
import { drawCase, type Drawn } from './exportFixtures.ts';

const coco = consumer('read_coco.py', ['pycocotools.coco', 'PIL']);
const geojson = consumer('read_geojson.py', ['shapely', 'rasterio.features', 'PIL']);
const qupath = consumer('read_qupath.py', ['qubalab.objects', 'rasterio.features', 'PIL']);
const labelme = consumer('read_labelme.py', ['labelme._label_file', 'labelme.utils.shape']);

let folder = '';
let drawn: Drawn;
let files: ReadonlyMap<string, ExportFile>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-exports-'));
  drawn = await drawCase(join(folder, 'case'));
  const written: ExportFile[] = [];
  for await (const file of exportMasks({ extract: drawn.extract, read: drawn.read, formats: MASK_FORMATS })) written.push(file);
  files = new Map(written.map((file) => [file.path, file]));
  for (const file of written) {
    await mkdir(dirname(join(folder, 'masks', file.path)), { recursive: true });
    await writeFile(join(folder, 'masks', file.path), file.content);
  }
  await mkdir(join(folder, 'reference'));
  for (const id of [1, 2]) {
    const { width, height } = drawn.maps.get(id)!;
    const stored = sharp(Buffer.from(expected(id).map((value) => value * 255)), { raw: { width, height, channels: 1 } });
    await stored.clone().png().toFile(join(folder, 'reference', `${id}.png`));
    const tagged = await stored.png().withMetadata({ orientation: drawn.extract.items[id - 1]!.facts!.orientation }).toBuffer();
    await sharp(tagged).rotate().png().toFile(join(folder, 'reference', `${id}-displayed.png`));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Pixels of an item's map at or above one half, the rule written anew. */
function expected(id: number): Uint8Array {
  return drawn.maps.get(id)!.data.map((value) => (value / 255 >= 0.5 ? 1 : 0));
}

function json<Value>(path: string): Value {
  return JSON.parse(new TextDecoder().decode(files.get(path)!.content)) as Value;
}

test('PNG: the map byte for byte, the mask at the threshold, the analyst\'s mask', async () => {
  for (const id of [1, 2]) {
    const artifact = drawn.extract.items[id - 1]!.finding!.artifacts[0]!;
    expect(Buffer.from(files.get(`png/${itemStem(id)}-probability.png`)!.content)).toEqual(Buffer.from(await drawn.read(artifact.path)));
    const { data, info } = await sharp(files.get(`png/${itemStem(id)}-threshold.png`)!.content).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([drawn.maps.get(id)!.width, drawn.maps.get(id)!.height]);
    expect(Uint8Array.from(data.filter((_, index) => index % info.channels === 0), (value) => value / 255)).toEqual(expected(id));
  }
  expect([...files.keys()].filter((path) => path.includes('analyst'))).toEqual([`png/${itemStem(2)}-analyst.png`]);
});

test('the manifest names every file with its digest and every item, and no name of an evidence file becomes a path', () => {
  const manifest = json<{ items: { item: number; mask: unknown; reason?: string; exifOrientation: number }[]; files: { path: string }[] }>('manifest.json');
  expect(manifest.items.map(({ item, mask }) => [item, mask === null])).toEqual([[1, false], [2, false], [3, true], [4, true]]);
  expect(manifest.items[3]!.reason).toBe('It ends early.');
  expect(manifest.items[1]!.exifOrientation).toBe(6);
  expect(manifest.files.map(({ path }) => path).toSorted()).toEqual([...files.keys()].filter((path) => path !== 'manifest.json').toSorted());
  expect([...files.keys()].filter((path) => !/^[a-z0-9/.-]+$/.test(path))).toEqual([]);
});

interface CocoDocument {
  readonly annotations: readonly { readonly image_id: number; readonly category_id: number; readonly region_id: number | null; readonly score: number | null; readonly segmentation: { readonly counts: readonly number[] } }[];
}

test('COCO: run lengths give the mask, annotations carry the regions', () => {
  const { annotations } = json<CocoDocument>('coco-uncompressed.json');
  for (const id of [1, 2]) {
    const { width, height } = drawn.maps.get(id)!;
    const mask = new Uint8Array(width * height);
    for (const { segmentation } of annotations.filter((one) => one.image_id === id && one.category_id !== 3)) {
      let at = 0;
      segmentation.counts.forEach((count, index) => {
        for (const end = at + count; at < end; at += 1) if (index % 2 === 1) mask[(at % height) * width + Math.floor(at / height)] = 1;
      });
      expect(at).toBe(width * height);
    }
    expect(mask).toEqual(expected(id));
    const { regions } = drawn.extract.items[id - 1]!.finding!;
    expect(annotations.filter((one) => one.image_id === id && one.category_id === 1).map(({ region_id }) => region_id)).toEqual(regions.map((region) => region.id));
    for (const region of regions) expect(annotations.find((one) => one.image_id === id && one.region_id === region.id)?.score).toBeCloseTo(region.meanProbability, 9);
  }
  expect(annotations.filter(({ category_id }) => category_id === 3)).toHaveLength(1);
});

test.skipIf(coco.obstacle !== null)(`COCO: pycocotools decodes both forms to the mask${coco.suffix}`, () => {
  for (const name of ['coco.json', 'coco-uncompressed.json']) {
    expect(coco.run([join(folder, 'masks', name), join(folder, 'reference')])).toEqual({ 1: { iou: 1, areasAndBoxes: true }, 2: { iou: 1, areasAndBoxes: true } });
  }
});

interface Collection {
  readonly features: readonly { readonly geometry: { readonly coordinates: readonly (readonly Ring[])[] }; readonly properties: { readonly source: string } }[];
}

test('GeoJSON: polygons with holes give the mask', () => {
  for (const id of [1, 2]) {
    const { width, height } = drawn.maps.get(id)!;
    const { features } = json<Collection>(`geojson/${itemStem(id)}.geojson`);
    const polygons = features.filter(({ properties }) => properties.source === 'model').flatMap(({ geometry }) => geometry.coordinates.map(([shell, ...holes]): Polygon => ({ shell: shell!.slice(0, -1), holes: holes.map((hole) => hole.slice(0, -1)) })));
    expect(polygons.some(({ holes }) => holes.length > 0)).toBe(true);
    expect(fillPolygons(polygons, width, height)).toEqual(expected(id));
  }
});

test.skipIf(geojson.obstacle !== null)(`GeoJSON: shapely finds every shape valid and rasterio burns the mask${geojson.suffix}`, () => {
  for (const id of [1, 2]) {
    expect(geojson.run([join(folder, 'masks', 'geojson', `${itemStem(id)}.geojson`), join(folder, 'reference', `${id}.png`)])).toEqual({ iou: 1, invalid: [], areas: true });
  }
});

interface QupathReading {
  readonly objects: readonly {
    readonly id: string;
    readonly type: string;
    readonly name: string;
    readonly classification: readonly string[];
    readonly color: readonly number[];
    readonly measurements: Readonly<Record<string, number>>;
    readonly metadata: Readonly<Record<string, string>>;
    readonly locked: boolean;
    readonly geometry: string;
  }[];
  readonly iou: Readonly<Record<string, number>>;
}

test.skipIf(qupath.obstacle !== null)(`GeoJSON: the Python package of QuPath's authors reads QuPath objects, and their geometry burns to the masks${qupath.suffix}`, () => {
  const seen = new Set<string>();
  for (const id of [1, 2]) {
    const item = drawn.extract.items[id - 1]!;
    const analyst = item.analystMask === null ? [] : [`analyst's mask=${join(folder, 'masks', 'png', `${itemStem(id)}-analyst.png`)}`];
    const { objects, iou } = qupath.run([join(folder, 'masks', 'geojson', `${itemStem(id)}.geojson`), `model mask=${join(folder, 'reference', `${id}.png`)}`, ...analyst]) as QupathReading;
    expect(iou).toEqual(item.analystMask === null ? { 'model mask': 1 } : { 'model mask': 1, "analyst's mask": 1 });
    for (const one of objects) {
      expect(one).toMatchObject({ type: 'ANNOTATION', locked: true, geometry: 'MultiPolygon', metadata: { Item: String(id), 'SHA-256': item.sha256 } });
      expect(one.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(seen.has(one.id)).toBe(false);
      seen.add(one.id);
    }
    const regions = objects.filter(({ measurements }) => measurements['Region'] !== undefined);
    expect(regions.map(({ name, classification, color, measurements }) => ({ name, classification, color, measurements }))).toEqual(item.finding!.regions.map((region) => ({
      name: `region ${region.id}`, classification: ['model mask'], color: [230, 60, 40],
      measurements: { 'Area px^2': region.area, 'Mean probability': expect.closeTo(region.meanProbability, 9) as number, Threshold: 0.5, Region: region.id },
    })));
    const drawnBy = objects.filter(({ classification }) => classification[0] === "analyst's mask");
    expect(drawnBy.map(({ color, measurements, metadata }) => ({ color, measurements, source: metadata['Source'] }))).toEqual(item.analystMask === null ? [] : [{ color: [40, 110, 230], measurements: { 'Area px^2': 900 }, source: 'analyst' }]);
  }
});

interface LabelFile {
  readonly imageWidth: number;
  readonly imageHeight: number;
  readonly shapes: readonly { readonly label: string; readonly points: Ring; readonly mask: string | null }[];
}

test('labelme: mask shapes and polygons give the mask as displayed', async () => {
  for (const id of [1, 2]) {
    const reference = await sharp(join(folder, 'reference', `${id}-displayed.png`)).raw().toBuffer({ resolveWithObject: true });
    const displayed = Uint8Array.from(reference.data.filter((_, index) => index % reference.info.channels === 0), (value) => value / 255);
    const { imageWidth, imageHeight, shapes } = json<LabelFile>(`labelme/${itemStem(id)}.json`);
    expect([imageWidth, imageHeight]).toEqual([reference.info.width, reference.info.height]);
    const filled = new Uint8Array(imageWidth * imageHeight);
    for (const shape of shapes.filter(({ label }) => label !== 'analyst_mask')) {
      const { data, info } = await sharp(Buffer.from(shape.mask!, 'base64')).raw().toBuffer({ resolveWithObject: true });
      const [[left, top], [right, bottom]] = shape.points as [[number, number], [number, number]];
      expect([info.width, info.height]).toEqual([right - left + 1, bottom - top + 1]);
      for (let at = 0; at < info.width * info.height; at += 1) if (data[at * info.channels] !== 0) filled[(top + Math.floor(at / info.width)) * imageWidth + left + (at % info.width)] = 1;
    }
    expect(filled).toEqual(displayed);
    const polygons = json<LabelFile>(`labelme/${itemStem(id)}-polygons.json`).shapes.filter(({ label }) => label !== 'analyst_mask').map(({ points }): Polygon => ({ shell: points, holes: [] }));
    expect(fillPolygons(polygons, imageWidth, imageHeight)).toEqual(displayed);
  }
});

test.skipIf(labelme.obstacle !== null)(`labelme: its own reader and filler give the mask, turned as labelme turns the picture${labelme.suffix}`, async () => {
  for (const id of [1, 2]) {
    // `imagePath` is the name of the evidence file: a copy of the picture lies beside the label file under that name.
    await copyFile(drawn.pictures.get(id)!, join(folder, 'masks', 'labelme', drawn.extract.items[id - 1]!.name));
    const reference = join(folder, 'reference', `${id}-displayed.png`);
    expect(labelme.run([join(folder, 'masks', 'labelme', `${itemStem(id)}.json`), reference])).toMatchObject({ iou: 1 });
    const { iou } = labelme.run([join(folder, 'masks', 'labelme', `${itemStem(id)}-polygons.json`), reference]) as { iou: number };
    // labelme fills polygons with their outline: near, not exact, which is why the mask shapes are there.
    expect(iou).toBeGreaterThan(0.5);
  }
});

test('an altered map, a region that is not in it and a signal stop the export', async () => {
  const drain = async (extract: Drawn['extract'], read: Drawn['read'], signal?: AbortSignal): Promise<void> => {
    for await (const _ of exportMasks({ extract, read, formats: ['png'], ...(signal === undefined ? {} : { signal }) }));
  };
  await expect(drain(drawn.extract, async (path) => Uint8Array.from([...(await drawn.read(path)), 0]))).rejects.toMatchObject({ code: 'CASE_CORRUPT' });
  const [first] = drawn.extract.items;
  const moved = { ...first!, finding: { ...first!.finding!, regions: first!.finding!.regions.map((region) => ({ ...region, area: region.area + 1 })) } };
  await expect(drain({ ...drawn.extract, items: [moved] }, drawn.read)).rejects.toMatchObject({ code: 'CASE_CORRUPT' });
  await expect(drain(drawn.extract, drawn.read, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
});
