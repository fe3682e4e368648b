import type { Analysis, AnalysisOptions, Intake, Provider } from '../../contract/analysis.ts';
import { analysisOptionsSchema } from '../../contract/analysis.ts';
import type { CoefficientsFrom, DoctorReport, EngineProgress } from '../../contract/engine.ts';
import { nodeLauncher, type Launch } from './child.ts';
import { startSupervisor } from './supervisor.ts';

export interface EngineConfig {
  /** Folder with model.onnx and manifest.json. */
  readonly modelFolder: string;
  readonly provider?: Provider | 'auto';
  readonly launch?: Launch;
  /** Longest time of one request in milliseconds; default 2 hours. */
  readonly timeoutMilliseconds?: number;
  /** Longest time without any sign of progress in milliseconds; default 5 minutes. */
  readonly stallMilliseconds?: number;
  /** Time between a cancel and the kill of an engine that did not heed it; default 2000. */
  readonly cancelMilliseconds?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly options?: Partial<AnalysisOptions>;
}

export interface AnalyzeCall extends CallOptions {
  /** Artifacts go below `caseFolder`/artifacts. */
  readonly caseFolder: string;
  /** Only to replay a published evaluation: a case never has it. */
  readonly coefficientsFrom?: CoefficientsFrom;
  readonly onProgress?: (progress: Pick<EngineProgress, 'stage' | 'value'>) => void;
  /** Nothing else will be analysed beside it: it may have all the processor's cores. Of use with several lanes. */
  readonly alone?: boolean;
  /** Threads the network may use on a processor; default one a core. */
  readonly threads?: number;
}

/** The engine as its hosts see it. Every call rejects with AppError; `details.intake` of it holds what was known of the file before it failed. */
export interface Engine {
  /** Analyses it works on at a time; more of them wait. */
  readonly lanes: number;
  intake(path: string, call?: CallOptions): Promise<Intake>;
  analyze(path: string, call: AnalyzeCall): Promise<Analysis>;
  doctor(call?: { readonly signal?: AbortSignal }): Promise<DoctorReport>;
  /** Process id of the engine now running, if any: for people and tests. */
  pid(): number | undefined;
  /** Ends the process; open calls reject with CANCELLED. */
  close(): Promise<void>;
}

/**
 * Starts an engine in a process of its own and keeps it running: after a crash, a kill or a timeout the next one starts by itself, the call it was
 * busy with is rejected (ENGINE_CRASHED, ENGINE_TIMEOUT, CANCELLED), and calls that wait go on.
 */
export function startEngine(config: EngineConfig): Engine {
  const provider = config.provider ?? 'auto';
  const supervisor = startSupervisor({
    launch: config.launch ?? nodeLauncher(),
    timeoutMilliseconds: config.timeoutMilliseconds ?? 2 * 60 * 60_000,
    stallMilliseconds: config.stallMilliseconds ?? 5 * 60_000,
    cancelMilliseconds: config.cancelMilliseconds ?? 2000,
  });
  const { modelFolder } = config;
  return {
    lanes: 1,
    async intake(path, call = {}) {
      const options = analysisOptionsSchema.parse(call.options ?? {});
      const reply = await supervisor.request({ kind: 'intake', path, options }, call.signal);
      if (reply.kind === 'intake') return reply.result;
      throw new Error(`engine answered an intake with ${reply.kind}`);
    },
    async analyze(path, call) {
      const options = analysisOptionsSchema.parse(call.options ?? {});
      const reply = await supervisor.request({ kind: 'analyze', path, caseFolder: call.caseFolder, modelFolder, provider, options, ...(call.coefficientsFrom === undefined ? {} : { coefficientsFrom: call.coefficientsFrom }), ...(call.threads === undefined ? {} : { threads: call.threads }) }, call.signal, call.onProgress);
      if (reply.kind === 'analysis') return reply.result;
      throw new Error(`engine answered an analysis with ${reply.kind}`);
    },
    async doctor(call = {}) {
      const reply = await supervisor.request({ kind: 'doctor', modelFolder, provider }, call.signal);
      if (reply.kind === 'doctor') return reply.result;
      throw new Error(`engine answered a self-test with ${reply.kind}`);
    },
    pid: () => supervisor.pid(),
    close: () => supervisor.close(),
  };
}
