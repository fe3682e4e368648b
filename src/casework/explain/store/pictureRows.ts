import type { PromptPicture } from '../../../contract/index.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from '../../store/database.ts';

/** Enters prompt pictures among the case's artifacts, so that they can be shown and are checked by verify. */
export function registerPictures(database: WritableDatabase, pictures: readonly PromptPicture[]): void {
  const insert = prepared(database, `INSERT INTO artifact (sha256, path, bytes, mime_type, width, height) VALUES (?, ?, ?, 'image/jpeg', ?, ?) ON CONFLICT (sha256) DO NOTHING`);
  for (const { sha256, path, bytes, width, height } of pictures) insert.run(sha256, path, bytes, width, height);
}

/** Notes which pictures an explanation rests on, in the order they are shown to the model. */
export function linkPictures(database: WritableDatabase, explanationId: number, pictures: readonly PromptPicture[]): void {
  registerPictures(database, pictures);
  const link = prepared(database, 'INSERT INTO explanation_picture (explanation_id, number, kind, region, sha256) VALUES (?, ?, ?, ?, ?)');
  for (const [index, { kind, region, sha256 }] of pictures.entries()) link.run(explanationId, index + 1, kind, region, sha256);
}

export function explanationPictures(database: ReadableDatabase, explanationId: number): readonly PromptPicture[] {
  return prepared<[number], PromptPicture>(
    database,
    'SELECT kind, region, path, artifact.sha256, bytes, width, height FROM explanation_picture JOIN artifact USING (sha256) WHERE explanation_id = ? ORDER BY number',
  ).all(explanationId);
}
