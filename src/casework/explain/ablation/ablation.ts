import type { Ablation, PromptVariant } from '../../../contract/index.ts';
import { rougeL } from '../score/textScores.ts';
import type { Answered, AnsweredRegion } from '../types.ts';

/** One finished run of a batch, by what the model said before any of it was held against the evidence. */
export interface AblationRun {
  readonly explanationId: number;
  readonly variant: PromptVariant;
  readonly answered: Answered;
}

type Row = Ablation['rows'][number];
type Same = Pick<Row, 'sameTitles' | 'sameTraces' | 'sameMethods' | 'sameDescriptions'>;

/** Words this much alike are taken for the same. */
const SAME = 0.8;
/** Below this little of them is left. */
const OTHER = 0.5;

/**
 * Compares the words of a batch with those of the run with the true mask, region by region. Without a mask the model chose its places itself, so there each
 * region is held against the place whose words are most like it: the comparison leans towards "the same", never towards "the mask mattered".
 */
export function compareRuns(batch: number, runs: readonly AblationRun[], missing: readonly PromptVariant[] = []): Ablation {
  const mask = runs.find(({ variant }) => variant === 'mask');
  if (mask === undefined) return { batch, rows: [], reading: 'The run with the mask itself did not end well, so there is nothing to compare with.' };
  const rows = runs.map(({ explanationId, variant, answered }) => ({ variant, explanationId, ...sameness(mask.answered, answered, variant) }));
  return { batch, rows, reading: readingOf(rows, missing) };
}

function sameness(mask: Answered, other: Answered, variant: PromptVariant): Same {
  if (variant === 'mask') return { sameTitles: 1, sameTraces: 1, sameMethods: 1, sameDescriptions: 1 };
  const pairs = mask.regions.map((region) => {
    const candidates = variant === 'none' ? other.regions : other.regions.filter(({ id }) => id === region.id);
    return candidates.map((candidate) => alike(region, candidate)).toSorted((a, b) => total(b) - total(a)).at(0) ?? NOTHING;
  });
  const mean = (pick: (same: Same) => number): number => (pairs.length === 0 ? 1 : pairs.reduce((sum, same) => sum + pick(same), 0) / pairs.length);
  return { sameTitles: mean((same) => same.sameTitles), sameTraces: mean((same) => same.sameTraces), sameMethods: mean((same) => same.sameMethods), sameDescriptions: mean((same) => same.sameDescriptions) };
}

const NOTHING: Same = { sameTitles: 0, sameTraces: 0, sameMethods: 0, sameDescriptions: 0 };

function alike(a: AnsweredRegion, b: AnsweredRegion): Same {
  return {
    sameTitles: Number(plain(a.title) === plain(b.title)),
    sameTraces: Number(a.artifacts.toSorted().join() === b.artifacts.toSorted().join()),
    sameMethods: Number(a.method === b.method),
    sameDescriptions: sameWords(a.description, b.description),
  };
}

function plain(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** ROUGE-L F of two texts, case and punctuation aside. Two without any word are the same. */
export function sameWords(a: string, b: string): number {
  const [first, second] = [plain(a), plain(b)];
  return first === second ? 1 : rougeL(first.split(' '), second.split(' '));
}

function total({ sameTitles, sameTraces, sameMethods, sameDescriptions }: Same): number {
  return sameTitles + sameTraces + sameMethods + sameDescriptions;
}

/** What the numbers mean: the mean of the four. Traces and methods come from short lists and agree by chance now and then, so "in part" says no more than that. */
function readingOf(rows: readonly Row[], missing: readonly PromptVariant[]): string {
  const sentences = rows.flatMap((row): string[] => {
    if (row.variant === 'mask') return [];
    const same = (row.sameTitles + row.sameTraces + row.sameMethods + row.sameDescriptions) / 4;
    if (row.variant === 'shuffled') {
      if (same >= SAME) return ['The words did not change when the mask was shuffled: they do not come from the mask.'];
      if (same >= OTHER) return ['The words changed only in part when the mask was shuffled: some of them do not come from the mask.'];
      return ['The words changed when the mask was shuffled: they depend on where the mask points.'];
    }
    if (same >= SAME) return ['Without the mask the model said the same: it did not need the mask to say it.'];
    if (same >= OTHER) return ['Without the mask the model said in part the same.'];
    return ['Without the mask the model said something else.'];
  });
  const gone = missing.map((variant) => `The run ${VARIANT_WORDS[variant]} did not end well, so it is not compared.`);
  return [...sentences, ...gone].join(' ') || 'Only the run with the mask is there, so there is nothing to compare.';
}

const VARIANT_WORDS: Readonly<Record<PromptVariant, string>> = { mask: 'with the mask', shuffled: 'with the shuffled mask', none: 'without the mask' };
