import { create } from 'zustand';
import type { Domain, ReviewStatus } from '../../../contract/evidence.ts';
import { api } from '../../api/client.ts';
import { notifyDone, notifyError } from '../../api/errors.ts';
import { keys, queryClient } from '../../api/queries.ts';
import { countOf, DOMAIN_WORDS, formatCount, REVIEW_WORDS } from '../../ui/words.ts';
import { changedIds, statusChange, undoSteps, type Standing, type StatusChange } from '../model/undo.ts';
import { refreshEvidence, showStatus } from './collect.ts';

/** Items in one call; a message stays far below the host's limit. */
const AT_ONCE = 10_000;
const KEPT_CHANGES = 200;
/** Milliseconds for which a change is told. */
const TOLD_FOR = 10_000;

/** What was last changed, for the bar below the list: it says so there, where nothing is covered, and offers to take it back. */
export interface Notice {
  readonly slug: string;
  readonly text: string;
  readonly undo: boolean;
}
export const statusNotice = create<{ readonly notice: Notice | null }>(() => ({ notice: null }));
let noticeTimer: ReturnType<typeof setTimeout> | null = null;

function tell(notice: Notice | null): void {
  if (noticeTimer !== null) clearTimeout(noticeTimer);
  statusNotice.setState({ notice });
  noticeTimer = setTimeout(() => statusNotice.setState({ notice: null }), TOLD_FOR);
}

const done = new Map<string, StatusChange[]>();
/** Changes of one case one after another, so that a later key never loses against an earlier one. */
const queues = new Map<string, Promise<void>>();

function inOrder(slug: string, work: () => Promise<void>): Promise<void> {
  const next = (queues.get(slug) ?? Promise.resolve()).then(work);
  queues.set(slug, next);
  return next;
}

async function send(slug: string, ids: readonly number[], review: ReviewStatus): Promise<void> {
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    // So many take seconds: what is going on is said, and how far it is.
    if (ids.length > AT_ONCE) tell({ slug, text: `Writing ${formatCount(at)} of ${countOf(ids.length, 'item')}`, undo: false });
    await api.evidence.setReview({ case: slug, items: { ids: ids.slice(at, at + AT_ONCE) }, review });
  }
}

/** Says that a large selection is being read before it can be changed. */
export function tellReading(slug: string): void {
  tell({ slug, text: 'Reading the selection', undo: false });
}

/** Sets the status of items: shown at once, sent in order, to be taken back by `undoStatus`. A failure is told and the true state shown. */
export async function setStatus(slug: string, items: readonly Standing[], to: ReviewStatus): Promise<void> {
  const change = statusChange(items, to);
  if (change === null) return tell({ slug, text: `Nothing to change: already ${REVIEW_WORDS[to].toLowerCase()}`, undo: false });
  const ids = changedIds(change);
  await show(slug, new Map(ids.map((id) => [id, to])));
  const changes = done.get(slug) ?? [];
  done.set(slug, [...changes, change].slice(-KEPT_CHANGES));
  const told: Notice = { slug, text: `${countOf(ids.length, 'item')}: ${REVIEW_WORDS[to].toLowerCase()}`, undo: true };
  tell(told);
  await inOrder(slug, async () => {
    try {
      await send(slug, ids, to);
      if (ids.length > AT_ONCE) tell(told);
    } catch (error) {
      done.set(slug, (done.get(slug) ?? []).filter((one) => one !== change));
      tell(null);
      notifyError(error, 'The status was not set');
      refreshEvidence(slug);
    }
  });
}

/** Takes the last status change of this window back; every item gets the status it had. */
export async function undoStatus(slug: string): Promise<void> {
  const changes = done.get(slug) ?? [];
  const change = changes.at(-1);
  if (change === undefined) return tell({ slug, text: 'There is no status change to take back', undo: false });
  done.set(slug, changes.slice(0, -1));
  const steps = undoSteps(change);
  await show(slug, new Map(steps.flatMap(({ ids, review }) => ids.map((id) => [id, review] as const))));
  const told: Notice = { slug, text: `Taken back: ${countOf(changedIds(change).length, 'item')} as before`, undo: false };
  tell(told);
  await inOrder(slug, async () => {
    try {
      for (const { ids, review } of steps) await send(slug, ids, review);
      tell(told);
    } catch (error) {
      notifyError(error, 'The change was not taken back');
      refreshEvidence(slug);
    }
  });
}

export async function setDomain(slug: string, ids: readonly number[], domain: Domain): Promise<void> {
  try {
    for (let at = 0; at < ids.length; at += AT_ONCE) await api.evidence.setDomain({ case: slug, items: { ids: ids.slice(at, at + AT_ONCE) }, domain });
    notifyDone(`${countOf(ids.length, 'item')}: domain ${DOMAIN_WORDS[domain].toLowerCase()}`);
  } catch (error) {
    notifyError(error, 'The domain was not set');
  }
  refreshEvidence(slug);
}

async function show(slug: string, statuses: ReadonlyMap<number, ReviewStatus>): Promise<void> {
  // An answer that is under way was made before the change and would show the old status again.
  await queryClient.cancelQueries({ queryKey: [...keys.evidence(slug), 'page'] }, { silent: true });
  showStatus(slug, statuses);
}
