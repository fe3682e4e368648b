import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type AuditCheck, type RecordedHead, verifyAudit } from '../audit/verifyChain.ts';
import type { CaseView } from '../caseFolder.ts';
import { readDigest } from '../evidence/readDigest.ts';
import { checkCustody } from './checkCustody.ts';
import { checkExplanations } from './checkExplanations.ts';
import { checkItems } from './checkItems.ts';
import { checkMarks } from './checkMarks.ts';
import { checkReports, reportFiles } from './checkReports.ts';
import { checkSignals } from './checkSignals.ts';
import { findingDigest, readFinding } from '../store/findings.ts';
import type { ReadableDatabase } from '../store/database.ts';

export interface VerifyOptions {
  /** Also read every file of evidence again. */
  readonly evidence: boolean;
  /** End of the audit log as noted elsewhere. */
  readonly heads: readonly RecordedHead[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (part: VerifyPart, done: number, total: number) => void;
}

export type VerifyPart = 'audit' | 'findings' | 'explanations' | 'signals' | 'marks' | 'custody' | 'artifacts' | 'reports' | 'evidence';

export interface VerifyProblem {
  readonly part: VerifyPart;
  readonly subject: string;
  readonly message: string;
}

export interface VerifyReport {
  readonly case: string;
  readonly audit: AuditCheck;
  readonly findings: number;
  readonly explanations: number;
  /** Runs of second opinions. */
  readonly signals: number;
  /** Revisions of the examiner's marks and masks. */
  readonly marks: number;
  /** Checks of the evidence and transfers. */
  readonly custody: number;
  /** Reports that were made, contact sheets not among them. */
  readonly reports: number;
  readonly artifacts: number;
  /** Files of evidence read again, or null when that was not asked for. */
  readonly evidence: number | null;
  readonly problems: readonly VerifyProblem[];
}

/**
 * Checks a case against itself: the audit chain, each finding, explanation, run of second opinions, mark, check of the evidence, transfer and report against the digest
 * in the chain, each artifact (prompt pictures among them), contact sheet and report file against its SHA-256, and on demand the evidence against the digests taken at intake. Finds changes; cannot say who made them.
 */
export async function verifyCase(view: CaseView, options: VerifyOptions): Promise<VerifyReport> {
  const { database, paths } = view;
  const heads = [...options.heads, ...(await recordedHead(paths.headFile))];
  // One snapshot of all tables, so that a scan running meanwhile raises no alarm; it ends before the long reading of files begins.
  database.exec('BEGIN');
  const problems: VerifyProblem[] = [];
  let read: Awaited<ReturnType<typeof checkTables>>;
  try {
    read = await checkTables(view, heads, problems, options);
  } finally {
    database.exec('COMMIT');
  }
  await checkFiles('artifacts', read.artifacts, problems, options);
  await checkFiles('reports', read.reports, problems, options);
  if (read.evidence !== null) await checkFiles('evidence', read.evidence, problems, options);
  return { case: view.slug, audit: read.audit, findings: read.findings, explanations: read.explanations, signals: read.signals, marks: read.marks, custody: read.custody, reports: read.madeReports, artifacts: read.artifacts.length, evidence: read.evidence?.length ?? null, problems };
}

async function checkTables({ database, paths }: CaseView, heads: readonly RecordedHead[], problems: VerifyProblem[], options: VerifyOptions) {
  const audit = await verifyAudit(database, heads);
  problems.push(...audit.problems.map((problem) => ({ part: 'audit' as const, subject: `row ${problem.sequence}`, message: problem.message })));
  const findings = checkFindings(database, problems, options);
  checkEvidenceRows(database, problems);
  problems.push(...checkItems(database, problems));
  const explanations = checkExplanations(database);
  const signals = checkSignals(database);
  const marks = checkMarks(database);
  const custody = checkCustody(database);
  const reports = checkReports(database);
  problems.push(...explanations.problems, ...signals.problems, ...marks.problems, ...custody.problems, ...reports.problems);
  const inCase = ({ path, sha256 }: { readonly path: string; readonly sha256: string }): CheckedFile => ({ path: join(paths.folder, path), shown: path, sha256 });
  const artifacts = database.prepare<[], { path: string; sha256: string }>('SELECT path, sha256 FROM artifact ORDER BY path').all().map(inCase);
  return { audit, findings, explanations: explanations.count, signals: signals.count, marks: marks.count, custody: custody.count, madeReports: reports.count, artifacts, reports: [...latestSheet(database), ...reportFiles(database)].map(inCase), evidence: options.evidence ? hashedEvidence(database) : null };
}

const headFileSchema = z.object({ sequence: z.number().int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) });

async function recordedHead(path: string): Promise<readonly RecordedHead[]> {
  if (!existsSync(path)) return [];
  try {
    return [{ ...headFileSchema.parse(JSON.parse(await readFile(path, 'utf8'))), source: 'audit-head.json' }];
  } catch {
    return [{ sequence: Number.MAX_SAFE_INTEGER, hash: '', source: 'audit-head.json, which is damaged' }];
  }
}

/** Digest of each finding as the audit log has it, by finding id. */
function digestsInLog(database: ReadableDatabase): ReadonlyMap<string, string> {
  const rows = database
    .prepare<[], { subject: string; digest: string }>(`SELECT subject, details ->> 'digest' AS digest FROM audit WHERE action IN ('finding.recorded', 'finding.repeated') AND json_valid(details)`)
    .iterate();
  return new Map([...rows].map((row) => [row.subject, row.digest]));
}

function checkFindings(database: ReadableDatabase, problems: VerifyProblem[], options: VerifyOptions): number {
  const recorded = digestsInLog(database);
  const ids = database.prepare<[], number>('SELECT id FROM finding ORDER BY id').pluck().all();
  const present = new Set(ids.map((id) => `finding ${id}`));
  for (const subject of recorded.keys()) {
    if (!present.has(subject)) problems.push({ part: 'findings', subject, message: `${subject} is in the audit log and not in the case: it was deleted` });
  }
  for (const [index, id] of ids.entries()) {
    const subject = `finding ${id}`;
    const finding = readFinding(database, id);
    const expected = recorded.get(subject);
    if (expected === undefined) problems.push({ part: 'findings', subject, message: `${subject} was never recorded in the audit log` });
    else if (finding === undefined || safeDigest(() => findingDigest(finding)) !== expected) problems.push({ part: 'findings', subject, message: `${subject} is not as it was recorded: its row, regions or artifacts were edited` });
    options.onProgress?.('findings', index + 1, ids.length);
  }
  return ids.length;
}

/** The digests in the evidence table have to be the ones that were logged when the file was read. */
function checkEvidenceRows(database: ReadableDatabase, problems: VerifyProblem[]): void {
  const logged = database
    .prepare<[], { subject: string; sha256: string | null }>(
      `SELECT subject, details ->> '$.digest.sha256' AS sha256 FROM audit WHERE action IN ('evidence.hashed', 'evidence.failed', 'evidence.skipped') AND json_valid(details) ORDER BY sequence`,
    )
    .iterate();
  const last = new Map<string, string>();
  for (const { subject, sha256 } of logged) if (sha256 !== null) last.set(subject, sha256);
  const rows = database.prepare<[], { id: number; path: string; sha256: string }>('SELECT id, path, sha256 FROM evidence WHERE sha256 IS NOT NULL').iterate();
  for (const { id, path, sha256 } of rows) {
    if (last.get(`evidence ${id}`) !== sha256) problems.push({ part: 'evidence', subject: path, message: `the recorded SHA-256 of ${path} is not the one the audit log has: its row was edited` });
  }
}

/** Edited numbers may be ones that have no canonical form; that is a mismatch, not a failure of the check. */
function safeDigest(digest: () => string): string {
  try {
    return digest();
  } catch {
    return '';
  }
}

function latestSheet(database: ReadableDatabase): readonly { readonly path: string; readonly sha256: string }[] {
  const details = database.prepare<[], string>(`SELECT details FROM audit WHERE action = 'report.contact-sheet' ORDER BY sequence DESC LIMIT 1`).pluck().get();
  const parsed = z.object({ files: z.array(z.object({ path: z.string(), sha256: z.string() })) }).safeParse(details === undefined ? undefined : parseJson(details));
  return parsed.success ? parsed.data.files : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface CheckedFile {
  readonly path: string | Buffer;
  readonly shown: string;
  readonly sha256: string;
}

function hashedEvidence(database: ReadableDatabase): readonly CheckedFile[] {
  return database.prepare<[], { path: Buffer; shown: string; sha256: string }>('SELECT path_bytes AS path, path AS shown, sha256 FROM evidence WHERE sha256 IS NOT NULL ORDER BY id').all();
}

async function checkFiles(part: VerifyPart, files: readonly CheckedFile[], problems: VerifyProblem[], options: VerifyOptions): Promise<void> {
  for (const [index, file] of files.entries()) {
    options.signal?.throwIfAborted();
    const found = await sha256OfFile(file.path);
    if (found === null) problems.push({ part, subject: file.shown, message: `${file.shown} is missing or cannot be read` });
    else if (found !== file.sha256) problems.push({ part, subject: file.shown, message: `${file.shown} was changed: its SHA-256 is ${found}, recorded is ${file.sha256}` });
    options.onProgress?.(part, index + 1, files.length);
  }
}

async function sha256OfFile(path: string | Buffer): Promise<string | null> {
  try {
    return (await readDigest(path, { followLinks: true })).sha256;
  } catch {
    return null;
  }
}
