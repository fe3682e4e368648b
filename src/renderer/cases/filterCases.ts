import type { CaseStatus, CaseSummary } from '../../contract/index.ts';

/** Cases whose words and status fit, in the order given. */
export function filterCases(cases: readonly CaseSummary[], text: string, status: CaseStatus | 'all'): CaseSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return cases.filter((one) => {
    if (status !== 'all' && one.status !== status && one.problem === null) return false;
    const haystack = `${one.number} ${one.title} ${one.examiner} ${one.slug}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}
