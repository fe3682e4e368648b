import { createHash } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { analysisOptionsSchema, AppError, type Calibration } from '../../contract/index.ts';
import { appendAudit, GENESIS, readHead } from '../audit/chain.ts';
import type { CaseSession } from '../caseFolder.ts';
import { readCase } from '../store/cases.ts';
import { prepared, type ReadableDatabase } from '../store/database.ts';
import { readEvidence } from '../store/evidence.ts';
import { readFinding } from '../store/findings.ts';
import { readRuns } from '../store/runs.ts';
import { renderItem, renderRow, type SheetItem } from './item.ts';
import { pageName, type ProblemRow, renderPageEnd, renderPageStart, renderProblems, renderRows, type SheetHead } from './page.ts';

/** Cards on a page, pages with cards, and lines on a page of the compact lists that follow. */
export interface SheetLimits {
  readonly cards: number;
  readonly cardPages: number;
  readonly lines: number;
}

const LIMITS: SheetLimits = { cards: 24, cardPages: 40, lines: 1000 };

export interface SheetOptions {
  readonly limits?: SheetLimits;
  /** Whether the model's score was calibrated, by its manifest. */
  readonly scoreCalibrated: boolean;
  /** Error rates of models, for what may be said of a score. */
  readonly calibrations?: readonly Calibration[];
  readonly onItem?: () => void;
}

/**
 * Writes the contact sheet of a case: HTML pages in reports/ with every picture inside, highest scores first, then in large cases a
 * plain list, then the files without a finding. Old pages are replaced. The audit log keeps the SHA-256 of each page.
 * Returns the paths of the pages.
 */
export async function writeContactSheet(session: CaseSession, options: SheetOptions): Promise<readonly string[]> {
  const { database, paths } = session;
  const limits = options.limits ?? LIMITS;
  const head = { ...sheetHead(database, session.slug), scoreCalibrated: options.scoreCalibrated, scoreMeasured: (options.calibrations ?? []).some(({ classes }) => classes.some(({ validated }) => validated)) };
  const items = itemIds(database);
  const problems = problemCount(database);
  const cardItems = items.slice(0, limits.cards * limits.cardPages);
  const lineItems = items.slice(cardItems.length);
  const cardPages = Math.max(1, Math.ceil(cardItems.length / limits.cards));
  const linePages = Math.ceil(lineItems.length / limits.lines);
  // The problems of a small case stand on the page of its cards; many get pages of their own.
  const problemPages = problems <= limits.lines && cardPages + linePages === 1 ? 0 : Math.ceil(problems / limits.lines);
  const pages = cardPages + linePages + problemPages;
  const files: { path: string; sha256: string; bytes: number }[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const written = await writePage(join(paths.reports, pageName(page)), async function* content() {
      yield renderPageStart(head, page, pages);
      if (page <= cardPages) {
        yield '<div class="grid">';
        for (const id of cardItems.slice((page - 1) * limits.cards, page * limits.cards)) {
          yield await renderItem(loadItem(database, id), paths.folder, options.calibrations ?? []);
          options.onItem?.();
        }
        yield '</div>';
        if (problemPages === 0) yield renderProblems(problemRows(database, 0, limits.lines));
      } else if (page <= cardPages + linePages) {
        const start = (page - cardPages - 1) * limits.lines;
        yield renderRows(lineItems.slice(start, start + limits.lines).map((id) => renderRow(loadItem(database, id))));
      } else {
        yield renderProblems(problemRows(database, (page - cardPages - linePages - 1) * limits.lines, limits.lines));
      }
      yield renderPageEnd(head, page, pages);
    });
    files.push({ path: `reports/${pageName(page)}`, ...written });
  }
  await removeOldPages(paths.reports, pages);
  appendAudit(database, { actor: session.actor, action: 'report.contact-sheet', subject: `case ${session.slug}`, details: { files } });
  return files.map((file) => join(paths.folder, file.path));
}

interface ItemId {
  readonly evidenceId: number;
  readonly findingId: number;
}

function itemIds(database: ReadableDatabase): readonly ItemId[] {
  return prepared<[], ItemId>(database, `SELECT evidence.id AS evidenceId, finding.id AS findingId FROM evidence
       JOIN finding ON finding.id = (SELECT max(id) FROM finding WHERE evidence_id = evidence.id AND input_sha256 = evidence.sha256)
       WHERE status = 'analysed' ORDER BY score DESC, path`,
    )
    .all();
}

function loadItem(database: ReadableDatabase, { evidenceId, findingId }: ItemId): SheetItem {
  const evidence = readEvidence(database, evidenceId);
  const finding = readFinding(database, findingId);
  if (evidence === undefined || finding === undefined) throw new AppError('CASE_CORRUPT', `Finding ${findingId} is gone from the case. Run "palimpsest verify".`);
  return { evidence, finding, name: relativeName(database, evidenceId, evidence.path) };
}

function relativeName(database: ReadableDatabase, evidenceId: number, path: string): string {
  const root = prepared<[number], string>(database, 'SELECT evidence_root.path FROM evidence JOIN evidence_root ON evidence_root.id = root_id WHERE evidence.id = ?').pluck().get(evidenceId);
  return root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

function problemCount(database: ReadableDatabase): number {
  return prepared<[], number>(database, `SELECT count(*) FROM evidence WHERE status IN ('failed', 'skipped')`).pluck().get() ?? 0;
}

function problemRows(database: ReadableDatabase, offset: number, limit: number): readonly ProblemRow[] {
  return prepared<[number, number], ProblemRow & { id: number; path: string }>(database, `SELECT id, path, status, error_code AS code, error_message AS message FROM evidence WHERE status IN ('failed', 'skipped') ORDER BY status, path, id LIMIT ? OFFSET ?`,
    )
    .all(limit, offset)
    .map((row) => ({ ...row, name: relativeName(database, row.id, row.path) }));
}

function sheetHead(database: ReadableDatabase, slug: string): Omit<SheetHead, 'scoreCalibrated' | 'scoreMeasured'> {
  const record = readCase(database);
  // The newest run that reached the engine is the one whose parameters the sheet states.
  const runs = readRuns(database);
  const run = runs.find((candidate) => candidate.provider !== null) ?? runs[0];
  if (record === undefined || run === undefined) throw new AppError('CASE_CORRUPT', `Case "${slug}" holds no run yet. Scan a folder first.`, { slug });
  const count = (where: string): number => prepared<[], number>(database, `SELECT count(*) FROM evidence WHERE ${where}`).pluck().get() ?? 0;
  const traces = prepared<[], number>(database, `SELECT count(*) FROM evidence WHERE status = 'analysed' AND EXISTS (SELECT 1 FROM region WHERE finding_id = (SELECT max(id) FROM finding WHERE evidence_id = evidence.id AND input_sha256 = evidence.sha256))`,
    )
    .pluck()
    .get();
  return {
    record,
    run,
    threshold: analysisOptionsSchema.parse(JSON.parse(run.options)).threshold,
    counts: { analysed: count(`status = 'analysed'`), traces: traces ?? 0, problems: count(`status = 'failed'`), passedOver: count(`status = 'skipped'`), waiting: count(`status = 'pending'`) },
    auditHead: readHead(database) ?? { sequence: 0, hash: GENESIS },
    writtenAt: new Date().toISOString(),
  };
}

/** Streams a page into a temporary file, forces it to disk and puts it in place. */
async function writePage(path: string, content: () => AsyncGenerator<string>): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const temporary = `${path}.${process.pid}.tmp`;
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(temporary, 'w');
  try {
    for await (const part of content()) {
      const chunk = Buffer.from(part, 'utf8');
      hash.update(chunk);
      bytes += chunk.length;
      await file.write(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  return { sha256: hash.digest('hex'), bytes };
}

async function removeOldPages(folder: string, pages: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const number = /^sheet-(\d+)\.html$/.exec(name)?.[1];
    if (number !== undefined && Number(number) > pages) await rm(join(folder, name), { force: true });
  }
}
