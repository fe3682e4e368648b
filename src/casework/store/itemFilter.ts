import { type EvidenceFilter, REVIEW_STATUSES } from '../../contract/index.ts';
import { foldText } from './database.ts';

/** A condition on `evidence_item`, with its bound values. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

export type FilterPart = keyof EvidenceFilter;

/** Words a search may have; more are left out. */
const WORDS = 20;

/** SQL of the statuses after which an item still needs the examiner. Files passed over at intake do not. */
export const NEEDS_REVIEW = `(review IN ('unreviewed', 'in_review') AND status <> 'skipped')`;

/** All conditions of a filter but those named, joined; `1` where nothing is restricted. Values are bound, never written into the SQL. */
export function filterCondition(filter: EvidenceFilter, without: readonly FilterPart[] = []): Condition {
  const parts = Object.entries(PARTS)
    .filter(([part]) => !without.includes(part as FilterPart))
    .flatMap(([, make]) => make(filter));
  if (parts.length === 0) return { sql: '1', values: [] };
  return { sql: parts.map((part) => `(${part.sql})`).join(' AND '), values: parts.flatMap((part) => part.values) };
}

const PARTS: Readonly<Record<FilterPart, (filter: EvidenceFilter) => readonly Condition[]>> = {
  review: ({ review }) => among('review', review),
  status: ({ status }) => among('status', status),
  domain: ({ domain }) => among('domain', domain),
  format: ({ format }) => among('format', format),
  camera: ({ camera }) => among('camera', camera),
  folder: ({ folder }) => (folder === undefined ? [] : [{ sql: 'folder_id = (SELECT id FROM evidence_folder WHERE path = ?)', values: [folder] }]),
  score: ({ score }) => between('score', score),
  regions: ({ regions }) => between('regions', regions),
  pixels: ({ pixels }) => between('pixels', pixels),
  bytes: ({ bytes }) => between('bytes', bytes),
  extensionMismatch: ({ extensionMismatch }) => (extensionMismatch === undefined ? [] : [{ sql: 'extension_mismatch = ?', values: [extensionMismatch ? 1 : 0] }]),
  annotated: ({ annotated }) => (annotated === undefined ? [] : [{ sql: `evidence_id ${annotated ? 'IN' : 'NOT IN'} (SELECT evidence_id FROM annotation WHERE deleted = 0)`, values: [] }]),
  duplicated: ({ duplicated }) => (duplicated === undefined ? [] : [{ sql: duplicated ? REPEATED : `NOT coalesce(${REPEATED}, 0)`, values: [] }]),
  text: ({ text }) => wordsOf(text).map((word) => ({ sql: 'instr(search, ?) > 0', values: [word] })),
};

const REPEATED = 'sha256 IN (SELECT sha256 FROM evidence_content WHERE items > 1)';

/** Words of a search as they are compared. */
export function wordsOf(text: string | undefined): readonly string[] {
  return [...new Set(foldText(text ?? '').split(/\s+/).filter((word) => word !== ''))].slice(0, WORDS);
}

function among(column: string, values: readonly string[] | undefined): readonly Condition[] {
  if (values === undefined) return [];
  return [{ sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] }];
}

function between(column: string, bounds: { readonly least?: number | undefined; readonly most?: number | undefined } | undefined): readonly Condition[] {
  const conditions: Condition[] = [];
  if (bounds?.least !== undefined) conditions.push({ sql: `${column} >= ?`, values: [bounds.least] });
  if (bounds?.most !== undefined) conditions.push({ sql: `${column} <= ?`, values: [bounds.most] });
  return conditions;
}

/** Place of a review status in the order of the keys 0-5, for sorting. */
export const REVIEW_ORDER = `CASE review ${REVIEW_STATUSES.map((status, place) => `WHEN '${status}' THEN ${place}`).join(' ')} END`;
