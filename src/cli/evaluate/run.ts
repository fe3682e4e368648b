import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnalysisOptions } from '../../contract/index.ts';
import { type Chart, setCharts } from './charts/setCharts.ts';
import { thresholdCurves } from './curves.ts';
import { type EvaluateControl, evaluateSubjects, type MethodResults, type PictureResult, subjectsOf } from './evaluateSet.ts';
import { replaceFile, writeSetFiles } from './files.ts';
import { analysedBytes, type ProtocolName } from './layouts/protocol.ts';
import { readManifest, type SetManifest } from './manifest.ts';
import type { Method } from './methods.ts';
import { type PaperRow, paperRow } from './paper.ts';
import { evaluationReport } from './report/report.ts';
import type { NamedChange } from './robustness/changes.ts';
import { choose, type Portion } from './robustness/choose.ts';
import { writeRobustness } from './robustness/files.ts';
import { measureRobustness, type Robustness } from './robustness/robustness.ts';
import type { EvaluationSet } from './sets.ts';
import { type SetSummary, summarise } from './summary.ts';

export interface EvaluationRequest {
  readonly sets: readonly EvaluationSet[];
  readonly methods: readonly Method[];
  /** Null where no network runs. */
  readonly model: { readonly id: string; readonly sha256: string } | null;
  readonly options: AnalysisOptions;
  readonly out: string;
  readonly keepMasks: boolean;
  readonly protocol: ProtocolName | null;
  readonly robustness: { readonly changes: readonly NamedChange[]; readonly portion: Portion } | null;
}

export interface SetEvaluation {
  readonly set: EvaluationSet;
  readonly manifest: SetManifest;
  readonly results: readonly MethodResults[];
  readonly summaries: readonly SetSummary[];
  readonly paper: PaperRow;
  readonly robustness: Robustness | null;
  readonly charts: readonly Chart[];
}

export interface EvaluationHost {
  readonly signal: AbortSignal;
  /** A set begins, with as many results to come. */
  readonly onSet: (set: EvaluationSet, total: number) => { readonly onResult: (result: PictureResult, method: Method) => void; readonly stop: () => void };
  readonly onSetDone: (evaluation: SetEvaluation) => void;
}

/**
 * Measures every set and writes into `out`: <set>.csv and .json of the network, methods/<method>/<set>.csv and .json of each classical method, curves/,
 * robustness/, and evaluation.md over all of it. Rejects with CANCELLED when stopped; what was written of finished sets stays.
 */
export async function runEvaluation(request: EvaluationRequest, host: EvaluationHost): Promise<readonly SetEvaluation[]> {
  await mkdir(request.out, { recursive: true });
  const evaluations: SetEvaluation[] = [];
  for (const set of request.sets) {
    const evaluation = await evaluateOne(set, request, host);
    evaluations.push(evaluation);
    host.onSetDone(evaluation);
  }
  await replaceFile(join(request.out, 'evaluation.md'), evaluationReport(evaluations));
  return evaluations;
}

async function evaluateOne(set: EvaluationSet, request: EvaluationRequest, host: EvaluationHost): Promise<SetEvaluation> {
  const { methods, robustness: wanted, protocol, out } = request;
  const manifest = await readManifest(set.folder);
  // Under a compression protocol untouched pictures are left out, as by the set's authors.
  const subjects = subjectsOf(set).filter(({ tampered }) => protocol === null || tampered !== null);
  const changes = wanted === null ? 0 : choose(set.name, subjects, wanted.portion).length * wanted.changes.length;
  const view = host.onSet(set, (subjects.length + changes) * methods.length);
  const control: EvaluateControl = { signal: host.signal, onResult: view.onResult };
  const work = join(out, `${set.name}-artifacts`);
  const scratch = protocol === null ? null : await mkdtemp(join(tmpdir(), 'palimpsest-protocol-'));
  try {
    const results = await evaluateSubjects(methods, subjects, work, control, protocol === null || scratch === null ? undefined : ({ image, tampered }) => (tampered === null ? Promise.resolve({ path: image }) : analysedBytes(tampered, protocol, scratch)));
    const robustness = wanted === null ? null : await measureRobustness({ set: set.name, methods, subjects, unchanged: results, ...wanted }, control);
    const context = { set: set.name, layout: set.layout, protocol, model: request.model, options: request.options, manifest };
    const evaluation = { set, manifest, results, summaries: results.map((one) => summarise(context, one)), paper: paperRow(set.layout, set.name, set.tampered.length, protocol), robustness, charts: setCharts(set.name, results) };
    await writeSet(out, evaluation);
    return evaluation;
  } finally {
    view.stop();
    if (scratch !== null) await rm(scratch, { recursive: true, force: true });
    if (!request.keepMasks) await rm(work, { recursive: true, force: true });
  }
}

/** Folder of a method's own results: a result folder by itself, which can be compared and read like the network's. */
export function methodFolder(out: string, method: string): string {
  return method === 'network' ? out : join(out, 'methods', method);
}

async function writeSet(out: string, { set, results, summaries, robustness, charts }: SetEvaluation): Promise<void> {
  for (const [at, { method, results: rows }] of results.entries()) {
    const summary = summaries[at];
    if (summary !== undefined) await writeSetFiles(methodFolder(out, method.name), summary, rows);
  }
  const curves = join(out, 'curves');
  await mkdir(curves, { recursive: true });
  for (const { file, svg } of charts) await replaceFile(join(curves, file), svg);
  const byMethod = Object.fromEntries(results.map(({ method, sums }) => [method.name, thresholdCurves(sums)]));
  await replaceFile(join(curves, `${set.name}.json`), `${JSON.stringify(byMethod)}\n`);
  if (robustness !== null) await writeRobustness(out, robustness);
}
