import { AppError, type Lint, type ReportFields } from '../../../contract/index.ts';
import type { CaseExtract } from '../../../contract/extract.ts';
import { openPkcs12 } from '../sign/identity.ts';
import { prepared, type ReadableDatabase } from '../../store/database.ts';
import { readCase } from '../../store/cases.ts';
import { selectedIds, selectionWords } from '../../extract/selection.ts';
import type { ItemSelection } from '../../store/itemState.ts';

/** A PKCS#12 file and what opens it; neither is kept anywhere. */
export interface SignatureRequest {
  readonly pkcs12: Uint8Array;
  readonly passphrase: string;
}

export interface ReportRequest {
  /** Null: all of the case. */
  readonly items: ItemSelection | null;
  readonly fields: ReportFields;
  readonly final: boolean;
  readonly signature: SignatureRequest | null;
}

/** What a selection stands for now: its items, how many of them have a digest of intake, and the choice in words. Error: ARGUMENT_INVALID where there is none. */
export function chosenItems(database: ReadableDatabase, selection: ItemSelection | null): { readonly ids: readonly number[]; readonly hashed: number; readonly inCase: number; readonly words: string } {
  const ids = selectedIds(database, selection);
  if (ids.length === 0) throw new AppError('ARGUMENT_INVALID', 'None of the chosen items is in this case. Choose at least one item to report on.');
  const hashed = prepared<[string], number>(database, 'SELECT count(*) FROM evidence WHERE sha256 IS NOT NULL AND id IN (SELECT value FROM json_each(?))').pluck().get(JSON.stringify(ids)) ?? 0;
  const inCase = prepared<[], number>(database, 'SELECT count(*) FROM evidence').pluck().get() ?? ids.length;
  return { ids, hashed, inCase, words: selectionWords(selection, ids, inCase) };
}

/** The fields with the number under which the report is made and what it takes the place of. */
export function numberedFields(database: ReadableDatabase, slug: string, fields: ReportFields): ReportFields {
  const reportId = fields.reportId.trim() || newestReportId(database) || `${readCase(database)?.number.trim() || slug}-R1`;
  return { ...fields, reportId, supersedes: fields.supersedes.trim() || supersededBy(database, reportId) };
}

function newestReportId(database: ReadableDatabase): string | undefined {
  return prepared<[], string>(database, `SELECT report_id FROM report WHERE status IN ('draft', 'final') ORDER BY id DESC LIMIT 1`).pluck().get();
}

function supersededBy(database: ReadableDatabase, reportId: string): string {
  const row = prepared<[string], { version: number; status: string; at: string }>(database, `SELECT version, status, created_at AS at FROM report WHERE report_id = ? AND status IN ('draft', 'final') ORDER BY version DESC LIMIT 1`).get(reportId);
  return row === undefined ? '' : `Version ${row.version} (${row.status}) of ${row.at.slice(0, 10)}`;
}

/** Errors of the linter; before the evidence is checked, what only that check can show is left to it. */
export function standingErrors(lints: readonly Lint[], checked: boolean): readonly Lint[] {
  return lints.filter(({ severity, field }) => severity === 'error' && (checked || !/^items\.\d+\.check$/.test(field)));
}

/** Error: ARGUMENT_INVALID with the list in `details.lints`. */
export function refuseFinal(errors: readonly Lint[]): void {
  if (errors.length === 0) return;
  const named = errors.slice(0, 5).map(({ message }) => message);
  const more = errors.length > named.length ? ` And ${errors.length - named.length} more.` : '';
  throw new AppError('ARGUMENT_INVALID', `The report cannot be made final yet: ${named.join(' ')}${more} Fill in what is missing, or make a draft.`, { lints: errors });
}

/** Items whose newest check did not find the bytes of intake. */
export function unverified({ items }: CaseExtract): readonly { readonly id: number; readonly path: string; readonly message: string }[] {
  return items.flatMap(({ id, path, checks }) => {
    const check = checks.at(-1);
    return check === undefined || check.outcome === 'unchanged' ? [] : [{ id, path, message: check.message }];
  });
}

/** Error: FILE_CHANGED where files do not verify and no reason to issue all the same is given. */
export function requireVerified(extract: CaseExtract, overrideReason: string): void {
  const changed = unverified(extract);
  if (changed.length === 0 || overrideReason.trim() !== '') return;
  const named = changed.slice(0, 5).map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new AppError('FILE_CHANGED', `${changed.length} ${changed.length === 1 ? 'file is' : 'files are'} not as taken in (${named}). Find out why. To issue the report nevertheless, type the reason; it becomes part of the report.`, { items: changed.map(({ id }) => id) });
}

/** Opens the signing file at once, so that a wrong passphrase is not found after minutes of work. Error: ARGUMENT_INVALID. */
export function requireSignable(signature: SignatureRequest | null): void {
  if (signature !== null) openPkcs12(signature.pkcs12, signature.passphrase, new Date());
}
