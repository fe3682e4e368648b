import { allChecks, digestOfCheck, digestOfItems } from '../custody/checkRows.ts';
import { readTransfers, transferDigest } from '../custody/transferRows.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { differing, digestsOf } from './checkExplanations.ts';
import type { VerifyProblem } from './verifyCase.ts';

/** Checks every check of the evidence, with what it found of each item, and every transfer against the digest that was logged. */
export function checkCustody(database: ReadableDatabase): { readonly count: number; readonly problems: readonly VerifyProblem[] } {
  const checks = allChecks(database);
  const ended = checks
    .filter(({ status }) => status !== 'running')
    .map((row) => ({ subject: `check ${row.id}`, digest: digestOfItems(database, row.id) === row.itemsSha256 ? digestOfCheck(row) : '' }));
  const transfers = transfersOf(database);
  const problems = [
    ...differing(ended, digestsOf(database, `'custody.check-ended'`), (subject) => `${subject} of the evidence is not as it was recorded: its row or what it found was edited or deleted`),
    ...differing(transfers, digestsOf(database, `'custody.transferred'`), (subject) => `${subject} is not as it was recorded: its row was edited or deleted`),
  ];
  return { count: checks.length + transfers.length, problems: problems.map((problem) => ({ ...problem, part: 'custody' })) };
}

function transfersOf(database: ReadableDatabase): readonly { readonly subject: string; readonly digest: string }[] {
  const ids = database.prepare<[], number>('SELECT id FROM transfer ORDER BY id').pluck().all();
  try {
    return readTransfers(database).map((transfer) => ({ subject: `transfer ${transfer.id}`, digest: transferDigest(transfer) }));
  } catch {
    // A row that cannot even be read was edited; all are named, since none can be told from the others by its text.
    return ids.map((id) => ({ subject: `transfer ${id}`, digest: '' }));
  }
}
