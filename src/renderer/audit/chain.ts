import type { AuditEntry } from '../../contract/index.ts';

/** What comes before the first entry of a log. */
const GENESIS = '0'.repeat(64);

/** How the entries loaded hold together: all of them, or up to the first (from the newest on) that does not. */
export type ChainState =
  | { readonly state: 'whole'; readonly entries: number; /** From the very first entry on. */ readonly fromStart: boolean }
  | { readonly state: 'broken'; readonly sequence: number; readonly why: string };

/** SHA-256 of an entry as the log writes it: canonical JSON (sorted keys, no spaces) of all but the hash itself. */
export async function entryHash({ sequence, at, actor, action, subject, details }: Omit<AuditEntry, 'hash'>, previous: string): Promise<string> {
  const text = JSON.stringify({ action, actor, at, details, previous, sequence, subject });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Computes every hash anew in the page. `entries` newest first; the oldest can only be checked where it is the first of the log. */
export async function checkChain(entries: readonly AuditEntry[]): Promise<ChainState> {
  for (const [at, entry] of entries.entries()) {
    const older = entries[at + 1];
    if (older === undefined && entry.sequence !== 1) break;
    if (older !== undefined && older.sequence !== entry.sequence - 1) return { state: 'broken', sequence: entry.sequence, why: `Entry ${entry.sequence} is followed by entry ${older.sequence}: what stood between them is gone or was moved.` };
    const hash = await entryHash(entry, older?.hash ?? GENESIS);
    if (hash !== entry.hash) return { state: 'broken', sequence: entry.sequence, why: `The hash of entry ${entry.sequence} is not that of what it says: it or the one before it was changed.` };
  }
  return { state: 'whole', entries: entries.length, fromStart: entries.at(-1)?.sequence === 1 };
}
