import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PictureResult } from './evaluateSet.ts';
import type { SetSummary } from './summary.ts';

const COLUMNS = [
  'image', 'altered', 'class', 'width', 'height', 'score', 'mask_share', 'regions', 'gate_vision', 'reliability', 'iou', 'precision', 'recall', 'f1', 'true_positive', 'false_positive', 'false_negative', 'true_negative', 'milliseconds', 'warning', 'error_code', 'error_message', 'pixel_ap', 'applies', 'sha256',
] as const;

/** Per-picture results as CSV (RFC 4180). */
export function toCsv(results: readonly PictureResult[]): string {
  const lines = results.map((result) =>
    [
      result.image, result.altered ? 1 : 0, result.class, result.width, result.height, result.score, result.maskShare, result.regions, result.gateVision, result.reliability,
      result.scores?.iou, result.scores?.precision, result.scores?.recall, result.scores?.f1,
      result.confusion?.truePositive, result.confusion?.falsePositive, result.confusion?.falseNegative, result.confusion?.trueNegative,
      result.milliseconds === null ? null : Math.round(result.milliseconds), result.warning, result.error?.code, result.error?.message,
      result.averagePrecision, result.applies ? 1 : 0, result.sha256,
    ]
      .map(csvField)
      .join(','),
  );
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

export function csvField(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  // A field that a spreadsheet would take for a formula is quoted with a leading apostrophe: names of evidence are not to be run.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Writes <set>.csv and <set>.json into `folder`. NaN (nothing to measure) becomes null in JSON. Returns both paths. */
export async function writeSetFiles(folder: string, summary: SetSummary, results: readonly PictureResult[]): Promise<{ readonly csv: string; readonly json: string }> {
  await mkdir(folder, { recursive: true });
  const csv = join(folder, `${summary.set}.csv`);
  const json = join(folder, `${summary.set}.json`);
  await replaceFile(csv, toCsv(results));
  await replaceFile(json, `${JSON.stringify({ summary, pictures: results.map(({ record: _record, ...result }) => result) }, null, 1)}\n`);
  return { csv, json };
}

/** Writes a text file whole or not at all. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}
