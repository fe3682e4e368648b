import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type ErrorCode, type ErrorRecord, type ExplanationProgress, toErrorRecord } from '../../../contract/index.ts';
import { annotatePicture, type AnnotateOptions, type AnnotatePorts, type PictureTask } from './annotatePicture.ts';
import { type LineWriter, openLines, rowsOf } from './lines.ts';
import { type DatasetRow, datasetRowSchema, type ErrorRow, rowKey } from './row.ts';

export interface AnnotateSummary {
  readonly pictures: number;
  /** Annotated now. */
  readonly done: number;
  /** In the file already. */
  readonly known: number;
  readonly failed: number;
  readonly cancelled: boolean;
  /** A last line that a crash had cut off was mended. */
  readonly repaired: boolean;
}

export interface AnnotateFiles {
  /** Rows; appended to. */
  readonly out: string;
  /** Pictures that failed, with the reason; appended to. */
  readonly errors: string;
  /** Every exchange verbatim, or null to keep only hashes. */
  readonly exchanges: string | null;
}

export interface AnnotateEvents {
  readonly signal: AbortSignal;
  readonly onPicture: (task: PictureTask, outcome: { readonly row: DatasetRow | null; readonly error: ErrorRecord | null }) => void;
  readonly onProgress?: (task: PictureTask, progress: ExplanationProgress) => void;
}

/** After these no further picture can succeed. */
const STOPPING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['SERVER_OFF', 'SERVER_REMOTE', 'SERVER_UNFIT', 'ARTIFACT_WRITE_FAILED', 'ENGINE_PROTOCOL']);
/** A server that does not answer so many pictures in a row is gone. */
const UNANSWERED = 3;

/**
 * Annotates pictures one after the other into a file of lines. Pictures that are in it already (same picture, mask, prompt, model, variant) are passed over,
 * so that the same command goes on where it stopped; one that fails becomes a row of the errors file and is tried again next time. Stops at once when
 * the signal says so, which loses the picture in work and nothing else. Errors: STOPPING ones, and SERVER_UNREACHABLE or SERVER_TIMEOUT the third time in a row.
 */
export async function annotateSet(tasks: readonly PictureTask[], ports: AnnotatePorts, options: AnnotateOptions, files: AnnotateFiles, events: AnnotateEvents): Promise<AnnotateSummary> {
  const { writer, repaired } = await openLines(files.out);
  const workFolder = await mkdtemp(join(tmpdir(), 'palimpsest-annotate-'));
  const errors = lateWriter(files.errors);
  const exchanges = files.exchanges === null ? null : lateWriter(files.exchanges);
  const counts = { done: 0, known: 0, failed: 0 };
  let unanswered = 0;
  try {
    const keys = await knownKeys(files.out);
    for (const task of tasks) {
      if (events.signal.aborted) return summary(true);
      const pending: unknown[] = [];
      try {
        const row = await annotatePicture(task, ports, options, workFolder, {
          signal: events.signal,
          onProgress: (progress) => events.onProgress?.(task, progress),
          onExchange: (exchange) => void pending.push({ image: task.image, ...exchange }),
          isKnown: (key) => keys.has(key),
        });
        if (row === null) counts.known += 1;
        else {
          if (exchanges !== null) for (const exchange of pending) await exchanges.write(exchange);
          await writer.write(row);
          keys.add(rowKey(row));
          counts.done += 1;
          unanswered = 0;
        }
        events.onPicture(task, { row, error: null });
      } catch (error) {
        const record = toErrorRecord(error);
        if (record.code === 'CANCELLED' || events.signal.aborted) return summary(true);
        if (STOPPING.has(record.code)) throw error;
        const failed: ErrorRow = { image: task.image, mask: task.mask, error: { code: record.code, message: record.message }, at: new Date().toISOString() };
        await errors.write(failed);
        if (exchanges !== null) for (const exchange of pending) await exchanges.write(exchange);
        counts.failed += 1;
        events.onPicture(task, { row: null, error: record });
        unanswered = record.code === 'SERVER_UNREACHABLE' || record.code === 'SERVER_TIMEOUT' ? unanswered + 1 : 0;
        if (unanswered >= UNANSWERED) throw new AppError(record.code, `The server did not answer ${UNANSWERED} pictures in a row: ${record.message} Run the same command again to go on.`, record.details, error);
      }
    }
    return summary(false);
  } finally {
    await writer.close();
    await errors.close();
    await exchanges?.close();
    await rm(workFolder, { recursive: true, force: true });
  }

  function summary(cancelled: boolean): AnnotateSummary {
    return { pictures: tasks.length, ...counts, cancelled, repaired };
  }
}

async function knownKeys(path: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const row of rowsOf(path, datasetRowSchema)) keys.add(rowKey(row));
  return keys;
}

/** Opens its file with the first line, so that a run without errors leaves no empty file of them. */
function lateWriter(path: string): LineWriter {
  let opened: Promise<LineWriter> | null = null;
  return {
    async write(value) {
      opened ??= openLines(path).then(({ writer }) => writer);
      await (await opened).write(value);
    },
    async close() {
      if (opened !== null) await (await opened).close();
    },
  };
}
