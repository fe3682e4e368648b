import { forTerminal } from '../../casework/index.ts';
import type { Ablation, Explanation, Ground, ReviewedStatement } from '../../contract/index.ts';
import { decimals, print, table } from '../output.ts';

const VARIANT_WORDS = { mask: '', shuffled: ', control with the mask shuffled', none: ', control without the mask' } as const;

/** Measured values shown behind a sentence for anyone; a colleague sees all. */
const PLAIN_GROUNDS = 4;

/** The sentences of an explanation with what each rests on. Struck ones are shown as what they are. */
export function sayExplanation({ kind, variant, server, statements, notes }: Explanation, level: 'plain' | 'technical'): void {
  print(kind === 'measured' ? '  Measured by Palimpsest' : `  In the words of the model ${forTerminal(server?.model ?? '')}${VARIANT_WORDS[variant]}`);
  for (const statement of statements.filter(({ struck }) => struck === null)) saySentence(statement, level);
  const struck = statements.filter((statement) => statement.struck !== null);
  if (struck.length > 0) print('    Struck:');
  for (const statement of struck) print(`    x  ${forTerminal(statement[level])} (${forTerminal(statement.struck?.because ?? '')})`);
  for (const note of notes) print(`    Note: ${forTerminal(note)}`);
}

function saySentence(statement: ReviewedStatement, level: 'plain' | 'technical'): void {
  print(`    ${statement.id.toString().padStart(2)} ${forTerminal(wordsOf(statement, level))}`);
  const shown = level === 'plain' ? statement.grounds.slice(0, PLAIN_GROUNDS) : statement.grounds;
  const more = statement.grounds.length - shown.length;
  const words = [...shown.map((ground) => groundWords(ground, statement.regions.length === 1)), ...(more > 0 ? [`${more} more with --level technical`] : [])];
  if (words.length > 0) print(`       [${forTerminal(words.join('; '))}]`);
  else if (statement.source === 'model') print('       [opinion of the model: nothing measured stands behind it]');
}

/** As it stands: the examiner's own words where edited, and what was decided. */
function wordsOf(statement: ReviewedStatement, level: 'plain' | 'technical'): string {
  const { review } = statement;
  if (review?.decision === 'edited') return `${review.text ?? ''} (edited by ${review.author})`;
  if (review === null || review.decision === 'open') return statement[level];
  return `${statement[level]} (${review.decision} by ${review.author})`;
}

/** The region is left out where the sentence speaks of one alone. */
function groundWords({ quantity, region, value }: Ground, one: boolean): string {
  return `${region === null || one ? '' : `region ${region} `}${quantity.replaceAll('_', ' ')}: ${value}`;
}

export function sayAblation({ rows, reading }: Ablation): void {
  print('  Same words as with the mask (1: all, 0: none)');
  const lines = table(['variant', 'titles', 'traces', 'methods', 'descriptions'], rows.map((row) => [row.variant, ...[row.sameTitles, row.sameTraces, row.sameMethods, row.sameDescriptions].map(decimals)]));
  for (const line of lines.split('\n')) print(`    ${line}`);
  print(`  ${reading}`);
}
