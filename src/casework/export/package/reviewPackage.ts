import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import type { CaseExtract, ExtractItem } from '../../../contract/extract.ts';
import { AppError } from '../../../contract/index.ts';
import { canonicalJson, sha256Of } from '../../canonicalJson.ts';
import { itemStem } from '../masks/exportMasks.ts';
import { readItemMask } from '../masks/itemMask.ts';
import { decodeGrey, encodeTint } from '../masks/png.ts';
import { type ArtifactReader, type ExportFile, type GreyDecoder, type GreyPicture, indentedJsonFile, textFile } from '../ports.ts';
import { packageIdOf, type PackageManifest } from './formats.ts';
import { type ItemPictures, packageItem, type ViewerItem, viewerData, viewerItem } from './viewerData.ts';
import { viewerPage } from './viewerPage.ts';

/** A copy of a picture for looking at: as stored, without the turn and without the tag of its EXIF orientation; at any size of the same proportions. */
export interface LookingCopy {
  readonly content: Uint8Array;
  readonly mimeType: 'image/jpeg' | 'image/png' | 'image/webp';
}

export interface PackageRequest {
  readonly extract: CaseExtract;
  readonly read: ArtifactReader;
  /** Null where there is no copy: the item is then shown without its picture. */
  readonly readPicture: (item: ExtractItem) => Promise<LookingCopy | null>;
  readonly decode?: GreyDecoder;
  /** Takes the next bytes of the zip file. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const EXTENSIONS = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' } as const;
const MODEL_COLOUR = [226, 52, 36] as const;
const ANALYST_COLOUR = [30, 100, 230] as const;
/** A zip file without its 64-bit extension ends here. */
const MOST_BYTES = 4_000_000_000;
/** Of every file in the zip, so that the same case gives the same bytes. */
const FILE_TIME = new Date(2000, 0, 1);

/**
 * Writes the review package: index.html (the viewer), extract.json (canonical), pictures and overlays, README.txt and manifest.json with the SHA-256 of
 * every file. One item in memory at a time. Returns the manifest, which the case must keep to take notes back. The same extract and pictures give the
 * same bytes. Errors: CASE_CORRUPT, IMAGE_CORRUPT, ARGUMENT_INVALID for a package beyond 4 GB, the reason of `signal`, and what `write` throws.
 */
export async function writeReviewPackage({ extract, read, readPicture, decode = decodeGrey, write, progress, signal }: PackageRequest): Promise<PackageManifest> {
  const archive = openArchive(write);
  const files: { path: string; sha256: string; bytes: number }[] = [];
  const add = async (file: ExportFile): Promise<string> => {
    await archive.add(file);
    files.push({ path: file.path, sha256: sha256Of(file.content), bytes: file.content.length });
    return file.path;
  };
  const canonical = canonicalJson(extract);
  await add(textFile('extract.json', 'application/json', canonical));
  await add(textFile('README.txt', 'text/plain', README));
  const items: ViewerItem[] = [];
  for (const item of extract.items) {
    signal?.throwIfAborted();
    items.push(viewerItem(item, await addPictures(item, { read, readPicture, decode, add })));
    progress?.(items.length, extract.items.length);
  }
  const extractSha256 = sha256Of(canonical);
  const packageId = packageIdOf(extractSha256, files);
  await add(textFile('index.html', 'text/html', viewerPage(viewerData(extract, packageId, extractSha256, items))));
  const manifest: PackageManifest = { schema: 'palimpsest-package', version: 1, packageId, extractSha256, case: extract.case.slug, software: `Palimpsest ${extract.software.app}`, items: extract.items.map(packageItem), files };
  await archive.add(indentedJsonFile('manifest.json', manifest));
  await archive.end();
  return manifest;
}

const README = [
  'Open index.html in any browser, after unpacking the whole archive. Nothing is installed, and nothing leaves this folder.',
  'Write your name and your notes, then press "Save notes" and send back the file that is saved: the sender merges it into the case.',
  'manifest.json holds the SHA-256 of every file.',
  '',
].join('\r\n');

interface PictureSource {
  readonly read: ArtifactReader;
  readonly readPicture: PackageRequest['readPicture'];
  readonly decode: GreyDecoder;
  readonly add: (file: ExportFile) => Promise<string>;
}

async function addPictures(item: ExtractItem, { read, readPicture, decode, add }: PictureSource): Promise<ItemPictures> {
  const stem = itemStem(item.id);
  const copy = await readPicture(item);
  const picture = copy === null ? null : await add({ path: `pictures/${stem}.${EXTENSIONS[copy.mimeType]}`, mimeType: copy.mimeType, content: copy.content });
  const mask = await readItemMask(item, read, decode);
  if (mask === null) return { picture, heat: null, binary: null, analyst: null };
  const tint = async (name: string, map: GreyPicture, colour: readonly [number, number, number]): Promise<string> => add({ path: `layers/${stem}-${name}.png`, mimeType: 'image/png', content: encodeTint(map, colour) });
  return {
    picture,
    heat: await tint('probability', mask.probability, MODEL_COLOUR),
    binary: await tint('mask', full(mask.binary), MODEL_COLOUR),
    analyst: mask.analyst === null ? null : await tint('analyst', full(mask.analyst.bitmap), ANALYST_COLOUR),
  };
}

function full({ width, height, data }: GreyPicture): GreyPicture {
  return { width, height, data: data.map((value) => value * 255) };
}

interface Archive {
  readonly add: (file: ExportFile) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** A zip file written as it grows. Pictures are stored as they are: they are compressed already. */
function openArchive(write: (bytes: Uint8Array) => Promise<void>): Archive {
  const waiting: Uint8Array[] = [];
  let bytes = 0;
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    if (error !== null) failure = error;
    else waiting.push(chunk);
  });
  const flush = async (): Promise<void> => {
    for (const chunk of waiting.splice(0)) {
      bytes += chunk.length;
      await write(chunk);
    }
    if (failure !== null) throw failure;
  };
  return {
    add: async ({ path, mimeType, content }) => {
      if (bytes + content.length > MOST_BYTES) throw new AppError('ARGUMENT_INVALID', 'The review package would be larger than 4 GB, which a zip file cannot be. Select fewer items and make several packages.');
      const entry = mimeType.startsWith('image/') ? new ZipPassThrough(path) : new ZipDeflate(path, { level: 6 });
      entry.mtime = FILE_TIME;
      zip.add(entry);
      entry.push(content, true);
      await flush();
    },
    end: async () => {
      zip.end();
      await flush();
    },
  };
}
