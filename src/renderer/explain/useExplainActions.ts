import type { Explanation, FindingView, ReviewedStatement } from '../../contract/index.ts';
import { useSettings } from '../settings/useSettings.ts';
import { useActions } from '../shortcuts/registry.ts';
import { decide, useAsking, useServer } from './data.ts';
import { inReadingOrder, nextSentence, type SentenceGroup } from './logic/grouping.ts';
import { useExplain } from './state.ts';

export interface ExplainActions {
  readonly slug: string;
  readonly evidenceId: number;
  readonly finding: FindingView;
  readonly explanation: Explanation | null;
  readonly groups: readonly SentenceGroup[];
  readonly onFlash: (regions: readonly number[]) => void;
}

/** Keys of the Explain tab, live while it is open. */
export function useExplainActions({ slug, evidenceId, finding, explanation, groups, onFlash }: ExplainActions): void {
  const { settings, change } = useSettings();
  const { data: server } = useServer(slug);
  const asking = useAsking(slug, evidenceId);
  const current = useExplain((state) => state.sentence);
  const sentence = inReadingOrder(groups).find(({ id }) => id === current);

  function go(step: 1 | -1): void {
    const next = nextSentence(groups, useExplain.getState().sentence, step);
    if (next === null) return;
    useExplain.setState({ sentence: next.id, editing: null });
    onFlash(next.regions);
    document.querySelector<HTMLElement>(`[data-sentence="${next.id}"]`)?.focus({ preventScroll: true });
  }
  function take(one: ReviewedStatement, decision: 'accepted' | 'rejected'): void {
    if (explanation !== null) void decide(slug, evidenceId, { explanationId: explanation.id, statementId: one.id, decision, text: null });
  }
  const on = (run: (one: ReviewedStatement) => void): (() => void) | undefined => (sentence === undefined ? undefined : () => run(sentence));

  useActions('review', {
    'explain.next': () => go(1),
    'explain.previous': () => go(-1),
    'explain.accept': on((one) => take(one, 'accepted')),
    'explain.edit': on((one) => useExplain.setState({ editing: one.id })),
    'explain.reject': on((one) => take(one, 'rejected')),
    'explain.level': () => change({ readingLevel: settings.readingLevel === 'plain' ? 'technical' : 'plain' }),
    'explain.ask': server?.state === 'ready' && finding.regions.length > 0 ? () => asking.mutate({ findingId: finding.id, variants: ['mask'] }) : undefined,
  });
}
