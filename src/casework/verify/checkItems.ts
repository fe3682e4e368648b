import type { ReadableDatabase } from '../store/database.ts';
import { digestOfIds } from '../store/itemState.ts';
import type { VerifyProblem } from './verifyCase.ts';

interface LoggedChange {
  readonly subject: string;
  readonly value: string | null;
  readonly idsSha256: string | null;
}

/**
 * Checks what the evidence list shows against what it follows from: findings and evidence rows for the numbers, the audit log for what the examiner set.
 * Where the finding or the evidence row itself was `reported` already, a list that differs from it is no news.
 */
export function checkItems(database: ReadableDatabase, reported: readonly VerifyProblem[] = []): readonly VerifyProblem[] {
  return [...checkNumbers(database, new Set(reported.map(({ subject }) => subject))), ...checkExaminerState(database, 'review', 'unreviewed'), ...checkExaminerState(database, 'domain', 'unset'), ...checkNotes(database)];
}

function checkNumbers(database: ReadableDatabase, reported: ReadonlySet<string>): readonly VerifyProblem[] {
  const differing = database
    .prepare<[], { path: string; findingId: number | null }>(
      `SELECT evidence.path, finding.id AS findingId FROM evidence LEFT JOIN evidence_item ON evidence_item.evidence_id = evidence.id
         LEFT JOIN finding ON finding.id = (SELECT max(id) FROM finding WHERE evidence_id = evidence.id AND input_sha256 = evidence.sha256)
         WHERE evidence_item.evidence_id IS NULL OR evidence_item.sha256 IS NOT evidence.sha256 OR evidence_item.status IS NOT evidence.status OR finding_id IS NOT finding.id
           OR evidence_item.score IS NOT finding.score OR evidence_item.mask_share IS NOT finding.mask_share ORDER BY evidence.id`,
    )
    .all();
  return differing
    .filter(({ path, findingId }) => !reported.has(path) && !reported.has(`finding ${findingId}`))
    .map(({ path }) => problem(path, `the list of evidence shows other numbers for ${path} than its finding has: its row was edited`));
}

/**
 * Values the examiner set are those logged last. A line that stands for more than a thousand items names them only by digest; it is checked where the items
 * that still hold its value are the ones it named, and otherwise says nothing of single items.
 */
function checkExaminerState(database: ReadableDatabase, field: 'review' | 'domain', initial: string): readonly VerifyProblem[] {
  const changes = database
    .prepare<[string], LoggedChange>(`SELECT subject, details ->> 'to' AS value, details ->> 'idsSha256' AS idsSha256 FROM audit WHERE action = ? AND json_valid(details) ORDER BY sequence`)
    .all(`evidence.${field}`);
  const single = new Map<string, string | null>();
  let many: LoggedChange | null = null;
  for (const change of changes) {
    if (change.idsSha256 === null) single.set(change.subject, change.value);
    else {
      many = change;
      single.clear();
    }
  }
  const rows = database.prepare<[], { id: number; path: string; value: string }>(`SELECT evidence_id AS id, path, ${field} AS value FROM evidence_item JOIN evidence ON evidence.id = evidence_id ORDER BY evidence_id`).all();
  const untouched = rows.filter(({ id }) => !single.has(`evidence ${id}`));
  const wrong = rows.filter(({ id, value }) => single.has(`evidence ${id}`) && single.get(`evidence ${id}`) !== value);
  // Without a line for many, what has no line of its own was never touched; with one, it is known only while no other items hold its value.
  const unexplained = many === null ? untouched.filter(({ value }) => value !== initial) : [];
  const bulk = many;
  if (bulk !== null && single.size === 0 && changes.length === 1 && digestOfIds(rows.filter(({ value }) => value === bulk.value).map(({ id }) => id)) !== bulk.idsSha256) {
    return [problem(bulk.subject, `the ${field} of items is not as it was set for ${bulk.subject}: rows were edited`)];
  }
  return [...wrong, ...unexplained].map(({ path }) => problem(path, `the ${field} of ${path} is not the one the audit log has: its row was edited`));
}

function checkNotes(database: ReadableDatabase): readonly VerifyProblem[] {
  const changed = database
    .prepare<[], string>(
      `SELECT path FROM evidence LEFT JOIN evidence_note ON evidence_note.evidence_id = evidence.id
         LEFT JOIN (SELECT subject, details, max(sequence) FROM audit WHERE action = 'evidence.note' AND json_valid(details) GROUP BY subject) AS logged ON logged.subject = 'evidence ' || evidence.id
         WHERE coalesce(note, '') <> coalesce(logged.details ->> 'to', '') ORDER BY evidence.id`,
    )
    .pluck()
    .all();
  return changed.map((path) => problem(path, `the note on ${path} is not the one the audit log has: it was edited`));
}

function problem(subject: string, message: string): VerifyProblem {
  return { part: 'evidence', subject, message };
}
