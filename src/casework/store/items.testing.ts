import { createHash } from 'node:crypto';
import type { EvidenceStatus, ImageFacts } from '../../contract/index.ts';
import { inTransaction, type WritableDatabase } from './database.ts';
import { recordIntake } from './evidence.ts';
import { refreshItem } from './item.ts';

/** What a test says of one item; the rest is filled in. */
export interface TestItem {
  readonly path: string;
  readonly bytes?: number;
  readonly status?: EvidenceStatus;
  readonly score?: number;
  readonly format?: ImageFacts['format'];
  readonly width?: number;
  readonly camera?: readonly [make: string | null, model: string | null];
  /** Items with the same word have the same content. */
  readonly content?: string;
  readonly mismatch?: boolean;
}

/** Adds evidence with findings as a scan would leave it, all of one run; returns the ids. */
export function addItems(database: WritableDatabase, items: readonly TestItem[]): readonly number[] {
  database.exec(`INSERT OR IGNORE INTO run (id, model_id, model_sha256, options, parameters_sha256, app_version, started_at, status) VALUES (1, 'm', 's', '{}', 'p', '0', 't', 'finished')`);
  return inTransaction(database, () => items.map((item) => addItem(database, item)));
}

function addItem(database: WritableDatabase, item: TestItem): number {
  const { path, bytes = 1000, score, status = score === undefined ? 'pending' : 'analysed', width = 100 } = item;
  const problem = status === 'failed' || status === 'skipped';
  const { lastInsertRowid } = database
    .prepare(`INSERT INTO evidence (path_bytes, path, kind, size, mtime_ns, status, error_code, error_message, seen_run, added_at) VALUES (?, ?, 'file', ?, 1, ?, ?, ?, 1, '2026-01-01T00:00:00Z')`)
    .run(Buffer.from(path), path, bytes, status, problem ? 'IMAGE_CORRUPT' : null, problem ? 'It cannot be read.' : null);
  const id = Number(lastInsertRowid);
  const sha256 = createHash('sha256').update(item.content ?? path).digest('hex');
  const [make, model] = item.camera ?? [null, null];
  const facts: ImageFacts = {
    format: item.format ?? 'jpeg', mimeType: 'image/jpeg', extensionMismatch: item.mismatch ?? false, width, height: 100, channels: 3, bitDepth: 8, hasAlpha: false, colourSpace: 'srgb', iccProfile: null, orientation: 1, pages: 1,
    jpeg: null, capture: { make, model, software: null, takenAt: null },
  };
  if (problem) refreshItem(database, id);
  else recordIntake(database, id, { bytes, sha256, sha1: 'a'.repeat(40), md5: 'b'.repeat(32) }, facts);
  if (score !== undefined) {
    database
      .prepare(`INSERT INTO finding (evidence_id, run_id, input_sha256, parameters_sha256, note, score, gate_vision, gate_vision_share, tiles, reliability, mask_share, coefficients, timings, record, created_at, digest) VALUES (?, 1, ?, 'p', '', ?, 0.1, 0, 1, 0.5, ?, '{}', '{}', '{}', 't', 'd')`)
      .run(id, sha256, score, score / 2);
    refreshItem(database, id);
  }
  return id;
}
