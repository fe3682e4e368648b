import type { CheckOutcome, CustodyItem } from './data.ts';

/** What the newest check of an item showed; `none` before there was one. */
export type CheckState = CheckOutcome | 'none';

/** In the order in which they ask for attention. */
export const CHECK_STATES: readonly CheckState[] = ['changed', 'missing', 'unreadable', 'none', 'unchanged'];

export const CHECK_WORDS: Readonly<Record<CheckState, string>> = { changed: 'Changed', missing: 'Missing', unreadable: 'Unreadable', none: 'Not verified', unchanged: 'Unchanged' };

export const CHECK_HELP: Readonly<Record<CheckState, string>> = {
  changed: 'Its bytes are not those taken in. A final report needs a typed reason.',
  missing: 'There is no file at its place. Mount the drive or put the file back, then verify again.',
  unreadable: 'The file is there but could not be read. Check the permissions and the drive, then verify again.',
  none: 'It was not read again since intake.',
  unchanged: 'Read again; its SHA-256 is the one of intake.',
};

export function stateOf(item: Pick<CustodyItem, 'check'>): CheckState {
  return item.check?.outcome ?? 'none';
}

/** Whether an item keeps a report from being final. */
export function isBad(state: CheckState): boolean {
  return state === 'changed' || state === 'missing' || state === 'unreadable';
}

export function countStates(items: readonly Pick<CustodyItem, 'check'>[]): Readonly<Record<CheckState, number>> {
  const counts = { changed: 0, missing: 0, unreadable: 0, none: 0, unchanged: 0 };
  for (const item of items) counts[stateOf(item)] += 1;
  return counts;
}

/** Items of one state (null: all) that hold every word in path or digest; what asks for attention first, else in the order given. */
export function shownItems<Item extends Pick<CustodyItem, 'check' | 'path' | 'sha256'>>(items: readonly Item[], state: CheckState | null, text: string): Item[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return items
    .filter((item) => (state === null || stateOf(item) === state) && words.every((word) => `${item.path} ${item.sha256 ?? ''}`.toLowerCase().includes(word)))
    .toSorted((left, right) => CHECK_STATES.indexOf(stateOf(left)) - CHECK_STATES.indexOf(stateOf(right)));
}

/** One sentence for a whole case: what the newest checks of its items say together. */
export function standingWords(counts: Readonly<Record<CheckState, number>>): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'No evidence in this case yet.';
  const bad = counts.changed + counts.missing + counts.unreadable;
  if (bad > 0) return `${bad} of ${total} ${total === 1 ? 'item' : 'items'} ${bad === 1 ? 'does' : 'do'} not verify.`;
  if (counts.none > 0) return `${counts.none} of ${total} ${total === 1 ? 'item' : 'items'} ${counts.none === 1 ? 'was' : 'were'} not read again since intake.`;
  return total === 1 ? 'The item is as it was taken in.' : `All ${total} items are as they were taken in.`;
}

/** Words of the host as they stand alone: with a capital letter. */
export function sentence(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** The last part of a path, whichever way its folders are divided. */
export function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
