import { sha256Of, digestOf } from '../canonicalJson.ts';
import { digestOfRow } from '../explain/store/digest.ts';
import { readRow } from '../explain/store/explanationRows.ts';
import type { ReadableDatabase } from '../store/database.ts';
import type { VerifyProblem } from './verifyCase.ts';

interface LoggedDigest {
  readonly subject: string;
  readonly digest: string | null;
}

/**
 * Checks each finished explanation against its digest in the audit log, each exchange against the digests of its texts, and each decision and consent against
 * its line in the log. The files of the prompt pictures are artifacts and are checked with them.
 */
export function checkExplanations(database: ReadableDatabase): { readonly count: number; readonly problems: readonly VerifyProblem[] } {
  const { count, problems } = checkFinished(database);
  return { count, problems: [...problems, ...checkExchanges(database), ...checkDecisions(database), ...checkConsents(database)] };
}

function checkFinished(database: ReadableDatabase): { readonly count: number; readonly problems: readonly VerifyProblem[] } {
  const logged = new Map(digestsOf(database, `'explanation.finished'`).map(({ subject, digest }) => [subject, digest]));
  const rows = database.prepare<[], { id: number; running: number }>(`SELECT id, status = 'running' AS running FROM explanation ORDER BY id`).all();
  const present = new Set(rows.map(({ id }) => `explanation ${id}`));
  const problems: VerifyProblem[] = [];
  for (const subject of logged.keys()) if (!present.has(subject)) problems.push(problem(subject, `${subject} is in the audit log and not in the case: it was deleted`));
  for (const { id, running } of rows) {
    const subject = `explanation ${id}`;
    const expected = logged.get(subject);
    const row = readRow(database, id);
    if (running === 1) {
      if (expected !== undefined) problems.push(problem(subject, `${subject} ended and is shown as running: its row was edited`));
    } else if (expected === undefined) problems.push(problem(subject, `${subject} was never recorded in the audit log`));
    else if (row === undefined || safely(() => digestOfRow(database, row)) !== expected) problems.push(problem(subject, `${subject} is not as it was recorded: its row, statements, pictures or exchanges were edited`));
  }
  return { count: rows.length, problems };
}

function checkExchanges(database: ReadableDatabase): readonly VerifyProblem[] {
  const problems: VerifyProblem[] = [];
  const rows = database
    .prepare<[], { id: number; number: number; request: string; requestSha256: string; reply: string; replySha256: string }>(
      'SELECT explanation_id AS id, number, request, request_sha256 AS requestSha256, reply, reply_sha256 AS replySha256 FROM explanation_exchange ORDER BY explanation_id, number',
    )
    .iterate();
  for (const { id, number, request, requestSha256, reply, replySha256 } of rows) {
    for (const [what, text, digest] of [['request', request, requestSha256], ['reply', reply, replySha256]] as const) {
      if (sha256Of(text) !== digest) problems.push(problem(`explanation ${id}`, `the ${what} of exchange ${number} of explanation ${id} is not the one that was made: it was edited`));
    }
  }
  return problems;
}

/** Every decision has a line with its digest, in the same order, and every line its decision. */
function checkDecisions(database: ReadableDatabase): readonly VerifyProblem[] {
  const made = database
    .prepare<[], { id: number; number: number; decision: string; text: string | null; author: string; at: string }>('SELECT explanation_id AS id, number, decision, text, author, at FROM statement_review ORDER BY id')
    .all()
    .map(({ id, number: _number, ...review }) => ({ subject: `explanation ${id}`, digest: digestOf(review) }));
  return differing(made, digestsOf(database, `'statement.decided'`), (subject) => `the decisions on the sentences of ${subject} are not those the audit log has: rows were edited`);
}

function checkConsents(database: ReadableDatabase): readonly VerifyProblem[] {
  const made = database
    .prepare<[], { origin: string; given: number; reason: string; author: string; at: string }>('SELECT origin, given, reason, author, at FROM consent ORDER BY id')
    .all()
    .map(({ given, ...consent }) => ({ subject: `server ${consent.origin}`, digest: digestOf({ ...consent, given: given === 1 }) }));
  return differing(made, digestsOf(database, `'consent.given', 'consent.withdrawn'`), (subject) => `the consents for ${subject} are not those the audit log has: rows were edited`);
}

/** Subjects whose list of digests is not the logged one. */
export function differing(made: readonly LoggedDigest[], logged: readonly LoggedDigest[], words: (subject: string) => string): readonly VerifyProblem[] {
  const lists = (all: readonly LoggedDigest[]): Map<string, string> => {
    const bySubject = new Map<string, string>();
    for (const { subject, digest } of all) bySubject.set(subject, `${bySubject.get(subject) ?? ''} ${digest}`);
    return bySubject;
  };
  const [found, expected] = [lists(made), lists(logged)];
  return [...new Set([...found.keys(), ...expected.keys()])].filter((subject) => found.get(subject) !== expected.get(subject)).map((subject) => problem(subject, words(subject)));
}

/** Digests that lines of these actions carry, oldest first. `actions` are quoted names. */
export function digestsOf(database: ReadableDatabase, actions: string): readonly LoggedDigest[] {
  return database.prepare<[], LoggedDigest>(`SELECT subject, details ->> 'digest' AS digest FROM audit WHERE action IN (${actions}) AND json_valid(details) ORDER BY sequence`).all();
}

/** A digest that cannot be made, for a row that is no longer whole, is equal to none. */
export function safely(digest: () => string): string {
  try {
    return digest();
  } catch {
    return '';
  }
}

function problem(subject: string, message: string): VerifyProblem {
  return { part: 'explanations', subject, message };
}
