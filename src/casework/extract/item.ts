import { type Analysis, AppError, type ExtractFinding, type ExtractItem, extractItemSchema, type ImageFacts, imageFactsSchema } from '../../contract/index.ts';
import { standingAnnotations } from '../annotate/annotationRows.ts';
import { checksOfItem } from '../custody/checkRows.ts';
import { scoreReadingOf } from '../scoreReadings.ts';
import { newestDoneRow, signalRunOf } from '../signals/signalRows.ts';
import { prepared, type ReadableDatabase } from '../store/database.ts';
import { readEvidence } from '../store/evidence.ts';
import { latestFindingId, readFinding } from '../store/findings.ts';
import { readItem } from '../store/itemRows.ts';
import { noSuchItem, readNote } from '../store/itemState.ts';
import { analystMask } from './analystMask.ts';
import { extractExplanations } from './explanations.ts';
import type { InstalledModels } from './models.ts';

/** Everything the case holds of one item. Errors: ITEM_NOT_FOUND; CASE_CORRUPT where its rows do not hold what this release writes. */
export async function extractItem(database: ReadableDatabase, caseFolder: string, id: number, models: InstalledModels): Promise<ExtractItem> {
  const evidence = readEvidence(database, id);
  const item = readItem(database, id);
  if (evidence === undefined || item === undefined) throw noSuchItem(id);
  const { path, name, folder, bytes, addedAt, status, problem, review, domain, sha256 } = item;
  const facts = evidence.facts === null ? null : (imageFactsSchema.safeParse(JSON.parse(evidence.facts)).data ?? null);
  const findingId = latestFindingId(database, id);
  const finding = findingId === undefined ? null : extractFinding(database, findingId, facts, models);
  const extracted: ExtractItem = {
    id, path, name, folder, bytes, modified: evidence.mtimeNs, addedAt,
    hashedAt: prepared<[number], string | null>(database, 'SELECT hashed_at FROM evidence WHERE id = ?').pluck().get(id) ?? null,
    sha256, md5: evidence.md5, sha1: evidence.sha1, facts, status, problem, review, domain,
    note: readNote(database, id),
    duplicates: sha256 === null ? [] : prepared<[string, number], number>(database, 'SELECT id FROM evidence WHERE sha256 = ? AND id <> ? ORDER BY id').pluck().all(sha256, id),
    finding,
    secondOpinions: secondOpinionsOf(database, id),
    annotations: [...standingAnnotations(database, id)],
    analystMask: facts === null ? null : await analystMask(database, caseFolder, id, { width: facts.width, height: facts.height }),
    explanations: findingId === undefined ? [] : [...extractExplanations(database, id, findingId)],
    checks: [...checksOfItem(database, id)],
  };
  const checked = extractItemSchema.safeParse(extracted);
  // The points of outlines stay as they were read: copied ones take up twice the room, and there are millions of them.
  if (checked.success) return { ...checked.data, finding: finding === null || checked.data.finding === null ? null : { ...checked.data.finding, regions: finding.regions } };
  const [issue] = checked.error.issues;
  throw new AppError('CASE_CORRUPT', `What the case holds of item ${id} (${path}) is not as this release writes it (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}). Run "palimpsest verify", then analyse the item again.`, { item: id, issues: checked.error.issues });
}

/** The newest run over the present content that was finished. */
function secondOpinionsOf(database: ReadableDatabase, evidenceId: number): ExtractItem['secondOpinions'] {
  const row = newestDoneRow(database, evidenceId);
  return row === undefined ? null : signalRunOf(database, row);
}

function extractFinding(database: ReadableDatabase, findingId: number, facts: ImageFacts | null, models: InstalledModels): ExtractFinding | null {
  const finding = readFinding(database, findingId);
  if (finding === undefined) return null;
  const { id, createdAt, score, reliability, maskShare, gate, artifacts, regions, digest } = finding;
  // Written by this application from values of these types; the schema above refuses anything else.
  const record = finding.record as Analysis['record'];
  const coefficients = finding.coefficients as Analysis['coefficients'];
  const scoreReading = scoreReadingOf(models.installed.flatMap(({ calibration }) => calibration ?? []), { score, record }, facts);
  return { id, createdAt, score, scoreReading, threshold: record.options.threshold, reliability, maskShare, gate, coefficients, artifacts: [...artifacts], regions: [...regions], record, digest };
}
