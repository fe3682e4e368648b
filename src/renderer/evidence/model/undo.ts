import { REVIEW_STATUSES, type ReviewStatus } from '../../../contract/evidence.ts';

/** A status change that can be taken back: which items had which status before. */
export interface StatusChange {
  readonly to: ReviewStatus;
  readonly before: ReadonlyMap<ReviewStatus, readonly number[]>;
}

export interface Standing {
  readonly id: number;
  readonly review: ReviewStatus;
}

/** The change that sets `items` to `to`, or null where all of them stand there already. */
export function statusChange(items: Iterable<Standing>, to: ReviewStatus): StatusChange | null {
  const before = new Map<ReviewStatus, number[]>();
  for (const { id, review } of items) {
    if (review === to) continue;
    const ids = before.get(review);
    if (ids === undefined) before.set(review, [id]);
    else ids.push(id);
  }
  return before.size === 0 ? null : { to, before };
}

export function changedIds(change: StatusChange): number[] {
  return [...change.before.values()].flat();
}

/** Calls that take a change back, in the order of the statuses. */
export function undoSteps(change: StatusChange): { readonly review: ReviewStatus; readonly ids: readonly number[] }[] {
  return REVIEW_STATUSES.flatMap((review) => {
    const ids = change.before.get(review);
    return ids === undefined ? [] : [{ review, ids }];
  });
}
