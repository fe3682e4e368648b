import type { ExtractExplanation, ExtractItem } from '../../../contract/index.ts';
import type { Block } from '../document.ts';
import { column, type Composition, fact, facts, heading, paragraph, table } from './blocks.ts';
import { brief, count, joined, utc } from './print.ts';

export type ReviewedSentence = ExtractExplanation['statements'][number];

/** The newest explanation of each kind made with the true mask; others are only counted. */
export function reported({ explanations }: ExtractItem): readonly ExtractExplanation[] {
  const newest = (kind: ExtractExplanation['kind']): ExtractExplanation | undefined => explanations.findLast((one) => one.kind === kind && one.variant === 'mask');
  return [newest('measured'), newest('model')].filter((one) => one !== undefined);
}

/** Where a sentence stands: struck by the checker, or as the examiner decided. */
export function standing({ struck, review }: ReviewedSentence): 'struck' | 'rejected' | 'accepted' | 'edited' | 'open' {
  // An examiner who takes a struck sentence back decides above the checker.
  if (struck !== null && review?.decision !== 'accepted' && review?.decision !== 'edited') return 'struck';
  return review?.decision ?? 'open';
}

export function itemExplanation(item: ExtractItem, { fields }: Composition): readonly Block[] {
  if (!fields.include.explanations) return [paragraph('Left out of this report by choice; the attached extract holds it.', 'muted')];
  const chosen = reported(item);
  if (chosen.length === 0) return [paragraph('No explanation was made for this item.', 'muted')];
  return chosen.flatMap((explanation) => sentences(item, explanation));
}

/** Sentences nobody has decided on that are printed; what the examiner accepted or edited is printed whatever its number. */
const MOST_OPEN = 12;

function sentences(item: ExtractItem, explanation: ExtractExplanation): readonly Block[] {
  const standingSentences = explanation.statements.filter((one) => ['accepted', 'edited', 'open'].includes(standing(one)));
  const dropped = explanation.statements.length - standingSentences.length;
  const open = new Set(standingSentences.filter((one) => standing(one) === 'open').slice(MOST_OPEN));
  const kept = standingSentences.filter((one) => !open.has(one));
  const by = explanation.kind === 'measured' ? 'Sentences made by the program from measured values (M7)' : `Machine-generated sentences of the language model ${explanation.server?.model ?? 'not named'} (M8), held against the measurement`;
  return [
    paragraph(`${by}, ${utc(explanation.createdAt)}. ${decisionsInWords(explanation)}${dropped === 0 ? '' : ` Rejected and struck sentences stand in appendix B.`}`),
    kept.length === 0
      ? paragraph('No sentence is left.', 'muted')
      : table(`Item ${item.id}: ${explanation.kind === 'measured' ? 'sentences from measurement' : 'machine-generated sentences'}`, [column('No.', 0.06, { right: true }), column('Sentence', 0.44), column('Rests on', 0.34), column('Examiner', 0.16)], kept.map((one) => [String(one.id), sentenceOf(one), groundsOf(one), decisionOf(one)])),
    ...(open.size === 0 ? [] : [paragraph(`${count(open.size, 'more sentence')} that the examiner has not decided on ${open.size === 1 ? 'stands' : 'stand'} in the attached extract only.`, 'muted')]),
    ...(explanation.notes.length === 0 ? [] : [paragraph(`Noted while it was made: ${explanation.notes.join('; ')}.`, 'muted')]),
  ];
}

function sentenceOf({ plain, review }: ReviewedSentence): string {
  return review?.decision === 'edited' ? `${review.text ?? plain}\n(Before the edit: ${plain})` : plain;
}

/** Most grounds a sentence is shown with; the extract has them all. */
const MOST_GROUNDS = 4;

function groundsOf({ grounds, source }: ReviewedSentence): string {
  if (grounds.length === 0) return source === 'model' ? 'Nothing measured: opinion of the model' : 'No value';
  const shown = grounds.slice(0, MOST_GROUNDS).map(({ quantity, value }) => `${quantity.replaceAll('_', ' ')}: ${value}`);
  return `${shown.join('; ')}${grounds.length > MOST_GROUNDS ? `; and ${grounds.length - MOST_GROUNDS} more` : ''}`;
}

function decisionOf({ review }: ReviewedSentence): string {
  if (review === null || review.decision === 'open') return 'Not decided';
  return `${review.decision.charAt(0).toUpperCase()}${review.decision.slice(1)} by ${review.author}, ${utc(review.at)}`;
}

export function decisionsInWords({ statements }: ExtractExplanation): string {
  const tally = Map.groupBy(statements, standing);
  const parts = (['accepted', 'edited', 'rejected', 'open', 'struck'] as const).flatMap((state) => {
    const number = tally.get(state)?.length ?? 0;
    return number === 0 ? [] : [`${number} ${{ accepted: 'accepted', edited: 'edited', rejected: 'rejected', open: 'not decided by the examiner', struck: 'struck by the checker' }[state]}`];
  });
  return `${count(statements.length, 'sentence')}: ${parts.length === 0 ? 'none' : joined(parts)}.`;
}

export function explanationSection(composition: Composition): readonly Block[] {
  const { extract, fields } = composition;
  const rows = extract.items.flatMap((item) => reported(item).map((explanation) => ({ item, explanation })));
  const models = rows.filter(({ explanation }) => explanation.kind === 'model');
  const others = extract.items.reduce((sum, item) => sum + item.explanations.length, 0) - rows.length;
  return [
    heading(1, '8', 'Explanation', 'section-8'),
    paragraph('Sentences on each item stand on its page in section 6, apart from the measured facts. Sentences “from measurement” are chosen by fixed rules and each names the values it rests on. Sentences of a language model are machine-generated; a checker without any model strikes those that contradict the measurement, name a place or number wrongly, or speak of what cannot be measured. The examiner accepts, edits or rejects each sentence.'),
    ...(rows.length === 0 || !fields.include.explanations
      ? [paragraph(rows.length === 0 ? 'No explanation was made for any item of this report.' : 'Explanations were left out of this report by choice; the attached extract holds them.', 'muted')]
      : [table('Sentences and decisions', [column('Item', 0.08, { right: true }), column('Made by', 0.26), column('Made', 0.24), column('Decisions', 0.42)], rows.map(({ item, explanation }) => [
        String(item.id), explanation.kind === 'measured' ? 'measurement (M7)' : `language model ${explanation.server?.model ?? 'not named'}`, `${utc(explanation.createdAt)}, ${explanation.author}`, decisionsInWords(explanation),
      ]))]),
    ...(fields.include.explanations ? models.flatMap(({ item, explanation }) => [heading(3, '', `Item ${item.id}, language model`, `section-8-item-${item.id}`), modelFacts(explanation)]) : []),
    ...(models.length === 0 ? [paragraph('No language model took part.', 'muted')] : []),
    ...(others > 0 ? [paragraph(`${count(others, 'more explanation')} (earlier ones, or asked with a moved mask or none, to see how much the words depend on the mask) ${others === 1 ? 'is' : 'are'} in the extract only.`, 'muted')] : []),
  ];
}

function modelFacts({ server, exchanges, content }: ExtractExplanation): Block {
  const seeds = [...new Set(exchanges.map(({ seed }) => (seed === null ? 'none' : String(seed))))];
  return facts(
    fact('Model', server === null ? 'not named' : `${server.model} at ${server.origin} (${server.remote ? 'another machine' : 'this machine'})`),
    fact('Seed', seeds.length === 0 ? 'no exchange recorded' : joined(seeds)),
    fact('What it saw', 'The picture joined with the same picture on which the regions are lightened and numbered, then a crop of each region'),
    fact('Its class of picture', content?.domain?.replaceAll('_', ' ') ?? 'not stated'),
    fact('Requests', exchanges.length === 0 ? 'none recorded' : exchanges.map(({ step, requestSha256, outcome }) => `${step}: ${brief(requestSha256)} ${outcome}`).join('\n'), true),
  );
}
