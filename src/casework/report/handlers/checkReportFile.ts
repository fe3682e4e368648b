import { AppError, type ReportRow } from '../../../contract/index.ts';
import { listCaseSlugs, viewCase } from '../../caseFolder.ts';
import { readReports } from '../../store/reports.ts';
import { checkReports } from '../../verify/checkReports.ts';
import { inspectPdf, type PdfInspection } from '../sign/inspectPdf.ts';

/** A report of a case, as its row has it. */
export interface KnownReport {
  readonly case: string;
  readonly reportId: string;
  readonly version: number;
  readonly status: ReportRow['status'];
}

export interface ReportCheck {
  readonly file: string;
  /** Null where the file cannot be read as a PDF. */
  readonly inspection: PdfInspection | null;
  /** The report this file is, by the SHA-256 that was recorded when it was made; null where no case of the folder has it. */
  readonly known: KnownReport | null;
  /** What shows that nothing was changed since: without either nothing does. */
  readonly vouchedBy: readonly ('signature' | 'case')[];
  /** What is not as it was made, in words. */
  readonly problems: readonly string[];
  /** Cases that could not be asked. */
  readonly unread: readonly string[];
}

/**
 * Checks a report by itself (signatures, attachments, the digest of its extract) and against the cases of a folder. Whether a signer is to be trusted is not
 * decided here. Errors: FILE_NOT_FOUND, and TYPE_UNKNOWN for what is no PDF at all.
 */
export async function checkReportFile(file: string, casesFolder: string): Promise<ReportCheck> {
  const { inspection, problem } = inspect(file);
  if (inspection === null) return { file, inspection, known: null, vouchedBy: [], problems: [problem], unread: [] };
  const { known, sameExtract, edited, unread } = await lookUp(inspection, casesFolder);
  const { signatures, attachments, extractSha256Stated: stated, extractSha256Attached: attached } = inspection;
  const problems = [
    ...signatures.flatMap((signature) => (signature.ok ? [] : [signature.problem])),
    ...attachments.flatMap(({ name, ok }) => (ok ? [] : [`The attachment ${name} is not the file that the report states: size or digest differ.`])),
    ...(attached === null ? ['No extract is attached: this is no report of Palimpsest, or its extract was taken away.'] : stated === attached ? [] : [`The attached extract is not the one the report was made from: its SHA-256 is ${attached}, the report states ${stated ?? 'none'}.`]),
    ...(known === null && sameExtract !== null ? [`Case "${sameExtract.case}" made report ${sameExtract.reportId} version ${sameExtract.version} from this extract, and its PDF has another SHA-256: this file is not as it was made.`] : []),
    ...edited,
  ];
  const vouchedBy = [...(signatures.length > 0 && signatures.every(({ ok }) => ok) ? (['signature'] as const) : []), ...(known === null ? [] : (['case'] as const))];
  return { file, inspection, known, vouchedBy, problems, unread };
}

function inspect(file: string): { readonly inspection: PdfInspection | null; readonly problem: string } {
  try {
    return { inspection: inspectPdf(file), problem: '' };
  } catch (error) {
    // What cannot be read is not what was made; what is not there, or never was a PDF, is a wrong name.
    if (error instanceof AppError && ['FILE_READ_FAILED', 'TYPE_UNSUPPORTED'].includes(error.code)) return { inspection: null, problem: error.message };
    throw error;
  }
}

interface LookedUp {
  readonly known: KnownReport | null;
  readonly sameExtract: KnownReport | null;
  readonly edited: readonly string[];
  readonly unread: readonly string[];
}

async function lookUp({ sha256, extractSha256Stated: stated }: PdfInspection, casesFolder: string): Promise<LookedUp> {
  let sameExtract: KnownReport | null = null;
  const unread: string[] = [];
  for (const slug of await listCaseSlugs(casesFolder)) {
    try {
      const view = viewCase(casesFolder, slug);
      try {
        for (const row of readReports(view.database)) {
          const report: KnownReport = { case: slug, reportId: row.reportId, version: row.version, status: row.status };
          if (row.files.some((one) => one.kind === 'pdf' && one.sha256 === sha256)) {
            const edited = checkReports(view.database).problems.filter(({ subject }) => subject === `report ${row.id}`).map(({ message }) => `In case "${slug}" ${message}.`);
            return { known: report, sameExtract: null, edited, unread };
          }
          if (stated !== null && row.extractSha256 === stated && row.files.length > 0) sameExtract ??= report;
        }
      } finally {
        view.close();
      }
    } catch {
      // A case of an older or newer release, or a damaged one, cannot speak for or against the file; that is said.
      unread.push(slug);
    }
  }
  return { known: null, sameExtract, edited: [], unread };
}
