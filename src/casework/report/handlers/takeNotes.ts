import type { CaseExtract } from '../../../contract/extract.ts';
import { appendAudit } from '../../audit/chain.ts';
import { bodyOf, insertRevision, newestRevision } from '../../annotate/annotationRows.ts';
import { digestOf } from '../../canonicalJson.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { parseReview } from '../../export/package/formats.ts';
import { type Merge, type MergeChange, type MergeConflict, mergeReview } from '../../export/package/mergeReview.ts';
import { buildExtract } from '../../extract/buildExtract.ts';
import { inTransaction, prepared } from '../../store/database.ts';
import { changeItems, writeNote } from '../../store/itemState.ts';
import { keptPackages } from './packages.ts';

export interface NotesTaken {
  readonly applied: { evidenceId: number; what: string }[];
  readonly conflicts: { evidenceId: number | null; what: string; mine: string; theirs: string }[];
}

/**
 * Compares the notes of a reviewer with the case as it is now and, where `apply` says so, writes what nothing speaks against: all of it or nothing, with the
 * reviewer as author and a line each in the audit log. Error: ARGUMENT_INVALID for a file that holds no notes.
 */
export async function takeNotes(session: CaseSession, text: string, { apply, modelsFolder, author }: { readonly apply: boolean; readonly modelsFolder: string; readonly author: string }): Promise<NotesTaken> {
  const review = parseReview(text);
  const named = review.items.map(({ id }) => id).filter((id) => prepared(session.database, 'SELECT 1 FROM evidence_item WHERE evidence_id = ?').get(id) !== undefined);
  const items: CaseExtract = await extractOf(session, named, modelsFolder);
  const merge = mergeReview(items, review, await keptPackages(session));
  if (apply && merge.apply.length > 0) write(session, merge, { packageId: review.packageId, review: review.contentSha256, savedAt: review.savedAt, author });
  return { applied: merge.apply.map((change) => ({ evidenceId: change.item, what: changeInWords(change) })), conflicts: merge.conflicts.map(conflictOf) };
}

/** Only what the notes speak of; where they speak of nothing in the case, any item serves, since all else is a conflict of the whole file. */
async function extractOf(session: CaseSession, ids: readonly number[], modelsFolder: string): Promise<CaseExtract> {
  const { extract } = await buildExtract(session, { selection: ids.length === 0 ? null : { ids }, modelsFolder });
  return extract;
}

function write(session: CaseSession, { reviewer, apply, conflicts }: Merge, details: Readonly<Record<string, unknown>>): void {
  const { database, actor } = session;
  inTransaction(database, () => {
    const at = new Date().toISOString();
    appendAudit(database, { actor, action: 'review.merged', subject: `reviewer ${reviewer}`, details: { ...details, reviewer, applied: apply.length, conflicts: conflicts.length } }, at);
    for (const change of apply) writeChange(session, change, reviewer, at);
  });
}

function writeChange({ database, actor }: CaseSession, change: MergeChange, reviewer: string, at: string): void {
  switch (change.kind) {
    case 'status':
      changeItems(database, actor, { ids: [change.item] }, { field: 'review', value: change.to });
      return;
    case 'note':
      writeNote(database, actor, reviewer, change.item, change.to);
      return;
    case 'region': {
      const revision = (newestRevision(database, change.annotation)?.revision ?? 0) + 1;
      insertRevision(database, { id: change.annotation, revision, evidenceId: change.item, ...change.body, deleted: false, author: reviewer, at });
      appendAudit(database, { actor, action: 'annotation.saved', subject: `annotation ${change.annotation}`, details: { evidence: change.item, revision, author: reviewer, digest: digestOf(bodyOf(change.body)) } }, at);
    }
  }
}

function changeInWords(change: MergeChange): string {
  if (change.kind === 'status') return `status ${change.from.replaceAll('_', ' ')} to ${change.to.replaceAll('_', ' ')}`;
  if (change.kind === 'note') return `note: ${change.to === '' ? '(taken away)' : change.to}`;
  return `mark: ${change.body.note}`;
}

function conflictOf({ item, message, base, now, theirs }: MergeConflict): NotesTaken['conflicts'][number] {
  return { evidenceId: item, what: message, mine: now ?? base ?? '', theirs: theirs ?? '' };
}
