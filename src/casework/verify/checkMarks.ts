import { digestOf, sha256Of } from '../canonicalJson.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { differing, digestsOf } from './checkExplanations.ts';
import type { VerifyProblem } from './verifyCase.ts';

/** Checks every revision of the examiner's marks and of the analyst's mask against the digest that was logged when it was saved. */
export function checkMarks(database: ReadableDatabase): { readonly count: number; readonly problems: readonly VerifyProblem[] } {
  const marks = annotationDigests(database);
  const masks = maskDigests(database);
  const inWords = (what: string) => (subject: string): string => `the revisions of ${what.replace('#', subject)} are not those the audit log has: rows were edited or deleted`;
  const problems = [
    ...differing(marks, digestsOf(database, `'annotation.saved', 'annotation.removed'`), inWords('#')),
    ...differing(masks, digestsOf(database, `'mask.revised'`), inWords('the analyst mask of #')),
  ];
  return { count: marks.length + masks.length, problems: problems.map((problem) => ({ ...problem, part: 'marks' })) };
}

function annotationDigests(database: ReadableDatabase): readonly { readonly subject: string; readonly digest: string }[] {
  // Revisions of one annotation in their order; a newest one that is hidden or pointed away from shows as a revision that is missing.
  return database
    .prepare<[], { id: string; body: string; newest: number | null }>(
      `SELECT r.id, r.body, (SELECT a.revision FROM annotation AS a WHERE a.id = r.id AND a.evidence_id = r.evidence_id
         AND a.deleted = (SELECT deleted FROM annotation_revision WHERE id = a.id AND revision = a.revision)
         AND a.revision = (SELECT max(revision) FROM annotation_revision WHERE id = a.id)) AS newest
       FROM annotation_revision AS r ORDER BY r.id, r.revision`,
    )
    .all()
    .map(({ id, body, newest }) => ({ subject: `annotation ${id}`, digest: newest === null ? '' : safely(body) }));
}

function maskDigests(database: ReadableDatabase): readonly { readonly subject: string; readonly digest: string }[] {
  const revisions = database.prepare<[], { evidenceId: number; revision: number }>('SELECT evidence_id AS evidenceId, revision FROM mask_revision ORDER BY evidence_id, revision').all();
  // In the order they were saved: that is the order the digest was taken in.
  const tiles = database.prepare<[number, number], { column: number; row: number; bits: Buffer | null }>('SELECT tile_column AS "column", tile_row AS "row", bits FROM mask_tile WHERE evidence_id = ? AND revision = ? ORDER BY id');
  return revisions.map(({ evidenceId, revision }) => {
    const content = tiles.all(evidenceId, revision).map(({ column, row, bits }) => [column, row, bits === null ? null : sha256Of(bits)]);
    return { subject: `evidence ${evidenceId}`, digest: digestOf(content) };
  });
}

function safely(body: string): string {
  try {
    return digestOf(JSON.parse(body));
  } catch {
    return '';
  }
}
