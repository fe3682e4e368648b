import { prepared, type ReadableDatabase } from '../store/database.ts';
import { type CheckRow, checkSummarySchema, newestFullCheck } from './checkRows.ts';
import type { Named } from './listing.ts';

/**
 * What can be said of the evidence as a whole after its newest check of everything, in sentences: bytes, modification times, listing, what could not be
 * compared, and what has come since. Null before there was one. Follows from the rows alone: the same case gives the same words.
 */
export function evidenceStatement(database: ReadableDatabase): string | null {
  const check = newestFullCheck(database);
  if (check?.summary === undefined || check.summary === null) return null;
  return [...statementOf(check, check.summary), ...sinceThen(database, check)].join(' ');
}

function statementOf({ author, finishedAt, items }: CheckRow, stored: string): readonly string[] {
  const summary = checkSummarySchema.parse(JSON.parse(stored));
  const { unchanged, changed, missing, unreadable, retimed, withoutDigest, single, listing } = summary;
  const wrong = changed + missing + unreadable;
  const when = `On ${(finishedAt ?? '').slice(0, 19)}Z (UTC) ${author} had ${files(items)} read again and compared with the digest taken at intake.`;
  const words = [when];
  if (wrong === 0) words.push(`The bytes of ${unchanged === 1 ? 'the file are' : `all ${unchanged} files are`} unchanged (SHA-256).`);
  else {
    const parts = [[changed, 'changed'], [missing, 'missing'], [unreadable, 'not readable']].flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]));
    words.push(`${wrong} of them ${wrong === 1 ? 'is' : 'are'} not as at intake: ${parts.join(', ')}; the bytes of the other ${unchanged} are unchanged (SHA-256).`);
  }
  if (unchanged > 0) words.push(retimed === 0 ? 'Their modification times are those of intake.' : `The modification time of ${retimed} of the unchanged ${retimed === 1 ? 'differs' : 'differ'} from intake.`);
  if (withoutDigest > 0) words.push(`${withoutDigest} ${withoutDigest === 1 ? 'entry has' : 'entries have'} no digest, because ${withoutDigest === 1 ? 'it was' : 'they were'} not read at intake, and could not be compared.`);
  if (listing !== null) {
    const { folders, appeared, vanished, unlistable } = listing;
    if (folders > 0) {
      const same = appeared.count === 0 && vanished.count === 0 && missing === 0 && unlistable.count === 0;
      if (same) words.push(`The ${folders === 1 ? 'folder taken in holds' : `${folders} folders taken in hold`} the same entries as at intake, with all below ${folders === 1 ? 'it' : 'them'}.`);
    }
    if (appeared.count > 0) words.push(`${appeared.count} ${appeared.count === 1 ? 'entry was' : 'entries were'} not there at intake: ${listed(appeared)}.`);
    if (vanished.count > 0) words.push(`${vanished.count} ${vanished.count === 1 ? 'entry' : 'entries'} without a digest ${vanished.count === 1 ? 'is' : 'are'} gone: ${listed(vanished)}.`);
    if (unlistable.count > 0) words.push(`${unlistable.count} ${unlistable.count === 1 ? 'folder' : 'folders'} could not be listed: ${listed(unlistable)}.`);
  }
  if (single > 0) words.push(`${files(single)} ${single === 1 ? 'was' : 'were'} taken in one by one; what else lay in ${single === 1 ? 'its folder' : 'their folders'} at intake is not recorded.`);
  return words;
}

/** Files taken in, or taken in anew, after the check began are not covered by it. */
function sinceThen(database: ReadableDatabase, { id }: CheckRow): readonly string[] {
  const hashed = prepared<[], number>(database, 'SELECT count(*) FROM evidence WHERE sha256 IS NOT NULL').pluck().get() ?? 0;
  const covered = prepared<[number], number>(database, 'SELECT count(*) FROM item_check JOIN evidence ON evidence.id = evidence_id AND evidence.sha256 = expected_sha256 WHERE check_id = ?').pluck().get(id) ?? 0;
  const uncovered = hashed - covered;
  const retaken = prepared<[], number>(database, `SELECT count(DISTINCT subject) FROM audit WHERE action = 'evidence.changed'`).pluck().get();
  const words: string[] = [];
  if (uncovered > 0) words.push(`${files(uncovered)} taken in since then ${uncovered === 1 ? 'is' : 'are'} not covered by this check.`);
  if (retaken !== undefined && retaken > 0) words.push(`${files(retaken)} had changed between two intakes and ${retaken === 1 ? 'was' : 'were'} taken in anew; the audit log has both states ("evidence.changed").`);
  return words;
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

/** Paths of a list, the first ten, then how many more. */
function listed({ count, paths }: Named): string {
  const shown = paths.slice(0, 10).join('; ');
  return count > 10 ? `${shown}; and ${count - 10} more` : shown;
}
