import type { CaseEvent, Explanation, ReviewedStatement, Settings, StatementReview } from '../../../contract/index.ts';

export type Decision = StatementReview['decision'];

/** The decision that stands; a reopened sentence is open again. */
export function decisionOf({ review }: ReviewedStatement): Decision {
  return review?.decision ?? 'open';
}

/** The words that stand: the examiner's own where edited, else the sentence at the reading level. */
export function wordsOf(statement: ReviewedStatement, level: Settings['readingLevel']): string {
  if (statement.review?.decision === 'edited' && statement.review.text !== null) return statement.review.text;
  return level === 'plain' ? statement.plain : statement.technical;
}

export interface DecisionCount {
  readonly decided: number;
  readonly total: number;
}

/** How many sentences the examiner has decided on; struck ones need no decision. */
export function countDecisions(statements: readonly ReviewedStatement[]): DecisionCount {
  const open = statements.filter(({ struck }) => struck === null);
  return { decided: open.filter((sentence) => decisionOf(sentence) !== 'open').length, total: open.length };
}

/** The list with one explanation put in place of its older state, or added in front. */
export function withExplanation(list: readonly Explanation[] | undefined, explanation: Explanation): Explanation[] {
  if (list === undefined) return [explanation];
  return list.some(({ id }) => id === explanation.id) ? list.map((one) => (one.id === explanation.id ? explanation : one)) : [explanation, ...list];
}

/** The list with one sentence's decision changed. */
export function withReview(list: readonly Explanation[] | undefined, explanationId: number, statementId: number, review: StatementReview | null): Explanation[] | undefined {
  return list?.map((one) => (one.id === explanationId ? { ...one, statements: one.statements.map((sentence) => (sentence.id === statementId ? { ...sentence, review } : sentence)) } : one));
}

/** The list with the progress an event tells of. An explanation that is not in it, or has ended, is asked for anew by whoever shows it. */
export function withProgress(list: readonly Explanation[] | undefined, event: Extract<CaseEvent, { type: 'explanation' }>): Explanation[] | undefined {
  return list?.map((one) => (one.id === event.explanationId && one.status === 'running' && event.status === 'running' ? { ...one, progress: event.progress } : one));
}
