import type { EvidenceItem, EvidencePage, ReviewStatus } from '../../../contract/evidence.ts';
import { api } from '../../api/client.ts';
import { keys, queryClient } from '../../api/queries.ts';
import { requestsFor } from '../model/pages.ts';
import type { EvidenceList } from '../query.ts';

const LARGEST_PAGE = 1000;

/** The items [start, end) of a list, asked for in large pages. */
export async function collectRange(slug: string, list: EvidenceList, start: number, end: number): Promise<EvidenceItem[]> {
  const items: EvidenceItem[] = [];
  for (const { offset, limit } of requestsFor(start, end, LARGEST_PAGE)) {
    const page = await api.evidence.query({ case: slug, ...list, offset, limit });
    items.push(...page.items);
    if (page.items.length < limit) break;
  }
  return items;
}

/** Everything a list finds. */
export async function collectAll(slug: string, list: EvidenceList): Promise<EvidenceItem[]> {
  const first = await api.evidence.query({ case: slug, ...list, offset: 0, limit: LARGEST_PAGE });
  if (first.total <= first.items.length) return first.items;
  return [...first.items, ...(await collectRange(slug, list, first.items.length, first.total))];
}

/** Everything a list finds in one folder, by the same folders as its groups. */
export async function collectFolder(slug: string, list: EvidenceList, folder: string): Promise<EvidenceItem[]> {
  const grouped = { ...list, groupByFolder: true };
  const groups = await api.evidence.groups({ case: slug, ...grouped });
  const group = groups.find((one) => one.folder === folder);
  return group === undefined ? [] : collectRange(slug, grouped, group.start, group.start + group.items);
}

/** Shows new statuses in the pages that are loaded, before the host has answered. */
export function showStatus(slug: string, statuses: ReadonlyMap<number, ReviewStatus>): void {
  queryClient.setQueriesData<EvidencePage>({ queryKey: [...keys.evidence(slug), 'page'] }, (page) => {
    if (page === undefined || !page.items.some(({ id, review }) => (statuses.get(id) ?? review) !== review)) return page;
    return { ...page, items: page.items.map((item) => ({ ...item, review: statuses.get(item.id) ?? item.review })) };
  });
}

export function refreshEvidence(slug: string): void {
  for (const queryKey of [keys.evidence(slug), keys.facets(slug), keys.case(slug)]) void queryClient.invalidateQueries({ queryKey });
}
