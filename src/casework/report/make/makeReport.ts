import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type ReportRow, toErrorRecord } from '../../../contract/index.ts';
import { APP_VERSION } from '../../appVersion.ts';
import { appendAudit } from '../../audit/chain.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { runCheck, startCheck } from '../../custody/checkEvidence.ts';
import { buildExtract, type BuiltExtract } from '../../extract/buildExtract.ts';
import { closeAbandonedReports, finishReport, insertReport, readReport, reportRecords } from '../../store/reports.ts';
import type { ViewerPort } from '../../viewerPort.ts';
import { composeReport } from '../content/composeReport.ts';
import { writeHtml } from '../html/render.ts';
import { lintReport } from '../lint/lintReport.ts';
import { renderPdf } from '../pdf/render.ts';
import { signPdf } from '../sign/signPdf.ts';
import { itemPictures } from './itemPictures.ts';
import { logoOf } from './logo.ts';
import { closeWorkshop, openWorkshop, placeFiles, removeFiles, type Workshop } from './placeFiles.ts';
import { reportName } from './reportName.ts';
import { chosenItems, numberedFields, refuseFinal, type ReportRequest, requireSignable, requireVerified, standingErrors, unverified } from './request.ts';

export type ReportProgress = NonNullable<ReportRow['progress']>;

export interface ReportPorts {
  /** A view process that tiles do not wait for. */
  readonly viewer: ViewerPort;
  readonly author: string;
  readonly modelsFolder: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReportProgress) => void;
}

/** A report that has its row and is to be made. */
export interface BegunReport {
  readonly id: number;
  readonly request: ReportRequest;
}

/**
 * Looks at what a report would be and gives it its number, version and row. Nothing is left where it is refused.
 * Errors: ARGUMENT_INVALID for no items, a signing file that cannot be used, or, where it is to be final, what the linter finds (`details.lints`).
 */
export async function beginReport(session: CaseSession, asked: ReportRequest, { author, modelsFolder }: Pick<ReportPorts, 'author' | 'modelsFolder'>): Promise<BegunReport> {
  requireSignable(asked.signature);
  const request = { ...asked, fields: numberedFields(session.database, session.slug, asked.fields) };
  const { ids, words } = chosenItems(session.database, request.items);
  if (request.final) {
    const { extract } = await buildExtract(session, { selection: request.items, modelsFolder });
    refuseFinal(standingErrors(lintReport(extract, request.fields), false));
  }
  const { id } = insertReport(session, { reportId: request.fields.reportId, fields: request.fields, items: ids.length, selection: words, final: request.final, author });
  return { id, request };
}

/**
 * Makes a report that was begun: reads the evidence again where it is to be final, extracts the case, makes the pictures, writes PDF, HTML twin and
 * extract below reports/ and closes the row, with the digests of all in the audit log. Where that fails the row says why and no file stays; it throws nothing
 * but bugs.
 */
export async function runReport(session: CaseSession, { id, request }: BegunReport, ports: ReportPorts): Promise<ReportRow> {
  const { reportId, version } = readReport(session.database, id);
  const name = reportName(reportId, version);
  let placed = false;
  try {
    const workshop = await openWorkshop(session.paths, id);
    const made = await writeFiles(session, { id, request }, version, workshop, ports);
    const files = await placeFiles(session.paths, workshop, name);
    placed = true;
    await closeWorkshop(session.paths, id);
    return finishReport(session, id, { status: request.final ? 'final' : 'draft', files: [...files], extractSha256: made.extractSha256, signed: request.signature !== null, pages: made.pages });
  } catch (error) {
    if (placed) await removeFiles(session.paths, name);
    await closeWorkshop(session.paths, id);
    if (!session.database.open) throw error;
    const record = toErrorRecord(error);
    const cancelled = ports.signal?.aborted === true || record.code === 'CANCELLED';
    if (record.code === 'INTERNAL' && !cancelled) console.error('A report could not be made:', error);
    const problem = cancelled ? { code: 'CANCELLED' as const, message: 'It was given up before it was done. Nothing of it was kept; make it again when you want.' } : { code: record.code, message: record.message };
    return finishReport(session, id, { status: 'failed', problem });
  }
}

/** Makes one report from beginning to end. Errors: those of `beginReport`; what goes wrong later is in the row. */
export async function makeReport(session: CaseSession, request: ReportRequest, ports: ReportPorts): Promise<ReportRow> {
  return runReport(session, await beginReport(session, request, ports), ports);
}

/** Closes reports whose process ended as failed, and takes away what it had written of them. */
export async function clearAbandonedReports(session: CaseSession): Promise<void> {
  const running = reportRecords(session.database).filter(({ status }) => status === 'running');
  closeAbandonedReports(session);
  for (const { id, reportId, version } of running) {
    await closeWorkshop(session.paths, id);
    await removeFiles(session.paths, reportName(reportId, version));
  }
}

async function writeFiles(session: CaseSession, { id, request }: BegunReport, version: number, workshop: Workshop, ports: ReportPorts): Promise<{ readonly extractSha256: string; readonly pages: number }> {
  const { fields, final, signature } = request;
  const { signal } = ports;
  const tell = (stage: ReportProgress['stage']) => (done: number, total: number): void => ports.onProgress?.({ stage, done, total });
  if (final) await verifyItems(session, request, ports);
  const built = await buildExtract(session, { selection: request.items, modelsFolder: ports.modelsFolder, onProgress: tell('extract'), ...(signal === undefined ? {} : { signal }) });
  const { extract, sha256 } = built;
  if (final) {
    requireVerified(extract, fields.overrideReason);
    refuseFinal(standingErrors(lintReport(extract, fields), true));
    noteOverride(session, id, built, fields.overrideReason, ports.author);
  }
  await writeWhole(workshop.extract, built.json);
  const pictures = await itemPictures(session, extract, { viewer: ports.viewer, onProgress: tell('figures'), ...(signal === undefined ? {} : { signal }) });
  const issuedAt = new Date();
  const document = composeReport(extract, fields, {
    status: final ? 'final' : 'draft', version, issuedAt: { utc: issuedAt.toISOString(), local: localTime(issuedAt) }, extractSha256: sha256, author: ports.author, appVersion: APP_VERSION,
    ...pictures, fileOf: (path) => join(session.paths.folder, path), logo: await logoOf(fields.agency.logo, fields.agency.name, workshop.folder), signed: signature !== null,
  });
  // Each page is written once in the PDF; the twin is the last step of the same stage.
  const { pages } = await renderPdf(document, { path: workshop.pdf, reserveSignature: signature !== null, onProgress: (page, total) => tell('pages')(page, total + 1), ...(signal === undefined ? {} : { signal }) });
  await writeHtml(document, workshop.html, signal);
  tell('pages')(pages + 1, pages + 1);
  if (signature !== null) {
    tell('sign')(0, 1);
    await signPdf(workshop.pdf, signature.pkcs12, signature.passphrase, { reason: `${final ? 'Final report' : 'Draft of report'} ${fields.reportId}, version ${version}`, location: '', name: '', at: new Date() });
    tell('sign')(1, 1);
  }
  if (signal?.aborted === true) throw new AppError('CANCELLED', 'The report was given up.');
  return { extractSha256: sha256, pages };
}

/** Reads the chosen items again; all of the case, with the listing of its folders, where all are chosen. Items that were never read have nothing to compare. */
async function verifyItems(session: CaseSession, { items }: ReportRequest, { author, signal, onProgress }: ReportPorts): Promise<void> {
  const { ids, hashed, inCase } = chosenItems(session.database, items);
  onProgress?.({ stage: 'verify', done: 0, total: hashed });
  if (hashed === 0) return;
  const { status } = await runCheck(session, startCheck(session, ids.length === inCase ? null : { ids }, author), {
    ...(signal === undefined ? {} : { signal }),
    onProgress: (done, total) => onProgress?.({ stage: 'verify', done, total }),
  });
  if (status !== 'finished') throw new AppError('CANCELLED', 'The check of the evidence was given up, and the report with it.');
}

function noteOverride({ database, actor }: CaseSession, id: number, { extract }: BuiltExtract, reason: string, author: string): void {
  const changed = unverified(extract);
  if (changed.length === 0) return;
  appendAudit(database, { actor, action: 'report.overridden', subject: `report ${id}`, details: { reason: reason.trim(), author, items: changed.map((item) => item.id) } });
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

/** Date and time of this computer's zone with its offset from UTC. */
function localTime(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const shifted = new Date(at.getTime() + minutes * 60_000).toISOString();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => part.toString().padStart(2, '0'));
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} (UTC${minutes < 0 ? '-' : '+'}${hours ?? ''}:${rest ?? ''})`;
}
