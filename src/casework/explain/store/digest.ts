import { digestOf } from '../../canonicalJson.ts';
import { prepared, type ReadableDatabase } from '../../store/database.ts';
import type { ExplanationRow } from './explanationRows.ts';

/**
 * SHA-256 over everything a finished explanation holds: its row without id and digest, its statements, the pictures shown, and each exchange by the
 * digests of request and reply (verify checks those against the texts). Decisions come later and have lines of their own in the audit log.
 */
export function digestOfRow(database: ReadableDatabase, row: ExplanationRow): string {
  const { id, digest: _digest, ...content } = row;
  const statements = prepared<[number]>(database, 'SELECT number, topic, regions, source, plain, technical, grounds, struck FROM explanation_statement WHERE explanation_id = ? ORDER BY number').all(id);
  const pictures = prepared<[number]>(database, 'SELECT number, kind, region, sha256 FROM explanation_picture WHERE explanation_id = ? ORDER BY number').all(id);
  const exchanges = prepared<[number]>(
    database,
    'SELECT number, step, attempt, request_sha256, pictures, model, seed, reply_sha256, outcome, notes, started_at, milliseconds FROM explanation_exchange WHERE explanation_id = ? ORDER BY number',
  ).all(id);
  return digestOf({ ...content, statements, pictures, exchanges });
}
