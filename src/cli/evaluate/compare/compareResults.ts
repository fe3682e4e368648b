import { bootstrap, bootstrapMean, type Estimate } from '../bootstrap.ts';
import { areaUnderCurve } from '../metrics.ts';
import type { ResultPicture, SetResults } from './readResults.ts';
import { holm, type SignedRank, signedRank } from './wilcoxon.ts';

/** Figures compared picture by picture; `better` says which way is up. */
const PAIRED = [
  { figure: 'f1', label: 'F1', better: 1, read: ({ altered, scores }: ResultPicture) => (altered ? scores?.f1 ?? null : null) },
  { figure: 'iou', label: 'IoU', better: 1, read: ({ altered, scores }: ResultPicture) => (altered ? scores?.iou ?? null : null) },
  { figure: 'falsePositiveArea', label: 'false area', better: -1, read: ({ altered, maskShare }: ResultPicture) => (altered ? null : maskShare) },
] as const;
export type PairedFigure = (typeof PAIRED)[number]['figure'];

export interface PairedComparison {
  readonly figure: PairedFigure;
  readonly label: string;
  /** Pictures measured on both sides. */
  readonly pictures: number;
  readonly a: number;
  readonly b: number;
  /** B minus A, mean over pictures, with the bootstrap interval over pairs. */
  readonly difference: Estimate;
  /** Pictures on which B is better, A is better, and neither. */
  readonly signs: { readonly b: number; readonly a: number; readonly same: number };
  readonly test: SignedRank;
  /** The test's p corrected for the number of sets (Holm); over all sets the p itself. */
  readonly corrected: number;
}

export interface AucComparison {
  readonly altered: number;
  readonly untouched: number;
  readonly a: number;
  readonly b: number;
  readonly difference: Estimate;
}

export interface SetComparison {
  readonly set: string;
  readonly paired: readonly PairedComparison[];
  readonly imageAuc: AucComparison;
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  /** Same name, other bytes: not compared. */
  readonly otherBytes: readonly string[];
}

export interface Comparison {
  readonly sets: readonly SetComparison[];
  /** Every picture of every set in one. */
  readonly overall: SetComparison;
  readonly setsOnlyA: readonly string[];
  readonly setsOnlyB: readonly string[];
}

type Pair = readonly [ResultPicture, ResultPicture];

/** Compares two runs on the pictures both have. Pictures are matched by set and name, and by the SHA-256 of the file where both runs know it. */
export function compareResults(a: readonly SetResults[], b: readonly SetResults[]): Comparison {
  const both = a.flatMap((one) => b.filter((other) => other.set === one.set).map((other) => ({ set: one.set, ...pairUp(one.pictures, other.pictures) })));
  const missing = (from: readonly SetResults[], other: readonly SetResults[]): readonly string[] => from.map(({ set }) => set).filter((set) => !other.some((one) => one.set === set));
  const sets = both.map(({ set, pairs, ...rest }) => compareSet(set, pairs, rest));
  const everything = (of: 'onlyA' | 'onlyB' | 'otherBytes'): readonly string[] => both.flatMap((one) => one[of].map((name) => `${one.set}/${name}`));
  return {
    sets: withHolm(sets),
    overall: compareSet('all sets', both.flatMap(({ pairs }) => pairs), { onlyA: everything('onlyA'), onlyB: everything('onlyB'), otherBytes: everything('otherBytes') }),
    setsOnlyA: missing(a, b),
    setsOnlyB: missing(b, a),
  };
}

function pairUp(a: readonly ResultPicture[], b: readonly ResultPicture[]): { readonly pairs: readonly Pair[]; readonly onlyA: readonly string[]; readonly onlyB: readonly string[]; readonly otherBytes: readonly string[] } {
  const others = new Map(b.filter(isMeasured).map((picture) => [picture.image, picture]));
  const mine = a.filter(isMeasured);
  const names = new Set(mine.map(({ image }) => image));
  const matched = mine.flatMap((picture): Pair[] => {
    const other = others.get(picture.image);
    return other === undefined ? [] : [[picture, other]];
  });
  const same = ([one, other]: Pair): boolean => one.altered === other.altered && (one.sha256 === null || other.sha256 === null || one.sha256 === other.sha256);
  return {
    pairs: matched.filter(same),
    onlyA: mine.flatMap(({ image }) => (others.has(image) ? [] : [image])),
    onlyB: [...others.keys()].filter((image) => !names.has(image)),
    otherBytes: matched.filter((pair) => !same(pair)).map(([{ image }]) => image),
  };
}

function isMeasured({ error, score }: ResultPicture): boolean {
  return error === null && score !== null;
}

function compareSet(set: string, pairs: readonly Pair[], rest: Pick<SetComparison, 'onlyA' | 'onlyB' | 'otherBytes'>): SetComparison {
  const paired = PAIRED.map(({ figure, label, better, read }): PairedComparison => {
    const values = pairs.flatMap(([one, other]) => {
      const [a, b] = [read(one), read(other)];
      return a === null || b === null ? [] : [{ a, b, difference: b - a }];
    });
    const test = signedRank(values.map(({ difference }) => difference));
    const count = (sign: number): number => values.filter(({ difference }) => Math.sign(difference) === sign).length;
    return {
      figure, label, pictures: values.length, test, corrected: test.p,
      a: bootstrapMean(values.map((value) => value.a)).value,
      b: bootstrapMean(values.map((value) => value.b)).value,
      difference: bootstrapMean(values.map((value) => value.difference)),
      signs: { b: count(better), a: count(-better), same: count(0) },
    };
  });
  return { set, paired, imageAuc: compareAuc(pairs), ...rest };
}

function compareAuc(pairs: readonly Pair[]): AucComparison {
  const [altered, untouched] = [pairs.filter(([one]) => one.altered), pairs.filter(([one]) => !one.altered)];
  const auc = (some: readonly Pair[], others: readonly Pair[], side: 0 | 1): number => areaUnderCurve(some.map((pair) => pair[side].score ?? 0), others.map((pair) => pair[side].score ?? 0));
  return {
    altered: altered.length,
    untouched: untouched.length,
    a: auc(altered, untouched, 0),
    b: auc(altered, untouched, 1),
    difference: bootstrap([altered, untouched], ([some = [], others = []]) => auc(some, others, 1) - auc(some, others, 0)),
  };
}

/** Corrects each figure's p over the sets in which there was something to test. */
function withHolm(sets: readonly SetComparison[]): readonly SetComparison[] {
  const corrected = PAIRED.map((_, at) => {
    const tested = sets.flatMap((set, index) => ((set.paired[at]?.pictures ?? 0) > 0 ? [{ index, p: set.paired[at]?.test.p ?? 1 }] : []));
    return new Map(holm(tested.map(({ p }) => p)).map((p, place) => [tested[place]?.index, p]));
  });
  return sets.map((set, index) => ({ ...set, paired: set.paired.map((one, at) => ({ ...one, corrected: corrected[at]?.get(index) ?? 1 })) }));
}
