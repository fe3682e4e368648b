import { readFile } from 'node:fs/promises';
import { AppError } from '../../../contract/index.ts';
import { byKey } from './pairing.ts';
import { fullPath, isPicture, type Listing, nameOf } from './listing.ts';
import { fillPolygons, type Polygon } from './truth.ts';
import type { FoundSet, Layout, Size, TamperedPicture } from './types.ts';

/*
 * OpenForensics v1.0.0 (Le et al., ICCV 2021): many faces in one picture, some of them made. Annotations in MS-COCO form.
 *   [Images/][annotations/ or <part>/]{Train,Val,Test-Dev,Test-Challenge}_poly.json      Images/<part>/<id>.jpg (part archives unpack anywhere below)
 *   images[]: { id, file_name: "Images/Test-Dev/<id>.jpg", width, height }   categories[]: 0 Real, 1 Fake   annotations[]: { image_id, category_id, segmentation: [[x1, y1, …], …] }
 * Known from: the authors' README and evaluation scripts (COCO form), several loaders that name the JSON files, the prefix "Images/" and the categories.
 * Truth: the polygons of Fake faces filled at the size the JSON states. A picture whose faces are all Real is untouched. A face given as run lengths instead of
 * polygons is not in the published files: such a picture is named and left out.
 */
const ANNOTATIONS = /^(?:images\/)?(?:annotations\/|(?:train|val|test-dev|test-challenge)\/)?(train|val|test-dev|test-challenge)_poly\.json$/i;
const FAKE_BY_CUSTOM = 1;

export const openforensics: Layout = {
  name: 'openforensics',
  form: 'Test-Dev_poly.json or Test-Challenge_poly.json (COCO annotations) and the pictures they name, such as Images/Test-Dev/<id>.jpg',
  recognise: ({ files }) => {
    const found = files.filter((file) => ANNOTATIONS.test(file));
    return found.length === 0 ? null : `the annotations ${found.map(nameOf).join(', ')}, as OpenForensics has them`;
  },
  read: async (listing, why) => {
    const pictures = byKey(listing.files.filter(isPicture), nameOf);
    const sets: FoundSet[] = [];
    for (const file of listing.files.filter((candidate) => ANNOTATIONS.test(candidate))) sets.push(await readPart(listing, file, why, pictures));
    return sets;
  },
};

async function readPart(listing: Listing, file: string, why: string, pictures: ReadonlyMap<string, readonly string[]>): Promise<FoundSet> {
  const path = fullPath(listing, file);
  const part = ANNOTATIONS.exec(file)?.[1] ?? null;
  const coco = await readCoco(path);
  const tampered: TamperedPicture[] = [];
  const authentic: string[] = [];
  const warnings: string[] = [];
  let missing = 0;
  for (const image of coco.images) {
    const found = findPicture(pictures, image.name, part ?? '');
    const faces = coco.faces.get(image.id);
    if (found === null) missing += 1;
    else if (faces === undefined) warnings.push(`${image.name} has no annotation and is left out`);
    else if (faces.polygons === null) warnings.push(`${image.name} has a made face without polygons and is left out`);
    else if (faces.polygons.length === 0) authentic.push(fullPath(listing, found));
    else {
      const { polygons } = faces;
      tampered.push({ image: fullPath(listing, found), mask: path, truth: async () => fillPolygons(image.size, polygons) });
    }
  }
  if (missing > 0) warnings.push(`${missing} of ${coco.images.length} pictures of ${file} are not in the folder and are left out`);
  if (tampered.length + authentic.length === 0) throw new AppError('ARGUMENT_INVALID', `${listing.root}: ${file} names ${coco.images.length} pictures, but none that can be used is in the folder. Unpack the pictures (Images/${part ?? ''}/) beside it.`);
  return { part, why, tampered, authentic, warnings };
}

/** Where the name occurs once, that file; where it occurs in several parts, the one in a folder of this part's name. */
function findPicture(pictures: ReadonlyMap<string, readonly string[]>, name: string, part: string): string | null {
  const alike = pictures.get(nameOf(name).toLowerCase()) ?? [];
  if (alike.length <= 1) return alike[0] ?? null;
  const inPart = alike.filter((file) => file.toLowerCase().split('/').includes(part.toLowerCase()));
  return inPart.length === 1 ? (inPart[0] ?? null) : null;
}

interface Coco {
  readonly images: readonly { readonly id: number | string; readonly name: string; readonly size: Size }[];
  /** By picture; polygons of its made faces, null where one of them has none. */
  readonly faces: ReadonlyMap<number | string, { polygons: readonly Polygon[] | null }>;
}

type Loose = Readonly<Record<string, unknown>>;

async function readCoco(path: string): Promise<Coco> {
  const refused = (what: string, cause?: unknown): AppError => new AppError('ARGUMENT_INVALID', `${path} ${what}. Download it again from the collection's own page.`, undefined, cause);
  const content = await readFile(path, 'utf8').then((text): unknown => JSON.parse(text)).catch((error: unknown) => {
    throw refused('cannot be read as JSON', error);
  });
  const list = (name: string): readonly Loose[] => {
    const value = isLoose(content) ? content[name] : undefined;
    if (!Array.isArray(value)) throw refused(`has no list "${name}", as COCO annotations have`);
    return value.filter(isLoose);
  };
  const named = list('categories').find((category) => typeof category['name'] === 'string' && /^fake$/i.test(category['name']));
  const fake = named?.['id'] ?? FAKE_BY_CUSTOM;
  const faces = new Map<number | string, { polygons: readonly Polygon[] | null }>();
  for (const annotation of list('annotations')) {
    const id = idOf(annotation['image_id']);
    if (id === null) continue;
    const known = faces.get(id) ?? { polygons: [] };
    faces.set(id, known);
    if (annotation['category_id'] !== fake || known.polygons === null) continue;
    const polygons = polygonsOf(annotation['segmentation']);
    known.polygons = polygons === null ? null : [...known.polygons, ...polygons];
  }
  const images = list('images').flatMap((image) => {
    const id = idOf(image['id']);
    return id === null || typeof image['file_name'] !== 'string' ? [] : [{ id, name: image['file_name'], size: { width: Number(image['width']), height: Number(image['height']) } }];
  });
  return { images, faces };
}

function polygonsOf(value: unknown): readonly Polygon[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const polygons = value.map((flat: unknown) => {
    if (!Array.isArray(flat) || flat.length < 6 || flat.length % 2 !== 0 || !flat.every((number) => Number.isFinite(number))) return null;
    const numbers = flat as readonly number[];
    return Array.from({ length: numbers.length / 2 }, (_, corner) => [numbers[2 * corner] ?? 0, numbers[2 * corner + 1] ?? 0] as const);
  });
  return polygons.every((polygon) => polygon !== null) ? polygons : null;
}

function idOf(value: unknown): number | string | null {
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
