import { type Analysis, AppError, toErrorRecord } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import { inTransaction } from '../store/database.ts';
import { type EvidenceRow, recordAnalysed } from '../store/evidence.ts';
import { type FindingContent, type FindingResult, findingIdForContent, insertFinding, readFinding, resultOfAnalysis } from '../store/findings.ts';
import { recordRunEnvironment } from '../store/runs.ts';
import { commitFailure, runFileTask } from './fileTask.ts';
import { emit, isCancelled, reportProgress, type ScanJob, type StageProgress } from './job.ts';
import { createRateMeter } from './rate.ts';

const PAGE = 50;
/** Time a file may take unless the person says otherwise: generous, since a slow processor is no fault of the file. Seconds. */
const LEAST_SECONDS = 300;
const SECONDS_PER_MEGAPIXEL = 60;

/**
 * Analyses every file that has been read, as many at a time as the engine has lanes. Each result is committed on its own, right away: a kill loses the
 * files in work and no other.
 * `before` is what was done of the same job already.
 */
export async function analyzeStage(job: ScanJob, before: Pick<StageProgress, 'done' | 'failed'> = { done: 0, failed: 0 }): Promise<void> {
  const { tileSize, tileOverlap } = job.request.options;
  const tileArea = Math.max(1, tileSize - tileOverlap) ** 2;
  const { files, tiles } = job.work.unanalysed(tileArea);
  if (files === 0) return;
  const progress: StageProgress = { stage: 'analyze', total: before.done + files, meter: createRateMeter(), done: before.done, failed: before.failed, weightLeft: tiles, reportedAt: 0 };
  reportProgress(job, progress, true);
  const waiting = unanalysed(job);
  const inWork = new Map<string, Promise<unknown>>();
  const lanes = Math.min(job.engine.lanes, files);
  let broken = false;

  async function lane(): Promise<void> {
    for (const evidence of waiting) {
      // Of two files with one content the second takes the finding of the first over.
      while (evidence.sha256 !== null && inWork.has(evidence.sha256)) await inWork.get(evidence.sha256)?.catch(() => undefined);
      if (broken || isCancelled(job)) return;
      const work = analyzeEvidence(job, evidence, lanes === 1);
      if (evidence.sha256 !== null) inWork.set(evidence.sha256, work);
      const outcome = await work.finally(() => inWork.delete(evidence.sha256 ?? ''));
      if (outcome === 'cancelled') return;
      if (outcome === 'failed') progress.failed += 1;
      const weight = Math.max(1, (evidence.pixels ?? 0) / tileArea);
      progress.done += 1;
      progress.weightLeft -= weight;
      if (outcome !== 'repeated') progress.meter.add(weight);
      reportProgress(job, progress);
    }
  }

  const ends = await Promise.allSettled(
    Array.from({ length: lanes }, () =>
      lane().catch((error: unknown) => {
        broken = true;
        throw error;
      }),
    ),
  );
  reportProgress(job, progress, true);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Files still to analyse, in the order of the case; all lanes draw from it. */
function* unanalysed(job: ScanJob): Generator<EvidenceRow> {
  let afterId = 0;
  for (let page = job.work.unanalysedPage(afterId, PAGE); page.length > 0; page = job.work.unanalysedPage(afterId, PAGE)) {
    for (const evidence of page) {
      if (isCancelled(job)) return;
      afterId = evidence.id;
      yield evidence;
    }
  }
}

async function analyzeEvidence(job: ScanJob, evidence: EvidenceRow, alone: boolean): Promise<'analysed' | 'repeated' | 'failed' | 'cancelled'> {
  const { session, request, engine, run } = job;
  const repeated = evidence.sha256 === null ? undefined : findingIdForContent(session.database, evidence.sha256, run.parametersSha256);
  if (repeated !== undefined) {
    repeatFinding(job, evidence, repeated);
    return 'repeated';
  }
  const seconds = request.secondsPerFile ?? LEAST_SECONDS + (SECONDS_PER_MEGAPIXEL * (evidence.pixels ?? 0)) / 1e6;
  const outcome = await runFileTask(job, evidence, seconds, (path, signal) =>
    engine.analyze(path, {
      caseFolder: session.paths.folder,
      options: request.options,
      signal,
      alone,
      ...(job.control.onFileProgress === undefined ? {} : { onProgress: job.control.onFileProgress }),
    }),
  );
  if (outcome.kind === 'cancelled') return 'cancelled';
  if (outcome.kind === 'failed') {
    commitFailure(job, evidence, outcome.error, outcome.intake);
    return 'failed';
  }
  try {
    requireSameInputs(job, evidence, outcome.value);
  } catch (error) {
    if (error instanceof AppError && error.code === 'FILE_CHANGED') {
      commitFailure(job, evidence, toErrorRecord(error), {});
      return 'failed';
    }
    throw error;
  }
  commitFinding(job, evidence, resultOfAnalysis(outcome.value, run.parametersSha256), { sameAs: null, note: '' }, outcome.value);
  return 'analysed';
}

/** The engine read the file and the model itself; what it read has to be what the case says. */
function requireSameInputs(job: ScanJob, evidence: EvidenceRow, analysis: Analysis): void {
  if (analysis.digest.sha256 !== evidence.sha256) throw new AppError('FILE_CHANGED', `${evidence.path} has other content than when it was first read. Make sure nothing writes to the evidence and scan again.`);
  if (analysis.record.modelSha256 !== job.request.model.manifest.sha256) {
    throw new AppError('MODEL_INVALID', 'The engine ran another model than the one its manifest names. Fetch the model again.', { ran: analysis.record.modelSha256 });
  }
}

/** The same bytes under another path: the finding holds for them too, and says where it comes from. */
function repeatFinding(job: ScanJob, evidence: EvidenceRow, sameAs: number): void {
  const original = readFinding(job.session.database, sameAs);
  if (original === undefined) throw new AppError('CASE_CORRUPT', `Finding ${sameAs} is gone from the case. Run "palimpsest verify".`);
  const { score, gate, reliability, maskShare, coefficients, timings, record, artifacts, regions, inputSha256, parametersSha256 } = original;
  const note = `Same content as evidence ${original.evidenceId}; its finding ${sameAs} was taken over, the file was not analysed again.`;
  commitFinding(job, evidence, { score, gate, reliability, maskShare, coefficients, timings, record, artifacts, regions, inputSha256, parametersSha256 }, { sameAs, note }, null);
}

/** One transaction: finding, artifacts, regions, state of the file and the line in the audit log. */
function commitFinding(job: ScanJob, evidence: EvidenceRow, result: FindingResult, origin: Pick<FindingContent, 'sameAs' | 'note'>, analysis: Analysis | null): void {
  const { database, actor } = job.session;
  inTransaction(database, () => {
    const { id, digest } = insertFinding(database, { ...result, ...origin, evidenceId: evidence.id, runId: job.run.id, createdAt: new Date().toISOString() });
    recordAnalysed(database, evidence.id);
    job.onSettled?.(evidence.id, 'analysed');
    if (analysis !== null) recordRunEnvironment(database, job.run.id, analysis.record);
    appendAudit(database, {
      actor,
      action: origin.sameAs === null ? 'finding.recorded' : 'finding.repeated',
      subject: `finding ${id}`,
      details: {
        run: job.run.id,
        evidence: evidence.id,
        path: evidence.path,
        inputSha256: result.inputSha256,
        digest,
        score: result.score,
        regions: result.regions.length,
        artifacts: Object.fromEntries(result.artifacts.map((artifact) => [artifact.kind, artifact.sha256])),
        ...(origin.sameAs === null ? {} : { sameAs: origin.sameAs }),
      },
    });
  });
  emit(job, { type: 'item', path: evidence.path, status: 'analysed', score: result.score, regions: result.regions.length, error: null });
}
