import type { CaseExtract, ExtractItem, Lint, ReportFields } from '../../../contract/index.ts';
import { numberedLines } from '../content/print.ts';
import { reported, standing } from '../content/explanations.ts';
import { bannedUses } from './bannedWords.ts';
import { dateLints } from './dates.ts';
import { missingFields } from './required.ts';

/** What a report still lacks or must not say, by section, errors first within one. `error` blocks "final". */
export function lintReport(extract: CaseExtract, fields: ReportFields): Lint[] {
  const lints = [...missingFields(extract, fields), ...dateLints(extract, fields), ...selectionLints(extract), ...extract.items.flatMap((item) => itemLints(item, fields)), ...conclusionLints(fields), ...wordLints(extract, fields)];
  return lints.toSorted((a, b) => a.section - b.section || Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

function selectionLints({ items }: CaseExtract): readonly Lint[] {
  return items.length > 0 ? [] : [{ severity: 'error', field: 'selection', section: 3, message: 'No items are selected. Choose what to report on.' }];
}

function itemLints(item: ExtractItem, fields: ReportFields): readonly Lint[] {
  const path = `items.${item.id}`;
  const name = `Item ${item.id} (${item.name})`;
  const open = fields.include.explanations ? reported(item).reduce((sum, { statements }) => sum + statements.filter((one) => standing(one) === 'open').length, 0) : 0;
  return [
    ...checkLints(item, name, fields),
    ...(item.status === 'pending' ? [{ severity: 'warning', field: `${path}.status`, section: 6, message: `${name} is not analysed yet.` } as const] : []),
    ...(item.finding !== null && (item.review === 'unreviewed' || item.review === 'in_review') ? [{ severity: 'warning', field: `${path}.review`, section: 6, message: `${name} has no status: traces found, inconclusive or no traces found.` } as const] : []),
    ...(item.finding !== null && item.domain === 'unset' ? [{ severity: 'warning', field: `${path}.domain`, section: 5, message: `${name} has no class (photograph, document, face, text in a scene), so no measured error rate applies to it.` } as const] : []),
    ...(open > 0 ? [{ severity: 'warning', field: `${path}.explanation`, section: 8, message: `${name}: ${open} ${open === 1 ? 'sentence is' : 'sentences are'} neither accepted, edited nor rejected.` } as const] : []),
  ];
}

function checkLints(item: ExtractItem, name: string, { overrideReason }: ReportFields): readonly Lint[] {
  const field = `items.${item.id}.check`;
  if (item.sha256 === null) return [{ severity: 'warning', field, section: 4, message: `${name} could not be read at intake, so there is no digest to check it against.` }];
  const check = item.checks.at(-1);
  if (check === undefined) return [{ severity: 'error', field, section: 4, message: `${name} was not checked since intake. Check the evidence.` }];
  if (check.outcome === 'unchanged') return check.modifiedUnchanged === false ? [{ severity: 'warning', field, section: 4, message: `${name} has another modification time than at intake, with the same bytes.` }] : [];
  const found = { changed: 'has other bytes than at intake', missing: 'is not where it was', unreadable: 'could not be read at its latest check' }[check.outcome];
  if (overrideReason.trim() === '') return [{ severity: 'error', field, section: 4, message: `${name} ${found}. Find out why, or type the reason to issue nevertheless.` }];
  return [{ severity: 'warning', field, section: 4, message: `${name} ${found}; the report gives your reason to issue nevertheless.` }];
}

const FIRST = /\b(?:propositions? (?:1|one)\b|(?:1st|first) proposition|H1\b|H_?1\b)/i;
const SECOND = /\b(?:propositions? (?:2|two)\b|(?:2nd|second) proposition|H2\b|H_?2\b)/i;
const BOTH = /\b(?:both|either|neither|the (?:two )?) ?(?:of the )?propositions?\b|\bpropositions? (?:1|one) (?:and|or|nor|over|than) (?:proposition )?(?:2|two)\b|\bpropositions? (?:2|two) (?:and|or|nor|over|than) (?:proposition )?(?:1|one)\b/i;

/** One conclusion a line, and the two propositions answered by name. */
function conclusionLints({ conclusions, propositionOne, propositionTwo, template }: ReportFields): readonly Lint[] {
  if (conclusions.trim() === '') return [];
  const lints: Lint[] = [];
  const add = (severity: Lint['severity'], message: string): void => void lints.push({ severity, field: 'fields.conclusions', section: 11, message });
  const lines = numberedLines(conclusions);
  if (lines.length === 0) add('error', 'The conclusions have no words.');
  const own = conclusions.split(/\r?\n/).map((line) => /^\s*\(?(\d{1,3})[.)]\s/.exec(line)?.[1]).filter((number) => number !== undefined).map(Number);
  if (own.some((number, index) => number !== index + 1)) add('warning', 'The numbers of the conclusions are not 1, 2, 3 and so on; the report numbers the lines anew.');
  if (lines.some((line) => line.length > 600)) add('warning', 'A conclusion is longer than 600 characters. Put each conclusion on a line of its own.');
  if (propositionOne.trim() === '' || propositionTwo.trim() === '' || BOTH.test(conclusions)) return lints;
  const severity = template === 'court' ? 'error' : 'warning';
  if (!FIRST.test(conclusions)) add(severity, 'The conclusions do not say what the findings mean for proposition 1. Name it.');
  if (!SECOND.test(conclusions)) add(severity, 'The conclusions do not say what the findings mean for proposition 2. Name it.');
  return lints;
}

/** What was typed by people; the question, the request and the claim are quoted and not judged. */
function wordLints(extract: CaseExtract, fields: ReportFields): readonly Lint[] {
  const { evaluation, reviewer, include } = fields;
  const quotable = [extract.case.question, extract.case.request, fields.claim];
  const typed: readonly (readonly [field: string, section: number, text: string])[] = [
    ['fields.title', 0, fields.title],
    ['case.title', 0, extract.case.title],
    ['fields.propositionOne', 2, fields.propositionOne],
    ['fields.propositionTwo', 2, fields.propositionTwo],
    ['fields.outOfScope', 2, fields.outOfScope],
    ['fields.evaluation.reasons', 9, evaluation.reasons],
    ['fields.evaluation.alternatives', 9, evaluation.alternatives],
    ['fields.limitations', 10, fields.limitations],
    ['fields.conclusions', 11, fields.conclusions],
    ['fields.summary', 11, fields.summary],
    ['fields.reviewer.verdict', 12, reviewer.verdict],
    ['fields.declaration', 13, fields.declaration],
    ['fields.overrideReason', 4, fields.overrideReason],
    ...extract.items.flatMap((item) => [
      ...(include.annotations ? [[`items.${item.id}.note`, 6, item.note] as const, ...item.annotations.filter(({ deleted }) => !deleted).map(({ id, note }) => [`items.${item.id}.annotations.${id}`, 6, note] as const)] : []),
      ...(include.explanations ? reported(item).flatMap(({ id, statements }) => statements.flatMap(({ id: number, review }) => (review?.decision === 'edited' ? [[`items.${item.id}.explanation.${id}.${number}`, 8, review.text ?? ''] as const] : []))) : []),
    ]),
  ];
  // The case's title is what others called it; a proposition states what would be true if it held: it may speak of alteration as a fact, and of its absence.
  return typed.flatMap(([field, section, text]) => bannedUses(text, quotable)
    .filter(({ severity }) => !(field.startsWith('fields.proposition') && severity === 'warning'))
    .map(({ severity, words, because }): Lint => ({ severity: field.startsWith('fields.proposition') || field === 'case.title' ? 'warning' : severity, field, section, message: `“${words}”: ${because}` })));
}
