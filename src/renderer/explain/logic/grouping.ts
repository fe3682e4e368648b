import type { ReviewedStatement } from '../../../contract/index.ts';

/** Sentences that belong together, in reading order. */
export interface SentenceGroup {
  readonly key: string;
  readonly title: string;
  /** Region the group speaks of, or null. */
  readonly region: number | null;
  readonly sentences: readonly ReviewedStatement[];
}

/** Topics that say something about a region even where they name a second one beside it. */
const OF_A_REGION: ReadonlySet<ReviewedStatement['topic']> = new Set(['place', 'title', 'text', 'relation', 'method', 'trace', 'description']);

/** Region under whose heading a sentence stands: its only one, or the first of a sentence about one region against another. */
export function headRegion({ topic, regions }: Pick<ReviewedStatement, 'topic' | 'regions'>): number | null {
  if (topic === 'history' || topic === 'limit') return null;
  if (regions.length === 1) return regions[0] ?? null;
  return regions.length > 1 && OF_A_REGION.has(topic) ? Math.min(...regions) : null;
}

/** What was found, then region by region, then the history of the file, then the limits. Struck sentences are left out. */
export function groupSentences(statements: readonly ReviewedStatement[]): readonly SentenceGroup[] {
  const shown = statements.filter(({ struck }) => struck === null).toSorted((one, other) => one.id - other.id);
  const regions = [...new Set(shown.map(headRegion))].filter((region) => region !== null).toSorted((one, other) => one - other);
  const whole = shown.filter((sentence) => headRegion(sentence) === null);
  const groups: SentenceGroup[] = [
    { key: 'found', title: 'What was found', region: null, sentences: whole.filter(({ topic }) => topic !== 'history' && topic !== 'limit') },
    ...regions.map((region) => ({ key: `region-${region}`, title: `Region ${region}`, region, sentences: shown.filter((sentence) => headRegion(sentence) === region) })),
    { key: 'history', title: 'History of the file', region: null, sentences: whole.filter(({ topic }) => topic === 'history') },
    { key: 'limits', title: 'Limits', region: null, sentences: whole.filter(({ topic }) => topic === 'limit') },
  ];
  return groups.filter(({ sentences }) => sentences.length > 0);
}

/** Sentences as they stand on the page, from the top. */
export function inReadingOrder(groups: readonly SentenceGroup[]): readonly ReviewedStatement[] {
  return groups.flatMap(({ sentences }) => sentences);
}

/** Sentences that speak of a region, as they stand on the page. */
export function sentencesOf(region: number, groups: readonly SentenceGroup[]): readonly ReviewedStatement[] {
  return inReadingOrder(groups).filter(({ regions }) => regions.includes(region));
}

/** The sentence after (or before) one, going round; the first (or last) when none is chosen. Null where there are none. */
export function nextSentence(groups: readonly SentenceGroup[], current: number | null, step: 1 | -1): ReviewedStatement | null {
  const order = inReadingOrder(groups);
  const at = order.findIndex(({ id }) => id === current);
  if (at < 0) return (step > 0 ? order[0] : order.at(-1)) ?? null;
  return order[(at + step + order.length) % order.length] ?? null;
}
