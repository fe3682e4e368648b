import type { Analysis, AnalysisOptions, CoefficientsFrom, DoctorReport, EngineProgress, Intake } from '../contract/index.ts';

/**
 * What casework needs of an engine that was started with a model: the client of src/engine satisfies it. Every call rejects with
 * AppError; its `details.intake` holds what was known of the file before it failed.
 */
export interface EnginePort {
  /** Analyses it works on at a time; calls beyond that wait. */
  readonly lanes: number;
  intake(path: string, call?: EngineCall): Promise<Intake>;
  /** Artifacts go below `caseFolder`/artifacts. */
  analyze(path: string, call: AnalyzeCall): Promise<Analysis>;
  doctor(): Promise<DoctorReport>;
  close(): Promise<void>;
}

export interface EngineCall {
  readonly signal?: AbortSignal;
  readonly options?: Partial<AnalysisOptions>;
}

export interface AnalyzeCall extends EngineCall {
  readonly caseFolder: string;
  /** Only to replay a published evaluation: a case never has it. */
  readonly coefficientsFrom?: CoefficientsFrom;
  readonly onProgress?: (progress: Pick<EngineProgress, 'stage' | 'value'>) => void;
  /** Nothing else will be analysed beside it: it may have all the processor's cores. */
  readonly alone?: boolean;
}
