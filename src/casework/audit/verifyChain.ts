import { setImmediate as breathe } from 'node:timers/promises';
import type { ReadableDatabase } from '../store/database.ts';
import { type AuditHead, type AuditRow, auditHash, GENESIS, readHead } from './chain.ts';

export interface AuditProblem {
  readonly kind: 'edited' | 'deleted' | 'reordered' | 'truncated' | 'unlinked' | 'replaced';
  /** Row the problem is at; for `deleted` and `truncated` the first row that is gone; for `unlinked` the row that was replaced. */
  readonly sequence: number;
  readonly message: string;
}

export interface AuditCheck {
  readonly rows: number;
  readonly head: AuditHead | null;
  readonly problems: readonly AuditProblem[];
}

/** A head that was written down somewhere: in the case folder, on the contact sheet or on paper. */
export interface RecordedHead extends AuditHead {
  readonly source: string;
}

const PAGE = 500;
/** How far a misplaced row is looked for, so that a log with many bad rows does not take quadratic time. */
const REORDER_CANDIDATES = 200;

/**
 * Walks the whole chain and names every row that was edited, removed or moved, and a tail that was cut off.
 * Someone who rewrites every row from some point on leaves a chain that holds together; only a head recorded elsewhere shows that.
 */
export async function verifyAudit(database: ReadableDatabase, recorded: readonly RecordedHead[] = []): Promise<AuditCheck> {
  const problems: AuditProblem[] = [];
  const misfits: AuditRow[] = [];
  const breaks = new Set<number>();
  const wanted = new Map<number, string>();
  const stored = readHead(database);
  const heads: readonly RecordedHead[] = [...(stored === undefined ? [] : [{ ...stored, source: 'the database' }]), ...recorded];
  for (const head of heads) wanted.set(head.sequence, '');
  let last: AuditHead = { sequence: 0, hash: GENESIS };
  let rows = 0;
  const page = database.prepare<[number, number], AuditRow>('SELECT sequence, at, actor, action, subject, details, previous, hash FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?');
  for (let batch = page.all(Number.MIN_SAFE_INTEGER, PAGE); batch.length > 0; batch = page.all(last.sequence, PAGE)) {
    for (const row of batch) {
      rows += 1;
      const gap = row.sequence !== last.sequence + 1;
      if (gap) problems.push(missingRows(last.sequence + 1, row.sequence - 1));
      if (auditHash(row) !== row.hash) misfits.push(row);
      else if (!gap && row.previous !== last.hash) breaks.add(row.sequence);
      if (wanted.has(row.sequence)) wanted.set(row.sequence, row.hash);
      last = { sequence: row.sequence, hash: row.hash };
    }
    await breathe();
  }
  problems.push(...explainMisfits(misfits));
  const atHeads = heads.flatMap((head) => compareHead(head, last, wanted.get(head.sequence) ?? '') ?? []);
  const lastReplaced = atHeads.some(({ kind, sequence }) => kind === 'replaced' && sequence === last.sequence);
  problems.push(...explainBreaks(breaks, new Set(misfits.map(({ sequence }) => sequence)), lastReplaced ? last.sequence : 0), ...atHeads);
  if (stored === undefined && rows > 0) problems.push({ kind: 'truncated', sequence: rows, message: 'the recorded end of the log is gone' });
  return { rows, head: rows === 0 ? null : last, problems: problems.toSorted((a, b) => a.sequence - b.sequence) };
}

function missingRows(first: number, last: number): AuditProblem {
  if (last < first) return { kind: 'edited', sequence: last + 1, message: `row number ${last + 1} is not one a log can have` };
  return { kind: 'deleted', sequence: first, message: first === last ? `row ${first} was deleted` : `rows ${first} to ${last} were deleted` };
}

/** A row whose hash does not fit was edited, unless it fits under another number: then it was moved. */
function explainMisfits(misfits: readonly AuditRow[]): readonly AuditProblem[] {
  const places = misfits.slice(0, REORDER_CANDIDATES).map((row) => row.sequence);
  return misfits.map((row) => {
    const { sequence } = row;
    const origin = [sequence - 1, sequence + 1, ...places].find((place) => place !== sequence && auditHash({ ...row, sequence: place }) === row.hash);
    return origin === undefined
      ? { kind: 'edited', sequence, message: `row ${sequence} was edited` }
      : { kind: 'reordered', sequence, message: `row ${sequence} was moved: it was written as row ${origin}` };
  });
}

/**
 * Rows that fit their own hash and do not lead from one to the next. A row that was edited and given a hash that fits no longer leads to the row after it;
 * one whose link to the row before was changed as well breaks on both sides. `last` is the number of the last row where it is known to be another, or 0.
 */
function explainBreaks(breaks: ReadonlySet<number>, misfits: ReadonlySet<number>, last: number): readonly AuditProblem[] {
  const problems: AuditProblem[] = [];
  let explained = 0;
  for (const sequence of breaks) {
    // The hash of a row that is named already is not the one the next row was written after.
    if (sequence === explained || misfits.has(sequence - 1)) continue;
    const onBothSides = breaks.has(sequence + 1) || sequence === last || sequence === 1;
    const replaced = onBothSides ? sequence : sequence - 1;
    explained = onBothSides ? sequence + 1 : 0;
    const link = onBothSides ? `it does not follow from ${sequence === 1 ? 'the beginning of a log' : `row ${sequence - 1}`}` : `row ${sequence} does not follow from it`;
    problems.push({ kind: 'unlinked', sequence: replaced, message: `row ${replaced} was replaced by another with a hash of its own: ${link}` });
  }
  return problems;
}

function compareHead(head: RecordedHead, last: AuditHead, found: string): AuditProblem | null {
  if (head.sequence > last.sequence) {
    return { kind: 'truncated', sequence: last.sequence + 1, message: `rows ${last.sequence + 1} to ${head.sequence} were cut off the end (the end recorded in ${head.source} is row ${head.sequence})` };
  }
  if (found === head.hash) return null;
  return { kind: 'replaced', sequence: head.sequence, message: `row ${head.sequence} is not the one recorded in ${head.source}: the log was rewritten` };
}
