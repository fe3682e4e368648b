import { AppError, FIGURE_HEAT, type ItemFigures, type ReportFigure } from '../../../contract/index.ts';
import type { CaseExtract, ExtractItem } from '../../../contract/extract.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { fileForView, withEvidenceSource } from '../../files/viewSource.ts';
import { inTransaction, prepared } from '../../store/database.ts';
import { readEvidence } from '../../store/evidence.ts';
import type { FigureSubject, ViewerPort } from '../../viewerPort.ts';

export interface PictureCall {
  readonly viewer: ViewerPort;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Items whose pictures are made at the same time; each may hold a decoded picture in the view process. */
const AT_ONCE = 2;
/** A report of many items shows each smaller, so that it stays a file that can be sent. */
const SIZES = [
  { items: 10, longSide: 1600, crops: 6 },
  { items: 40, longSide: 1400, crops: 4 },
  { items: 100, longSide: 1200, crops: 3 },
  { items: Number.POSITIVE_INFINITY, longSide: 900, crops: 2 },
] as const;
/** What is wrong with one item keeps its pictures out of the report, which says so; anything else ends it. */
const OF_THE_ITEM = /^(FILE_|IMAGE_|TYPE_|JPEG_|ITEM_NOT_FOUND|ARGUMENT_INVALID)/;

/** By evidence id. */
export interface ReportPictures {
  readonly figures: ReadonlyMap<number, ItemFigures>;
  /** The picture with the agreement of its second opinions over it; none where nothing is marked. */
  readonly agreementFigures: ReadonlyMap<number, ReportFigure>;
}

/** The pictures of every item that was read as one; made from the evidence as it is now, and only where that is what the extract says. Errors: CANCELLED, ENGINE_CRASHED, ARTIFACT_WRITE_FAILED. */
export async function itemPictures(session: CaseSession, extract: CaseExtract, { viewer, signal, onProgress }: PictureCall): Promise<ReportPictures> {
  const { longSide, crops } = SIZES.find(({ items }) => extract.items.length <= items) ?? SIZES[3];
  const figures = new Map<number, ItemFigures>();
  const agreementFigures = new Map<number, ReportFigure>();
  const waiting = extract.items.values();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const item of waiting) {
      if (signal?.aborted === true) throw new AppError('CANCELLED', 'The report was given up. Start it again when you want.');
      const made = await picturesOf(session, item, { longSide, crops }, findingOf, { viewer, signal });
      if (made !== null) figures.set(item.id, made);
      // At the size of the other pictures, so that the one without anything on it is the same file.
      const shown = hasAgreement(item) ? await picturesOf(session, item, { longSide, crops: 0 }, agreementOf, { viewer, signal }) : null;
      const overlay = shown?.figures.find(({ role }) => role === 'overlay');
      if (overlay !== undefined) agreementFigures.set(item.id, overlay);
      done += 1;
      onProgress?.(done, extract.items.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { figures, agreementFigures };
}

async function picturesOf(session: CaseSession, item: ExtractItem, size: Pick<FigureSubject, 'longSide' | 'crops'>, mapOf: typeof findingOf, { viewer, signal }: { readonly viewer: ViewerPort; readonly signal: AbortSignal | undefined }): Promise<ItemFigures | null> {
  const evidence = readEvidence(session.database, item.id);
  if (evidence === undefined || item.facts === null || item.sha256 === null || evidence.sha256 !== item.sha256) return null;
  try {
    const finding = await mapOf(session, item);
    const figures = await withEvidenceSource(session, evidence, (source) => viewer.reportFigures(source, { ...size, finding, caseFolder: session.paths.folder }, signal === undefined ? {} : { signal }));
    register(session, figures);
    return figures;
  } catch (error) {
    if (error instanceof AppError && OF_THE_ITEM.test(error.code)) return null;
    throw error;
  }
}

async function findingOf(session: CaseSession, { finding }: ExtractItem): Promise<FigureSubject['finding']> {
  const mask = finding?.artifacts.find(({ kind }) => kind === 'mask');
  if (finding === null || mask === undefined) return null;
  return { mask: { path: await fileForView(session.paths.folder, mask), key: mask.sha256 }, threshold: finding.threshold, regions: finding.regions };
}

/** Whether second opinions mark anything that a figure could show. */
function hasAgreement({ secondOpinions }: ExtractItem): boolean {
  return (secondOpinions?.agreement?.shares[0] ?? 1) < 1;
}

/** The agreement as a map to draw, without regions. */
async function agreementOf(session: CaseSession, { secondOpinions }: ExtractItem): Promise<FigureSubject['finding']> {
  const agreement = secondOpinions?.agreement ?? null;
  if (agreement === null) return null;
  return { mask: { path: await fileForView(session.paths.folder, agreement.map), key: agreement.map.sha256 }, threshold: FIGURE_HEAT.floor, regions: [] };
}

/** Enters the pictures among the case's artifacts, so that `verify` checks them. */
function register({ database }: CaseSession, { figures }: ItemFigures): void {
  inTransaction(database, () => {
    const insert = prepared(database, 'INSERT INTO artifact (sha256, path, bytes, mime_type, width, height) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING');
    for (const { sha256, path, bytes, mimeType, width, height } of figures) insert.run(sha256, path, bytes, mimeType, width, height);
  });
}
