import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../../contract/index.ts';

/** Longest line that is read. */
const LONGEST_LINE = 64 << 20;

export interface Line {
  readonly text: string;
  /** 1.. */
  readonly number: number;
  /** Byte at which it begins. */
  readonly start: number;
  /** Whether a line feed ends it; only the last may lack one. */
  readonly ended: boolean;
}

/** Lines of a text file, in memory one at a time. Errors: FILE_NOT_FOUND, FILE_READ_FAILED, ARGUMENT_INVALID for an endless line. */
export async function* linesOf(path: string): AsyncGenerator<Line> {
  let rest = Buffer.alloc(0);
  let start = 0;
  let number = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      rest = rest.length === 0 ? (chunk as Buffer<ArrayBuffer>) : Buffer.concat([rest, chunk as Buffer]);
      let from = 0;
      for (let feed = rest.indexOf(10, from); feed !== -1; feed = rest.indexOf(10, from)) {
        number += 1;
        yield { text: rest.toString('utf8', from, feed), number, start: start + from, ended: true };
        from = feed + 1;
      }
      rest = rest.subarray(from);
      start += from;
      if (rest.length > LONGEST_LINE) throw new AppError('ARGUMENT_INVALID', `Line ${number + 1} of ${path} is longer than ${LONGEST_LINE} bytes. Check that it is a file of lines.`, { path });
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new AppError(code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_READ_FAILED', code === 'ENOENT' ? `There is no file ${path}. Check the path.` : `${path} cannot be read (${code}).`, { path }, error);
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), number: number + 1, start, ended: false };
}

/** Every line through a schema; empty lines are passed over. A last line that was cut off is left out. Error: ARGUMENT_INVALID with the number of the line. */
export async function* rowsOf<T>(path: string, schema: z.ZodType<T>): AsyncGenerator<T> {
  for await (const { text, number, ended } of linesOf(path)) {
    if (text.trim() === '') continue;
    const value = parsed(text);
    const row = schema.safeParse(value);
    if (row.success) yield row.data;
    else if (ended || value !== undefined) {
      const [issue] = row.error.issues;
      throw new AppError('ARGUMENT_INVALID', `Line ${number} of ${path} is no annotation (${value === undefined ? 'no JSON' : `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`}). Move the file away or mend that line.`, { path, line: number });
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export interface LineWriter {
  /** Appends a value as one line and waits until it is on the disk. */
  write(value: unknown): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file of lines to append to; makes it and its folder where they are not there. A last line that was cut off (a crash, a full disk) is taken away,
 * a whole one without its line feed gets it. Returns also whether that was needed. Error: ARTIFACT_WRITE_FAILED.
 */
export async function openLines(path: string): Promise<{ readonly writer: LineWriter; readonly repaired: boolean }> {
  const repaired = await repairEnd(path);
  const handle = await written(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'a');
  });
  return {
    repaired,
    writer: {
      write: (value) => written(path, async () => {
        await handle.appendFile(`${JSON.stringify(value)}\n`);
        await handle.datasync();
      }),
      close: () => handle.close(),
    },
  };
}

async function repairEnd(path: string): Promise<boolean> {
  const size = await stat(path).then((status) => status.size, () => 0);
  if (size === 0) return false;
  let last: Line | null = null;
  for await (const line of linesOf(path)) last = line;
  if (last === null || last.ended) return false;
  const { text, start } = last;
  await written(path, async () => {
    if (parsed(text) === undefined) await truncate(path, start);
    else await appendFile(path, '\n');
  });
  return true;
}

async function written<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new AppError('ARTIFACT_WRITE_FAILED', `${path} cannot be written (${code}). ${code === 'ENOSPC' ? 'The disk is full: free some space and run the same command again.' : 'Check the folder and its rights.'}`, { path }, error);
  }
}
