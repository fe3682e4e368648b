import { AppError, toErrorRecord } from '../contract/index.ts';
import { forTerminal } from '../casework/index.ts';

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Anything that is not the result goes here, so that stdout can be read by a program. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** An error for a person; with `json` also as a line for a program. A bug shows its stack, since somebody has to find it. */
export function reportError(error: unknown, json: boolean): void {
  const record = toErrorRecord(error);
  if (json) printJson({ type: 'error', error: record });
  note(`palimpsest: ${forTerminal(record.message)} [${record.code}]`);
  if (!(error instanceof AppError) && error instanceof Error && error.stack !== undefined) note(error.stack);
}

/** `1 h 5 min`, `3 min 20 s`, `12 s`, `.4 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Three digits after the point. */
export function decimals(value: number): string {
  return value.toFixed(3);
}

/** A plain table: first column to the left, the others to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
