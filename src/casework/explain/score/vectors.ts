import { AppError } from '../../../contract/index.ts';
import { linesOf } from '../dataset/lines.ts';
import { STOP_WORDS } from './stopWords.ts';

const MOST_DIMENSIONS = 2000;

/** Word vectors in the text form of fastText (`.vec`): a line "count dimensions", then a word and its numbers on each line. */
export type Vectors = ReadonlyMap<string, Float32Array>;

/** Reads the vectors of `wanted` words alone, so that files of millions fit. Errors: FILE_NOT_FOUND, ARGUMENT_INVALID for another form. */
export async function readVectors(path: string, wanted: ReadonlySet<string>): Promise<Vectors> {
  const vectors = new Map<string, Float32Array>();
  let dimensions = 0;
  for await (const { text, number } of linesOf(path)) {
    if (number === 1) {
      const head = /^(\d+) (\d+)\s*$/.exec(text);
      dimensions = Number(head?.[2] ?? 0);
      if (head === null || dimensions < 1 || dimensions > MOST_DIMENSIONS) throw new AppError('ARGUMENT_INVALID', `${path} is no file of word vectors: its first line must be "words dimensions". Use a fastText .vec file (unpacked).`, { path });
      continue;
    }
    const end = text.indexOf(' ');
    if (end <= 0) continue;
    const word = text.slice(0, end);
    if (!wanted.has(word) || vectors.has(word)) continue;
    const vector = Float32Array.from(text.slice(end + 1).trim().split(' '), Number);
    if (vector.length !== dimensions || vector.some((value) => !Number.isFinite(value))) throw new AppError('ARGUMENT_INVALID', `Line ${number} of ${path} does not hold ${dimensions} numbers. The file is damaged or no .vec file.`, { path, line: number });
    vectors.set(word, vector);
  }
  return vectors;
}

/** Cosine of the mean vectors of two texts without stop-words and unknown words, at least 0; 0 where one has none left. */
export function meanCosine(a: readonly string[], b: readonly string[], vectors: Vectors): number {
  const first = meanVector(a, vectors);
  const second = meanVector(b, vectors);
  if (first === null || second === null) return 0;
  let dot = 0;
  let squares = 0;
  let others = 0;
  for (const [index, value] of first.entries()) {
    const other = second[index] ?? 0;
    dot += value * other;
    squares += value * value;
    others += other * other;
  }
  return squares === 0 || others === 0 ? 0 : Math.min(1, Math.max(0, dot / Math.sqrt(squares * others)));
}

function meanVector(words: readonly string[], vectors: Vectors): Float64Array | null {
  const known = words.filter((word) => !STOP_WORDS.has(word)).flatMap((word) => vectors.get(word) ?? []);
  const [one] = known;
  if (one === undefined) return null;
  const mean = new Float64Array(one.length);
  for (const vector of known) for (const [index, value] of vector.entries()) mean[index] = (mean[index] ?? 0) + value / known.length;
  return mean;
}
