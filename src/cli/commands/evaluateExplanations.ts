import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Field, FIELDS, readScoredRows, readVectors, scoreColumns, type ScoredColumn, wordsOf } from '../../casework/index.ts';
import { AppError } from '../../contract/index.ts';
import { bootstrap, type Estimate, RESAMPLES, SEED } from '../evaluate/bootstrap.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { decimals, print, printJson, table } from '../output.ts';

interface Flags {
  readonly pred: readonly string[];
  readonly vectors?: string;
  readonly json: boolean;
}

/** One line of the table. */
interface FieldRow {
  readonly field: Field;
  readonly name: string;
  readonly scored: number;
  readonly cells: readonly Estimate[];
}

export function addEvaluateExplanations(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('evaluate-explanations')
    .argument('<predictions>', 'annotations to judge (JSONL of "palimpsest annotate")')
    .argument('<truth>', 'annotations that are right, one for each picture')
    .description('Compare annotations with the truth, field by field, with and without the visual prompt.')
    .option('--pred <file>', 'a further file of annotations to judge; may be given again', (file: string, all: readonly string[]) => [...all, file], [] as readonly string[])
    .option('--vectors <file>', 'word vectors (fastText .vec) to compare descriptions by meaning too')
    .option('--json', 'the scores as one line of JSON on stdout', false)
    .action(async (predictions: string, truth: string, flags: Flags) => finish(await run([predictions, ...flags.pred], truth, flags)));
}

async function run(predictionFiles: readonly string[], truthFile: string, flags: Flags): Promise<ExitCode> {
  const predictions = (await Promise.all(predictionFiles.map((file) => readScoredRows(resolve(file))))).flat();
  const truth = await readScoredRows(resolve(truthFile));
  if (predictions.length === 0) throw new AppError('ARGUMENT_INVALID', 'The file of predictions holds no annotation.');
  const vectors = flags.vectors === undefined ? null : await readVectors(resolve(flags.vectors), wordsOf([...predictions, ...truth]));
  const columns = scoreColumns(predictions, truth, vectors);
  const rows = FIELDS.map(({ field, name, kind }) => fieldRow(field, `${name}${kind === 'exact' ? ' *' : ''}`, columns)).filter(({ scored }) => scored > 0);
  if (flags.json) printJson(asJson(columns, rows, truth.length, flags.vectors !== undefined));
  else say(columns, rows, truth.length, flags.vectors === undefined);
  return EXIT.ok;
}

/** Means over all regions (or pictures) that the truth says something of; intervals from pictures drawn again. */
function fieldRow(field: Field, name: string, columns: readonly ScoredColumn[]): FieldRow {
  const cells = columns.map(({ pictures }) => {
    const sums = pictures.map((one) => one[field].reduce((sum, value) => sum + value, 0));
    const counts = pictures.map((one) => one[field].length);
    const indices = pictures.flatMap((_, index) => ((counts[index] ?? 0) > 0 ? [index] : []));
    return bootstrap([indices], ([sample = []]) => {
      let sum = 0;
      let count = 0;
      for (const index of sample) {
        sum += sums[index] ?? 0;
        count += counts[index] ?? 0;
      }
      return count === 0 ? Number.NaN : sum / count;
    });
  });
  return { field, name, scored: Math.max(...columns.map(({ pictures }) => pictures.reduce((sum, one) => sum + one[field].length, 0))), cells };
}

function say(columns: readonly ScoredColumn[], rows: readonly FieldRow[], truth: number, withoutVectors: boolean): void {
  const cell = ({ value, low, high }: Estimate): string => (Number.isNaN(value) ? '-' : `${decimals(value)} [${decimals(low)}, ${decimals(high)}]`);
  print(table(['field', 'scored', ...columns.map(({ column }) => column)], rows.map(({ name, scored, cells }) => [name, String(scored), ...cells.map(cell)])));
  print();
  for (const { column, pictures, unknown } of columns) {
    const missing = pictures.filter((one) => one.missing).length;
    const regions = pictures.reduce((sum, one) => sum + one.missingRegions, 0);
    const extra = pictures.reduce((sum, one) => sum + one.extraRegions, 0);
    print(`${column}: ${truth - missing} of ${truth} pictures; ${regions} regions not described, ${extra} described that the truth does not have${unknown > 0 ? `; ${unknown} pictures are not in the truth and were passed over` : ''}.`);
  }
  print('* exact match; the others 0 to 1. What is missing counts as 0. Descriptions count 0 where verdict or method is wrong.');
  print(withoutVectors ? 'Descriptions and summaries: mean of ROUGE-L and BLEU only; give --vectors to add the cosine of word vectors.' : 'Descriptions and summaries: mean of the cosine of averaged word vectors, ROUGE-L and BLEU.');
  print('In brackets: 95 % intervals over pictures (bootstrap, fixed seed).');
}

function asJson(columns: readonly ScoredColumn[], rows: readonly FieldRow[], truth: number, vectors: boolean): object {
  return {
    truth,
    vectors,
    columns: columns.map(({ column, pictures, unknown }, index) => ({
      column,
      pictures: pictures.filter((one) => !one.missing).length,
      missing: pictures.filter((one) => one.missing).length,
      unknown,
      missingRegions: pictures.reduce((sum, one) => sum + one.missingRegions, 0),
      extraRegions: pictures.reduce((sum, one) => sum + one.extraRegions, 0),
      fields: Object.fromEntries(rows.map(({ field, scored, cells }) => [field, { scored, ...cells[index] }])),
    })),
    bootstrap: { resamples: RESAMPLES, seed: SEED, interval: 0.95 },
  };
}
