import { AppError, type Transfer } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import { canonicalJson, digestOf } from '../canonicalJson.ts';
import type { CaseSession } from '../caseFolder.ts';
import { inTransaction, prepared, type ReadableDatabase } from '../store/database.ts';

export type NewTransfer = Omit<Transfer, 'id' | 'recordedBy' | 'recordedAt'>;

const COLUMNS = 'id, items, from_whom AS "from", to_whom AS "to", at, purpose, authority, medium, recorded_by AS recordedBy, recorded_at AS recordedAt';

/** Every transfer in the order they were recorded. */
export function readTransfers(database: ReadableDatabase): readonly Transfer[] {
  return prepared<[], Omit<Transfer, 'items'> & { items: string }>(database, `SELECT ${COLUMNS} FROM transfer ORDER BY id`)
    .all()
    .map((row) => ({ ...row, items: JSON.parse(row.items) as number[] }));
}

/** Digest of a transfer as its line in the audit log has it. */
export function transferDigest({ id: _id, ...content }: Transfer): string {
  return digestOf(content);
}

/** Records a hand-over for good, with a line in the audit log. Errors: ARGUMENT_INVALID, ITEM_NOT_FOUND. */
export function recordTransfer({ database, actor }: Pick<CaseSession, 'database' | 'actor'>, transfer: NewTransfer, author: string): Transfer {
  for (const [field, words] of [['from', 'who gave'], ['to', 'who received'], ['purpose', 'what for']] as const) {
    if (transfer[field].trim() === '') throw new AppError('ARGUMENT_INVALID', `A transfer says ${words}: the field "${field}" is empty. Fill it in.`, { field });
  }
  if (Number.isNaN(Date.parse(transfer.at))) throw new AppError('ARGUMENT_INVALID', `"${transfer.at}" is no date. Write when the transfer took place as year-month-day, with the time if it is known.`, { field: 'at' });
  const items = [...new Set(transfer.items)].toSorted((a, b) => a - b);
  return inTransaction(database, () => {
    const unknown = items.find((id) => prepared(database, 'SELECT 1 FROM evidence WHERE id = ?').get(id) === undefined);
    if (unknown !== undefined) throw new AppError('ITEM_NOT_FOUND', `There is no item ${unknown} in this case. Choose the items of the transfer again.`, { evidenceId: unknown });
    const { from, to, at, purpose, authority, medium } = transfer;
    const content = { items, from, to, at, purpose, authority, medium, recordedBy: author, recordedAt: new Date().toISOString() };
    const { lastInsertRowid } = prepared(database, 'INSERT INTO transfer (items, from_whom, to_whom, at, purpose, authority, medium, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(canonicalJson(items), from, to, at, purpose, authority, medium, author, content.recordedAt);
    const recorded: Transfer = { id: Number(lastInsertRowid), ...content };
    const subject = `transfer ${recorded.id}`;
    appendAudit(database, { actor, action: 'custody.transferred', subject, details: { from, to, at, items: items.length === 0 ? 'all' : items.length, author, digest: transferDigest(recorded) } }, content.recordedAt);
    return recorded;
  });
}
