import { type CheckOutcome, type Domain, type ErrorCode, type EvidenceItem, type EvidenceStatus, type ImageFormat, isErrorCode, type ReviewStatus } from '../../contract/index.ts';
import { prepared, type ReadableDatabase } from './database.ts';

interface ItemRow {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  readonly bytes: number;
  readonly format: ImageFormat | null;
  readonly extensionMismatch: 0 | 1;
  readonly width: number | null;
  readonly height: number | null;
  readonly orientation: number;
  readonly camera: string | null;
  readonly takenAt: string | null;
  readonly sha256: string | null;
  readonly status: EvidenceStatus;
  readonly errorCode: ErrorCode | null;
  readonly errorMessage: string | null;
  readonly review: ReviewStatus;
  readonly domain: Domain;
  readonly score: number | null;
  readonly regions: number | null;
  readonly maskShare: number | null;
  readonly findingId: number | null;
  readonly annotations: number;
  readonly duplicates: number;
  readonly addedAt: string;
  readonly check: CheckOutcome | null;
}

const ROWS = `SELECT evidence.id, evidence.path, name, evidence_folder.path AS folder, bytes, format, extension_mismatch AS extensionMismatch, width, height, orientation, camera, taken_at AS takenAt,
    evidence_item.sha256, evidence_item.status, error_code AS errorCode, error_message AS errorMessage, review, domain, score, regions, mask_share AS maskShare, finding_id AS findingId,
    (SELECT count(*) FROM annotation WHERE annotation.evidence_id = evidence_item.evidence_id AND deleted = 0) AS annotations,
    coalesce(evidence_content.items - 1, 0) AS duplicates, added_at AS addedAt,
    (SELECT outcome FROM item_check WHERE item_check.evidence_id = evidence_item.evidence_id AND expected_sha256 = evidence_item.sha256 ORDER BY item_check.id DESC LIMIT 1) AS "check"
  FROM evidence_item JOIN evidence ON evidence.id = evidence_item.evidence_id JOIN evidence_folder ON evidence_folder.id = folder_id LEFT JOIN evidence_content ON evidence_content.sha256 = evidence_item.sha256`;

/** Rows of the grid for these ids, in their order. */
export function readItems(database: ReadableDatabase, ids: Iterable<number>): readonly EvidenceItem[] {
  const wanted = [...ids];
  const rows = prepared<[string], ItemRow>(database, `${ROWS} WHERE evidence_item.evidence_id IN (SELECT value FROM json_each(?))`).all(JSON.stringify(wanted));
  const byId = new Map(rows.map((row) => [row.id, asItem(row)]));
  return wanted.flatMap((id) => byId.get(id) ?? []);
}

export function readItem(database: ReadableDatabase, id: number): EvidenceItem | undefined {
  return readItems(database, [id])[0];
}

function asItem({ errorCode, errorMessage, extensionMismatch, ...row }: ItemRow): EvidenceItem {
  return { ...row, extensionMismatch: extensionMismatch === 1, problem: errorCode === null ? null : { code: isErrorCode(errorCode) ? errorCode : 'INTERNAL', message: errorMessage ?? '' } };
}
