import { zipSync, type Zippable } from 'fflate';
import type { CaseExtract, ExtractItem } from '../../contract/extract.ts';
import { AppError } from '../../contract/index.ts';
import { digestOf, sha256Of } from '../canonicalJson.ts';
import { itemStem } from '../export/masks/exportMasks.ts';
import { decodeGrey } from '../export/masks/png.ts';
import { type ArtifactReader, readChecked } from '../export/ports.ts';
import { type Pack, PACK_FILE, type PackItem } from './packFormat.ts';

export interface PackRequest {
  readonly extract: CaseExtract;
  readonly read: ArtifactReader;
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Of every file in the zip, so that the same extract gives the same bytes. */
const FILE_TIME = new Date(2000, 0, 1);
/** Masks are held in memory until the zip is written. */
const MOST_BYTES = 1_000_000_000;

const README = [
  'A re-run pack of Palimpsest: what is needed to repeat analyses, and the masks that have to come out. The pictures are not in it, only their SHA-256.',
  'With the picture at hand:  palimpsest reproduce THIS-FILE --evidence PICTURE',
  'pack.json names image, model, parameters and versions of each run. masks/ holds the expected masks, one byte a pixel: byte / 255 is the probability.',
  '',
].join('\r\n');

/** The pack of all items with a finding, as a zip file. Errors: ARGUMENT_INVALID where none has one or the masks are too many, CASE_CORRUPT, the reason of `signal`. */
export async function writePack({ extract, read, progress, signal }: PackRequest): Promise<Uint8Array> {
  const files: Zippable = {};
  const written: { path: string; sha256: string; bytes: number }[] = [];
  let bytes = 0;
  const add = (path: string, content: Uint8Array, packed: boolean): void => {
    files[path] = [content, { mtime: FILE_TIME, level: packed ? 0 : 6 }];
    written.push({ path, sha256: sha256Of(content), bytes: content.length });
    bytes += content.length;
    if (bytes > MOST_BYTES) throw new AppError('ARGUMENT_INVALID', 'The masks of these items are more than 1 GB. Select fewer items and make several packs.');
  };
  const items: PackItem[] = [];
  for (const [index, item] of extract.items.entries()) {
    signal?.throwIfAborted();
    const packed = await packItem(item, read);
    if (packed !== null) {
      add(packed.item.expected.mask, packed.png, true);
      items.push(packed.item);
    }
    progress?.(index + 1, extract.items.length);
  }
  if (items.length === 0) throw new AppError('ARGUMENT_INVALID', 'None of these items has a finding with a mask, so there is nothing to run again. Analyse them first.');
  add('README.txt', new TextEncoder().encode(README), false);
  const used = new Set(items.map(({ record }) => record.modelSha256));
  const pack: Pack = {
    schema: 'palimpsest-rerun', version: 1, case: extract.case.slug, software: `Palimpsest ${extract.software.app}`, extractSha256: digestOf(extract),
    models: extract.software.models.filter(({ sha256 }) => used.has(sha256)).map(({ id, version, sha256 }) => ({ id, version, sha256 })),
    items, files: written,
  };
  return zipSync({ [PACK_FILE]: [new TextEncoder().encode(`${JSON.stringify(pack, null, 2)}\n`), { mtime: FILE_TIME, level: 6 }], ...files });
}

async function packItem({ id, name, bytes, finding }: ExtractItem, read: ArtifactReader): Promise<{ readonly item: PackItem; readonly png: Uint8Array } | null> {
  const artifact = finding?.artifacts.find(({ kind }) => kind === 'mask');
  if (finding === null || artifact === undefined) return null;
  const png = await readChecked(read, artifact);
  const { width, height, data } = decodeGrey(png);
  const { score, maskShare, regions, record, digest } = finding;
  const expected = { width, height, maskSha256: artifact.sha256, pixelsSha256: sha256Of(data), mask: `masks/${itemStem(id)}.png`, score, maskShare, regions: regions.length };
  return { item: { item: id, name, bytes, finding: finding.id, findingDigest: digest, record, expected }, png };
}
