import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ItemCheck, Transfer } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { notifyError } from '../api/errors.ts';
import { keys, queryClient } from '../api/queries.ts';
import { takeCheckProgress } from './progress.ts';

export type Custody = Awaited<ReturnType<typeof api.custody.read>>;
export type CustodyItem = Custody['items'][number];
export type CheckOutcome = ItemCheck['outcome'];
export type NewTransfer = Omit<Transfer, 'id' | 'recordedBy' | 'recordedAt'>;

/** Newest check of every item, the transfers and the statement; kept up to date by the case's events. */
export function useCustody(slug: string): UseQueryResult<Custody> {
  return useQuery({
    queryKey: keys.custody(slug),
    queryFn: async ({ signal }) => {
      const custody = await api.custody.read({ case: slug }, { signal });
      // A check that ran before this page was opened.
      if (custody.running !== null) takeCheckProgress(slug, custody.running.done, custody.running.total);
      return custody;
    },
  });
}

/** All checks of one item, newest first. */
export function useChecks(slug: string, evidenceId: number): UseQueryResult<ItemCheck[]> {
  return useQuery({ queryKey: keys.checks(slug, evidenceId), queryFn: ({ signal }) => api.custody.checks({ case: slug, evidenceId }, { signal }), select: newestFirst });
}

function newestFirst(checks: ItemCheck[]): ItemCheck[] {
  return checks.toSorted((left, right) => (left.at < right.at ? 1 : left.at > right.at ? -1 : 0));
}

/** Reads items again; null means all. It goes on beside everything else. */
export async function verifyEvidence(slug: string, ids: readonly number[] | null = null): Promise<void> {
  try {
    const { total } = await api.custody.check({ case: slug, items: ids === null ? null : { ids: [...ids] } });
    if (total > 0) takeCheckProgress(slug, 0, total);
  } catch (error) {
    notifyError(error, 'The evidence is not being verified');
  }
  await queryClient.invalidateQueries({ queryKey: keys.custody(slug) });
}

export async function cancelVerifying(slug: string): Promise<void> {
  try {
    await api.custody.cancelCheck({ case: slug });
    takeCheckProgress(slug, 0, 0);
  } catch (error) {
    notifyError(error, 'The check was not cancelled');
  }
  await queryClient.invalidateQueries({ queryKey: keys.custody(slug) });
}
