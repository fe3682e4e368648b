import { type Annotation, type AnnotationBody, annotationBodySchema } from '../../contract/index.ts';
import { canonicalJson } from '../canonicalJson.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from '../store/database.ts';

interface StoredRevision {
  readonly id: string;
  readonly revision: number;
  readonly evidenceId: number;
  readonly body: string;
  readonly deleted: number;
  readonly author: string;
  readonly at: string;
}

const COLUMNS = 'r.id, r.revision, r.evidence_id AS evidenceId, r.body, r.deleted, r.author, r.at';
const NEWEST = `SELECT ${COLUMNS} FROM annotation AS a JOIN annotation_revision AS r ON r.id = a.id AND r.revision = a.revision`;

/** The newest revision of every annotation of an item that is not deleted, in the order of their ids. */
export function standingAnnotations(database: ReadableDatabase, evidenceId: number): readonly Annotation[] {
  return prepared<[number], StoredRevision>(database, `${NEWEST} WHERE a.evidence_id = ? AND a.deleted = 0 ORDER BY a.id`).all(evidenceId).map(fromStored);
}

/** The newest revision of one annotation, deleted or not. */
export function newestRevision(database: ReadableDatabase, id: string): Annotation | undefined {
  const row = prepared<[string], StoredRevision>(database, `${NEWEST} WHERE a.id = ?`).get(id);
  return row === undefined ? undefined : fromStored(row);
}

/** Every revision of one annotation, the first one first. */
export function annotationRevisions(database: ReadableDatabase, id: string): readonly Annotation[] {
  return prepared<[string], StoredRevision>(database, `SELECT ${COLUMNS} FROM annotation_revision AS r WHERE r.id = ? ORDER BY revision`).all(id).map(fromStored);
}

/** Adds a revision, points at it as the newest; the caller's transaction holds both together. Counts of marks are taken from `annotation`. */
export function insertRevision(database: WritableDatabase, annotation: Annotation): void {
  const { id, revision, evidenceId, deleted, author, at } = annotation;
  prepared(database, 'INSERT INTO annotation (id, evidence_id, revision, deleted) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, deleted = excluded.deleted')
    .run(id, evidenceId, revision, deleted ? 1 : 0);
  prepared(database, 'INSERT INTO annotation_revision (id, revision, evidence_id, body, deleted, author, at) VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(id, revision, evidenceId, canonicalJson(bodyOf(annotation)), deleted ? 1 : 0, author, at);
}

export function bodyOf({ shape, note, confidence, layers }: AnnotationBody): AnnotationBody {
  return { shape, note, confidence, layers };
}

function fromStored(row: StoredRevision): Annotation {
  const { id, revision, evidenceId, author, at } = row;
  return { id, revision, evidenceId, ...annotationBodySchema.parse(JSON.parse(row.body)), deleted: row.deleted === 1, author, at };
}
