import type { EngineProgress, EngineReply, EngineRequest } from '../../contract/engine.ts';
import { AppError, fromErrorRecord } from '../../contract/errors.ts';
import type { EngineChild, Launch } from './child.ts';

type WithoutId<T> = T extends { id: number } ? Omit<T, 'id'> : never;
export type JobRequest = WithoutId<Exclude<EngineRequest, { kind: 'cancel' }>>;
export type ResultReply = Extract<EngineReply, { kind: 'intake' | 'analysis' | 'doctor' }>;
type ProgressListener = (progress: Pick<EngineProgress, 'stage' | 'value'>) => void;

export interface SupervisorConfig {
  readonly launch: Launch;
  readonly timeoutMilliseconds: number;
  readonly stallMilliseconds: number;
  readonly cancelMilliseconds: number;
}

export interface Supervisor {
  request(job: JobRequest, signal?: AbortSignal, onProgress?: ProgressListener): Promise<ResultReply>;
  pid(): number | undefined;
  close(): Promise<void>;
}

interface Job {
  readonly id: number;
  readonly request: JobRequest;
  readonly onProgress: ProgressListener | undefined;
  readonly resolve: (reply: ResultReply) => void;
  readonly reject: (error: AppError) => void;
  readonly timers: Set<NodeJS.Timeout>;
  stall: NodeJS.Timeout | undefined;
  highest: number;
  /** Times the engine died while this job was with it but perhaps not at fault. */
  crashes: number;
}

/**
 * Owns the engine process. Analyses and self-tests are handed over one at a time, so that a crash costs one of them; intakes go at once. A crash fails
 * the analysis that ran; what only stood beside it is handed to the next process once.
 */
export function startSupervisor(config: SupervisorConfig): Supervisor {
  const waiting: Job[] = [];
  const sent = new Map<number, Job>();
  let heavy: Job | undefined;
  let child: EngineChild | undefined;
  let lastId = 0;
  let closed = false;
  let onClosed: (() => void) | undefined;

  function start(): EngineChild {
    const started: EngineChild = config.launch({
      onReply: (reply) => {
        if (child === started) handleReply(reply);
      },
      onExit: (note) => {
        if (child === started) handleExit(note);
      },
    });
    child = started;
    return started;
  }

  function handOver(job: Job): void {
    sent.set(job.id, job);
    if (job.request.kind !== 'intake') heavy = job;
    rearm(job);
    job.timers.add(setTimeout(() => timeOut(job, config.timeoutMilliseconds), config.timeoutMilliseconds));
    (child ?? start()).send({ ...job.request, id: job.id });
  }

  function pump(): void {
    for (let index = 0; index < waiting.length; ) {
      const job = waiting[index]!;
      if (job.request.kind !== 'intake' && heavy !== undefined) {
        index += 1;
        continue;
      }
      waiting.splice(index, 1);
      handOver(job);
    }
  }

  function finish(job: Job): void {
    for (const timer of job.timers) clearTimeout(timer);
    clearTimeout(job.stall);
    sent.delete(job.id);
    const position = waiting.indexOf(job);
    if (position !== -1) waiting.splice(position, 1);
    if (heavy === job) heavy = undefined;
  }

  function rearm(job: Job): void {
    clearTimeout(job.stall);
    job.stall = setTimeout(() => timeOut(job, config.stallMilliseconds), config.stallMilliseconds);
  }

  function timeOut(job: Job, milliseconds: number): void {
    if (!sent.has(job.id)) return;
    finish(job);
    job.reject(new AppError('ENGINE_TIMEOUT', `The engine gave no result within ${Math.round(milliseconds / 1000)} s and was stopped. Try a smaller picture or a longer limit.`, { milliseconds }));
    killChild('stopped after a time limit');
  }

  /** The dying process is forgotten at once, so that nothing new is handed to it. */
  function killChild(note: string): void {
    const dying = child;
    child = undefined;
    dying?.kill();
    replaceChild(undefined, note);
  }

  function handleReply(reply: EngineReply): void {
    if (reply.kind === 'ready') return;
    const job = sent.get(reply.id);
    if (job === undefined) return;
    // An intake waits its turn between tiles: progress of the analysis is a sign of life for every job.
    for (const other of sent.values()) rearm(other);
    if (reply.kind === 'progress') {
      job.highest = Math.max(job.highest, reply.value);
      job.onProgress?.({ stage: reply.stage, value: job.highest });
      return;
    }
    finish(job);
    if (reply.kind === 'failed') {
      const { error, intake } = reply;
      const record = error.details === undefined ? { code: error.code, message: error.message } : { code: error.code, message: error.message, details: error.details };
      const failure = fromErrorRecord(record);
      job.reject(intake === undefined ? failure : new AppError(failure.code, failure.message, { ...failure.details, intake }));
    } else job.resolve(reply);
    pump();
  }

  function handleExit(note: string): void {
    if (closed) {
      child = undefined;
      onClosed?.();
      return;
    }
    replaceChild(heavy, note);
  }

  /** Hands what the lost process held to a new one. Its culprit fails; the others get one more try, for they may be at fault themselves. */
  function replaceChild(culprit: Job | undefined, note: string): void {
    child = undefined;
    for (const job of [...sent.values()].toReversed()) {
      finish(job);
      job.crashes += 1;
      if (job !== culprit && job.crashes === 1) waiting.unshift(job);
      else job.reject(new AppError('ENGINE_CRASHED', 'The engine process ended while it worked on this file. The file is skipped; other work goes on.', { note }));
    }
    pump();
  }

  function cancel(job: Job): void {
    const error = new AppError('CANCELLED', 'The request was cancelled. Start it again to get a result.');
    if (!sent.has(job.id)) {
      finish(job);
      job.reject(error);
      return;
    }
    lastId += 1;
    child?.send({ kind: 'cancel', id: lastId, target: job.id });
    job.timers.add(
      setTimeout(() => {
        if (!sent.has(job.id)) return;
        finish(job);
        job.reject(error);
        killChild('stopped after a cancel');
      }, config.cancelMilliseconds),
    );
  }

  return {
    async request(request, signal, onProgress) {
      if (closed) throw new AppError('CANCELLED', 'The engine is closed. Start it again.');
      if (signal?.aborted === true) throw new AppError('CANCELLED', 'The request was cancelled before it began.');
      lastId += 1;
      const id = lastId;
      let onAbort: (() => void) | undefined;
      try {
        return await new Promise<ResultReply>((resolve, reject) => {
          const job: Job = { id, request, onProgress, resolve, reject, timers: new Set(), stall: undefined, highest: 0, crashes: 0 };
          onAbort = () => cancel(job);
          signal?.addEventListener('abort', onAbort, { once: true });
          waiting.push(job);
          pump();
        });
      } finally {
        if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
      }
    },
    pid: () => child?.pid,
    async close() {
      if (closed) return;
      closed = true;
      for (const job of [...sent.values(), ...waiting]) {
        finish(job);
        job.reject(new AppError('CANCELLED', 'The engine was closed. Start it again.'));
      }
      const running = child;
      if (running === undefined) return;
      await new Promise<void>((resolve) => {
        onClosed = resolve;
        running.kill();
      });
    },
  };
}
