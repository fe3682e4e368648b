import { copyFile, mkdir, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AppError, type ErrorRecord, type PromptPicture, toErrorRecord } from '../../../contract/index.ts';
import { sha256Of } from '../../canonicalJson.ts';
import { type AnnotatePorts, maskedRegions, type PictureTask } from './annotatePicture.ts';
import { rowsOf } from './lines.ts';
import { type DatasetRow, datasetRowSchema } from './row.ts';
import { descriptionSample, instanceSample, type SftFormat, sftIndex, sftLine, type SftSample, unfitFor } from './sft.ts';

export interface SftRequest {
  readonly rows: string;
  readonly out: string;
  readonly format: SftFormat;
  /** Also one conversation for each crop (step 1). */
  readonly withInstances: boolean;
  /** The files of a row, or null where they are not to be found. */
  readonly filesOf: (row: DatasetRow) => Pick<PictureTask, 'imagePath' | 'maskPath'> | null;
}

export interface SftSummary {
  readonly rows: number;
  readonly samples: number;
  /** Rows left out, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly pictures: string;
  readonly index: string;
}

export interface SftEvents {
  readonly signal: AbortSignal;
  readonly onRow: (row: DatasetRow, error: ErrorRecord | null) => void;
}

/**
 * Writes conversations for fine-tuning from annotated rows: the joined pictures are made again by the view process from picture and mask (whose content must
 * be what was annotated) into `<out>-pictures/`. A row that cannot be used is counted with its reason. The lines replace `out` only when all is done. Throws
 * CANCELLED, ARGUMENT_INVALID for a line that is no row.
 */
export async function exportSft(request: SftRequest, ports: Pick<AnnotatePorts, 'viewer' | 'intake' | 'readMask'>, events: SftEvents): Promise<SftSummary> {
  const stem = request.out.replace(/\.jsonl?$/i, '');
  const folder = `${stem}-pictures`;
  const index = request.format === 'qwen-vl' ? `${stem}.dataset_info.json` : `${stem}.meta.json`;
  await mkdir(folder, { recursive: true });
  const workFolder = await mkdtemp(join(tmpdir(), 'palimpsest-sft-'));
  const leftOut: Record<string, number> = {};
  const temporary = `${request.out}.${process.pid}.tmp`;
  const lines = await open(temporary, 'w');
  let rows = 0;
  let samples = 0;
  try {
    for await (const row of rowsOf(request.rows, datasetRowSchema)) {
      if (events.signal.aborted) throw new AppError('CANCELLED', 'The export was interrupted; nothing was written. Run it again.');
      rows += 1;
      try {
        const unfit = unfitFor(row);
        if (unfit !== null) leftOut[unfit] = (leftOut[unfit] ?? 0) + 1;
        else {
          for (const one of await samplesOf(row, request, ports, workFolder, folder, events.signal)) {
            await lines.appendFile(`${JSON.stringify(sftLine(request.format, one))}\n`);
            samples += 1;
          }
        }
        events.onRow(row, null);
      } catch (error) {
        const record = toErrorRecord(error);
        if (record.code === 'CANCELLED' || !(error instanceof AppError)) throw error;
        leftOut[record.code] = (leftOut[record.code] ?? 0) + 1;
        events.onRow(row, record);
      }
    }
    await lines.close();
    await rename(temporary, request.out);
    await writeFile(index, `${JSON.stringify(sftIndex(request.format, basename(stem), basename(request.out), samples), null, 1)}\n`);
    return { rows, samples, leftOut, pictures: folder, index };
  } finally {
    await lines.close();
    await rm(temporary, { force: true });
    await rm(workFolder, { recursive: true, force: true });
  }
}

async function samplesOf(row: DatasetRow, request: SftRequest, ports: Pick<AnnotatePorts, 'viewer' | 'intake' | 'readMask'>, workFolder: string, folder: string, signal: AbortSignal): Promise<readonly SftSample[]> {
  const files = request.filesOf(row);
  if (files === null) throw new AppError('FILE_NOT_FOUND', `${row.image} or its mask is not among the pictures. Give the folder that was annotated with --images.`);
  const { facts, digest } = await ports.intake(files.imagePath, { signal });
  const { imageSha256, maskSha256 } = row.provenance;
  if (imageSha256 !== null && imageSha256 !== digest.sha256) throw new AppError('FILE_CHANGED', `${row.image} is not the picture that was annotated. Annotate it again.`);
  if (maskSha256 !== null && maskSha256 !== sha256Of(await readFile(files.maskPath))) throw new AppError('FILE_CHANGED', `The mask of ${row.image} is not the one that was annotated. Annotate it again.`);
  try {
    const { mask, regions } = await maskedRegions(files.maskPath, facts, ports, { minimumRegionArea: row.provenance.minimumRegionArea ?? 1 }, workFolder, { signal });
    // The numbers of a foreign annotation are not those drawn on the mask: one and one can be matched, more cannot.
    if (row.provenance.kind === 'given' && (regions.length !== 1 || row.content.regions.length !== 1)) throw new AppError('ARGUMENT_INVALID', `${row.image}: its ${row.content.regions.length} described regions cannot be matched to ${regions.length} regions of the mask.`);
    const pictures = await ports.viewer.promptPictures({ path: files.imagePath, key: digest.sha256 }, { mask, threshold: 0.5, regions, variant: 'mask', caseFolder: workFolder }, { signal });
    const samples: SftSample[] = [];
    for (const picture of pictures) {
      if (picture.kind === 'joined') samples.push(descriptionSample(row, picture, await keep(picture, workFolder, folder)));
      if (picture.kind !== 'crop' || !request.withInstances) continue;
      const one = instanceSample(row, picture, `${basename(folder)}/${picture.sha256}.jpg`);
      if (one === null) continue;
      await keep(picture, workFolder, folder);
      samples.push(one);
    }
    return samples;
  } finally {
    await rm(join(workFolder, 'artifacts'), { recursive: true, force: true });
  }
}

/** Copies a picture beside the lines; returns its path as the lines name it. */
async function keep(picture: PromptPicture, workFolder: string, folder: string): Promise<string> {
  const name = `${picture.sha256}.jpg`;
  await copyFile(join(workFolder, picture.path), join(folder, name));
  return `${basename(folder)}/${name}`;
}
