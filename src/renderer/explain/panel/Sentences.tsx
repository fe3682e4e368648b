import { useEffect, useMemo, type ReactNode } from 'react';
import type { Explanation, FindingView, ReviewedStatement, Settings } from '../../../contract/index.ts';
import { useReview } from '../../review/state.ts';
import { formatPercent } from '../../ui/words.ts';
import { decide } from '../data.ts';
import type { Decision } from '../logic/decisions.ts';
import { sentencesOf, type SentenceGroup } from '../logic/grouping.ts';
import { POSITION_WORDS } from '../logic/words.ts';
import { useExplain } from '../state.ts';
import classes from './panel.module.css';
import { Sentence } from './Sentence.tsx';
import { Values } from './Values.tsx';

export interface SentencesProps {
  readonly slug: string;
  readonly explanation: Explanation;
  readonly groups: readonly SentenceGroup[];
  readonly finding: FindingView;
  readonly level: Settings['readingLevel'];
  /** The canvas shows the regions of the finding, so that a chosen one is one of these. */
  readonly own: boolean;
  readonly onFlash: (regions: readonly number[]) => void;
}

/** The sentences by what they speak of, linked both ways with the regions on the canvas. */
export function Sentences({ slug, explanation, groups, finding, level, own, onFlash }: SentencesProps): ReactNode {
  const current = useExplain((state) => state.sentence);
  const editing = useExplain((state) => state.editing);
  const selected = useReview((state) => (own ? state.selected : null));
  const known = useMemo(() => new Set(finding.regions.map(({ id }) => id)), [finding]);
  const lit = useMemo(() => new Set(selected === null ? [] : sentencesOf(selected, groups).map(({ id }) => id)), [selected, groups]);
  const [firstLit = null] = lit;
  useEffect(() => {
    if (firstLit === null) return;
    useExplain.setState({ sentence: null });
    document.querySelector(`[data-sentence="${firstLit}"]`)?.closest('li')?.scrollIntoView({ block: 'nearest' });
  }, [selected, firstLit]);

  function choose(sentence: ReviewedStatement): void {
    useExplain.setState({ sentence: sentence.id });
    onFlash(sentence.regions);
  }
  function take(sentence: ReviewedStatement, decision: Decision, text: string | null): void {
    useExplain.setState({ editing: null });
    void decide(slug, explanation.evidenceId, { explanationId: explanation.id, statementId: sentence.id, decision, text });
  }
  function hover(sentence: ReviewedStatement | null): void {
    if (own) useReview.setState({ hovered: sentence?.regions.length === 1 ? (sentence.regions[0] ?? null) : null });
  }

  return groups.map(({ key, title, region, sentences }) => {
    const measured = explanation.measurement?.regions.find((one) => one.region === region);
    return (
      <section key={key} className={classes.group} aria-labelledby={`explain-${key}`}>
        <header className={classes.groupHead} data-chosen={(region !== null && region === selected) || undefined}>
          <h3 id={`explain-${key}`} className={classes.groupTitle}>
            {title}
          </h3>
          {measured !== undefined && (
            <span className={classes.groupFacts} title="Place in the picture as shown, and share of it; both measured">
              {POSITION_WORDS[measured.position]}, {formatPercent(measured.share)}
            </span>
          )}
        </header>
        <ul className={classes.sentences}>
          {sentences.map((sentence) => (
            <Sentence
              key={sentence.id}
              slug={slug}
              explanation={explanation}
              sentence={sentence}
              level={level}
              current={current === sentence.id}
              editing={editing === sentence.id}
              lit={lit.has(sentence.id)}
              known={known}
              onChoose={choose}
              onHover={hover}
              onRegion={(one) => onFlash([one])}
              onDecide={take}
              onEdit={(one) => useExplain.setState(one === null ? { editing: null } : { sentence: one.id, editing: one.id })}
            />
          ))}
        </ul>
        {measured !== undefined && <Values measured={measured} />}
      </section>
    );
  });
}
