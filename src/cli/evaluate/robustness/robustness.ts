import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type ErrorRecord, toErrorRecord } from '../../../contract/index.ts';
import { type DegradedPicture, degradePicture } from '../../../engine/index.ts';
import { bootstrap, bootstrapMean, type Estimate, RESAMPLES, SEED } from '../bootstrap.ts';
import { type EvaluateControl, evaluatePicture, failedResult, type MethodResults, type PictureResult, type Subject, throwIfInterrupted } from '../evaluateSet.ts';
import type { Method, MethodName } from '../methods.ts';
import { areaUnderCurve } from '../metrics.ts';
import type { NamedChange } from './changes.ts';
import { choose, type Portion, seedFor } from './choose.ts';

export type Figure = 'f1' | 'iou' | 'imageAuc' | 'falsePositiveArea';

export interface ChangedPicture {
  readonly result: PictureResult;
  /** What was drawn for it by the change. */
  readonly drawn: string;
}

export interface RobustnessRow extends Readonly<Record<Figure, Estimate>> {
  readonly change: string;
  readonly label: string;
  /** Pictures measured both changed and unchanged. */
  readonly altered: number;
  readonly untouched: number;
  readonly failed: number;
  /** Changed minus unchanged on the same pictures. */
  readonly difference: Readonly<Record<Figure, Estimate>>;
}

export interface MethodRobustness {
  readonly method: MethodName;
  /** The same pictures unchanged. */
  readonly unchanged: Readonly<Record<Figure, Estimate>> & { readonly altered: number; readonly untouched: number };
  readonly rows: readonly RobustnessRow[];
}

export interface Robustness {
  readonly set: string;
  readonly portion: Portion;
  readonly methods: readonly MethodRobustness[];
  readonly bootstrap: { readonly resamples: number; readonly seed: number; readonly interval: 0.95 };
  /** By method and change. */
  readonly pictures: readonly { readonly method: MethodName; readonly change: string; readonly pictures: readonly ChangedPicture[] }[];
}

export interface RobustnessRequest {
  readonly set: string;
  readonly methods: readonly Method[];
  readonly subjects: readonly Subject[];
  readonly changes: readonly NamedChange[];
  readonly portion: Portion;
  /** What came out for the unchanged pictures. */
  readonly unchanged: readonly MethodResults[];
}

/**
 * Puts the drawn pictures, altered and untouched alike, through every change and every method. Copies and maps live in a scratch folder of the system that is
 * gone afterwards, whatever happened.
 */
export async function measureRobustness(request: RobustnessRequest, control: EvaluateControl): Promise<Robustness> {
  const scratch = await mkdtemp(join(tmpdir(), 'palimpsest-robustness-'));
  const subjects = choose(request.set, request.subjects, request.portion);
  const found = request.methods.flatMap((method) => request.changes.map((change) => ({ method, change, pictures: [] as ChangedPicture[] })));
  try {
    for (const subject of subjects) {
      for (const change of request.changes) {
        throwIfInterrupted(control.signal);
        const work = join(scratch, change.id);
        const copy = await changedCopy(request.set, subject, change, join(scratch, 'copy'));
        for (const part of found) {
          if (part.change !== change) continue;
          throwIfInterrupted(control.signal);
          const result = 'error' in copy ? failedResult(subject, copy.error) : (await evaluatePicture(part.method, subject, { path: copy.path, changedFrom: copy.from }, work, control.signal)).result;
          part.pictures.push({ result, drawn: 'error' in copy ? '' : copy.drawn });
          control.onResult(result, part.method);
        }
        if (!('error' in copy)) await rm(copy.path, { force: true });
        await rm(work, { recursive: true, force: true });
      }
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const names = new Set(subjects.map(({ name }) => name));
  return {
    set: request.set,
    portion: request.portion,
    bootstrap: { resamples: RESAMPLES, seed: SEED, interval: 0.95 },
    methods: request.methods.map((method) => {
      const unchanged = (request.unchanged.find((one) => one.method === method)?.results ?? []).filter(({ image }) => names.has(image));
      return {
        method: method.name,
        unchanged: { ...figuresOf(unchanged.map((result) => [result, result])).now, ...countsOf(unchanged) },
        rows: found.filter((part) => part.method === method).map(({ change, pictures }) => robustnessRow(change, pictures.map(({ result }) => result), unchanged)),
      };
    }),
    pictures: found.map(({ method, change, pictures }) => ({ method: method.name, change: change.id, pictures })),
  };
}

async function changedCopy(set: string, { name, image }: Subject, { id, change }: NamedChange, target: string): Promise<DegradedPicture | { readonly error: ErrorRecord }> {
  try {
    return await degradePicture(image, change, seedFor(set, name, id), target);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { error: toErrorRecord(error) };
  }
}

/** One change against the same pictures unchanged; a picture that could not be measured in one of the two is in neither. */
export function robustnessRow({ id, label }: Pick<NamedChange, 'id' | 'label'>, changed: readonly PictureResult[], unchanged: readonly PictureResult[]): RobustnessRow {
  const before = new Map(unchanged.map((result) => [result.image, result]));
  const pairs = changed.flatMap((result) => {
    const other = before.get(result.image);
    const usable = other !== undefined && other.error === null && result.error === null && (!result.altered || (result.scores !== null && other.scores !== null));
    return usable ? [[result, other] as const] : [];
  });
  const { now, difference } = figuresOf(pairs);
  return { change: id, label, ...countsOf(pairs.map(([result]) => result)), failed: changed.filter(({ error }) => error !== null).length, ...now, difference };
}

function countsOf(results: readonly PictureResult[]): { readonly altered: number; readonly untouched: number } {
  return { altered: results.filter(({ altered, scores }) => altered && scores !== null).length, untouched: results.filter(({ altered, error }) => !altered && error === null).length };
}

type Pair = readonly [PictureResult, PictureResult];
type Figures = Readonly<Record<Figure, Estimate>>;

function figuresOf(pairs: readonly Pair[]): { readonly now: Figures; readonly difference: Figures } {
  const altered = pairs.filter(([result]) => result.altered && result.scores !== null);
  const untouched = pairs.filter(([result]) => !result.altered && result.error === null);
  const value = (read: (result: PictureResult) => number | undefined | null, among: readonly Pair[]): { readonly now: Estimate; readonly difference: Estimate } => ({
    now: bootstrapMean(among.map(([result]) => read(result) ?? 0)),
    difference: bootstrapMean(among.map(([result, other]) => (read(result) ?? 0) - (read(other) ?? 0))),
  });
  const auc = (one: readonly Pair[], other: readonly Pair[], side: 0 | 1): number => areaUnderCurve(one.map((pair) => pair[side].score ?? 0), other.map((pair) => pair[side].score ?? 0));
  const imageAuc = {
    now: bootstrap([altered, untouched], ([one = [], other = []]) => auc(one, other, 0)),
    difference: bootstrap([altered, untouched], ([one = [], other = []]) => auc(one, other, 0) - auc(one, other, 1)),
  };
  const parts = { f1: value(({ scores }) => scores?.f1, altered), iou: value(({ scores }) => scores?.iou, altered), imageAuc, falsePositiveArea: value(({ maskShare }) => maskShare, untouched) };
  const side = (which: 'now' | 'difference'): Figures => ({ f1: parts.f1[which], iou: parts.iou[which], imageAuc: parts.imageAuc[which], falsePositiveArea: parts.falsePositiveArea[which] });
  return { now: side('now'), difference: side('difference') };
}

