import { engineRequestSchema, type EngineReply, type EngineRequest } from '../contract/engine.ts';
import { AppError, toErrorRecord } from '../contract/errors.ts';
import { analyze, takeIn, type Known } from './analyze.ts';
import { runDoctor } from './doctor.ts';
import { asExpected } from './failure.ts';
import type { Port } from './port.ts';

type Job = Exclude<EngineRequest, { kind: 'cancel' }>;

/**
 * Answers requests on a port until it closes. One analysis or self-test at a time, in order of arrival; an intake starts at once and runs between
 * the tiles of an analysis. A cancelled request fails with CANCELLED, whether it runs or waits.
 */
export function serveEngine(port: Port): void {
  const controllers = new Map<number, AbortController>();
  let line: Promise<void> = Promise.resolve();
  const post = (reply: EngineReply): void => port.post(reply);

  async function answer(job: Job, signal: AbortSignal): Promise<void> {
    const known: Known = {};
    let highest = 0;
    try {
      if (job.kind === 'intake') {
        const { digest, facts } = await takeIn(job.path, job.options, { known, signal });
        post({ kind: 'intake', id: job.id, result: { digest, facts } });
        return;
      }
      if (signal.aborted) throw new AppError('CANCELLED', 'The analysis was cancelled before it began.');
      if (job.kind === 'doctor') {
        post({ kind: 'doctor', id: job.id, result: await runDoctor(job.modelFolder, job.provider) });
        return;
      }
      const result = await analyze(job, {
        known,
        signal,
        onProgress(stage, value) {
          highest = Math.max(highest, value);
          post({ kind: 'progress', id: job.id, stage, value: highest });
        },
      });
      post({ kind: 'analysis', id: job.id, result });
    } catch (error) {
      const record = toErrorRecord(asExpected(error));
      post({ kind: 'failed', id: job.id, error: { ...record, ...(record.details === undefined ? {} : { details: { ...record.details } }) }, intake: known });
    } finally {
      controllers.delete(job.id);
    }
  }

  port.onMessage((message) => {
    const parsed = engineRequestSchema.safeParse(message);
    if (!parsed.success) {
      const id = idOf(message);
      if (id === undefined) return;
      post({ kind: 'failed', id, error: { code: 'ENGINE_PROTOCOL', message: `The engine does not understand this request: ${parsed.error.issues[0]?.message ?? ''}. Use client and engine of one version.` } });
      return;
    }
    const request = parsed.data;
    if (request.kind === 'cancel') {
      controllers.get(request.target)?.abort();
      return;
    }
    const controller = new AbortController();
    controllers.set(request.id, controller);
    if (request.kind === 'intake') void answer(request, controller.signal);
    else line = line.then(() => answer(request, controller.signal));
  });
  port.onClose(() => {
    process.exit(0);
  });
  post({ kind: 'ready', pid: process.pid });
}

function idOf(message: unknown): number | undefined {
  if (typeof message !== 'object' || message === null || !('id' in message)) return undefined;
  return typeof message.id === 'number' && Number.isInteger(message.id) && message.id >= 1 ? message.id : undefined;
}
