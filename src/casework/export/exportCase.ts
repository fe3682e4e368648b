import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { CaseExtract } from '../../contract/extract.ts';
import { AppError } from '../../contract/index.ts';
import { canonicalJson, sha256Of } from '../canonicalJson.ts';
import { caseUcoOf } from './caseUco/caseUco.ts';
import { dfxmlOf, type ExecutionFacts } from './dfxml/dfxml.ts';
import { exportMasks, type MaskFormat } from './masks/exportMasks.ts';
import type { PackageManifest } from './package/formats.ts';
import { type PackageRequest, writeReviewPackage } from './package/reviewPackage.ts';
import { type ArtifactReader, type ExportFile, type GreyDecoder, indentedJsonFile, textFile } from './ports.ts';
import { itemsCsv } from './tables/csv.ts';
import { itemsXlsx } from './tables/xlsx.ts';

export const EXPORT_FORMATS = ['masks', 'coco', 'geojson', 'labelme', 'csv', 'xlsx', 'case', 'dfxml', 'extract', 'package'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportRequest {
  readonly extract: CaseExtract;
  readonly formats: readonly ExportFormat[];
  readonly read: ArtifactReader;
  /** For the review package. */
  readonly readPicture: PackageRequest['readPicture'];
  /** For DFXML. */
  readonly execution: ExecutionFacts;
  readonly decode?: GreyDecoder;
  /** Items done and of all, in the part named; several parts follow each other. */
  readonly progress?: (part: 'masks' | 'package', done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Exported {
  readonly files: readonly WrittenFile[];
  /** Of the review package, where one was made: keep it, or its notes cannot be taken back. */
  readonly package: PackageManifest | null;
}

/**
 * Writes the chosen formats into a new folder. Until everything is written it has another name, so a folder that is there is whole; on failure nothing
 * stays. Errors: ARGUMENT_INVALID where the folder exists, and those of the parts.
 */
export async function exportCase(folder: string, request: ExportRequest): Promise<Exported> {
  const unfinished = `${folder}.${process.pid}.unfinished`;
  const written: WrittenFile[] = [];
  if (existsSync(folder)) throw new AppError('ARGUMENT_INVALID', `${folder} is there already. Choose another folder.`, { folder });
  await mkdir(unfinished, { recursive: true });
  try {
    for await (const file of filesOf(request)) {
      await mkdir(dirname(join(unfinished, file.path)), { recursive: true });
      await writeFile(join(unfinished, file.path), file.content, { flag: 'wx', flush: true });
      written.push({ path: file.path, bytes: file.content.length, sha256: sha256Of(file.content) });
    }
    const made = request.formats.includes('package') ? await packageInto(unfinished, request, written) : null;
    await rename(unfinished, folder);
    return { files: written, package: made };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** All chosen formats but the package, file by file. */
async function* filesOf({ extract, formats, read, execution, decode, progress, signal }: ExportRequest): AsyncGenerator<ExportFile> {
  const chosen = new Set(formats);
  const masks = ([['masks', 'png'], ['coco', 'coco'], ['geojson', 'geojson'], ['labelme', 'labelme']] as const).flatMap(([format, kind]): MaskFormat[] => (chosen.has(format) ? [kind] : []));
  if (masks.length > 0) {
    const options = { ...(decode === undefined ? {} : { decode }), ...(signal === undefined ? {} : { signal }) };
    for await (const file of exportMasks({ extract, read, formats: masks, progress: (done, total) => progress?.('masks', done, total), ...options })) yield { ...file, path: `masks/${file.path}` };
  }
  if (chosen.has('csv')) yield textFile('items.csv', 'text/csv', itemsCsv(extract, { byteOrderMark: true }));
  if (chosen.has('xlsx')) yield { path: 'items.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', content: await itemsXlsx(extract) };
  if (chosen.has('case')) yield indentedJsonFile('case.jsonld', caseUcoOf(extract));
  if (chosen.has('dfxml')) yield textFile('files.dfxml', 'application/xml', dfxmlOf(extract, execution));
  if (chosen.has('extract')) yield textFile('extract.json', 'application/json', canonicalJson(extract));
}

async function packageInto(folder: string, { extract, read, readPicture, decode, progress, signal }: ExportRequest, written: WrittenFile[]): Promise<PackageManifest> {
  const path = 'review-package.zip';
  const stream = createWriteStream(join(folder, path), { flags: 'wx', flush: true });
  const closed = once(stream, 'close');
  closed.catch(() => undefined);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const manifest = await writeReviewPackage({
      extract, read, readPicture, ...(decode === undefined ? {} : { decode }), ...(signal === undefined ? {} : { signal }),
      progress: (done, total) => progress?.('package', done, total),
      write: async (chunk) => {
        hash.update(chunk);
        bytes += chunk.length;
        await new Promise<void>((done, fail) => stream.write(chunk, (error) => (error ? fail(error) : done())));
      },
    });
    stream.end();
    await closed;
    written.push({ path, bytes, sha256: hash.digest('hex') });
    return manifest;
  } catch (error) {
    stream.destroy();
    throw error;
  }
}
