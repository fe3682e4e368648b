import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useLocation } from 'wouter';
import { api } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { listKey, useEvidenceQuery, type EvidenceQueryState } from '../../evidence/query.ts';

export interface Place {
  /** Place in the list of evidence, or null where the list does not have the item. */
  readonly index: number | null;
  readonly total: number | null;
  readonly list: EvidenceQueryState;
  readonly open: (evidenceId: number) => void;
  readonly openAt: (index: number) => Promise<void>;
}

/** Where an item stands in the list of evidence as it is filtered and sorted now, and how to go on from it. */
export function usePlace(slug: string, evidenceId: number): Place {
  const list = useEvidenceQuery(slug);
  const { filter, sort, groupByFolder, setPlace } = list;
  const [, navigate] = useLocation();
  const text = listKey(list);
  const { data } = useQuery({
    queryKey: [...keys.evidence(slug), 'place', text, evidenceId],
    queryFn: async ({ signal }) => {
      const { index } = await api.evidence.position({ case: slug, filter, sort, groupByFolder, evidenceId }, { signal });
      const { total } = await api.evidence.query({ case: slug, filter, sort, groupByFolder, offset: index ?? 0, limit: 1 }, { signal });
      return { index, total };
    },
    gcTime: 60_000,
  });
  const open = useCallback(
    (next: number) => {
      setPlace({ reviewed: next });
      navigate(`/case/${slug}/review/${next}`);
    },
    [navigate, setPlace, slug],
  );
  const openAt = useCallback(
    async (index: number) => {
      if (index < 0) return;
      const page = await api.evidence.query({ case: slug, filter, sort, groupByFolder, offset: index, limit: 1 });
      const item = page.items[0];
      if (item !== undefined) open(item.id);
    },
    [slug, filter, sort, groupByFolder, open],
  );
  const index = data?.index ?? null;
  const total = data?.total ?? null;
  return useMemo(() => ({ index, total, list, open, openAt }), [index, total, list, open, openAt]);
}
