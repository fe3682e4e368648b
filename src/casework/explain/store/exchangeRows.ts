import type { Exchange, PromptPicture } from '../../../contract/index.ts';
import { canonicalJson, sha256Of } from '../../canonicalJson.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from '../../store/database.ts';
import { explanationPictures } from './pictureRows.ts';

/** An exchange as the client reports it, before it has a number. */
export type NewExchange = Omit<Exchange, 'number' | 'pictures' | 'requestSha256' | 'replySha256'> & { readonly pictureSha256s: readonly string[] };

/** Keeps one exchange word for word; the digests are taken here, of what is stored. */
export function insertExchange(database: WritableDatabase, explanationId: number, exchange: NewExchange): void {
  const { step, attempt, request, model, seed, reply, outcome, notes, startedAt, milliseconds, pictureSha256s } = exchange;
  prepared(
    database,
    `INSERT INTO explanation_exchange (explanation_id, number, step, attempt, request, request_sha256, pictures, model, seed, reply, reply_sha256, outcome, notes, started_at, milliseconds)
       SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM explanation_exchange WHERE explanation_id = ?`,
  ).run(explanationId, step, attempt, request, sha256Of(request), canonicalJson(pictureSha256s), model, seed, reply, sha256Of(reply), outcome, canonicalJson(notes), startedAt, milliseconds, explanationId);
}

/** In the order they happened. */
export function readExchanges(database: ReadableDatabase, explanationId: number): readonly Exchange[] {
  const pictures = new Map(explanationPictures(database, explanationId).map((picture) => [picture.sha256, picture]));
  return prepared<[number], Omit<Exchange, 'pictures' | 'notes'> & { pictures: string; notes: string }>(
    database,
    `SELECT number, step, attempt, request, request_sha256 AS requestSha256, pictures, model, seed, reply, reply_sha256 AS replySha256, outcome, notes, started_at AS startedAt, milliseconds
       FROM explanation_exchange WHERE explanation_id = ? ORDER BY number`,
  )
    .all(explanationId)
    .map(({ pictures: digests, notes, ...exchange }) => ({
      ...exchange,
      pictures: (JSON.parse(digests) as string[]).map((digest) => pictures.get(digest)).filter((picture): picture is PromptPicture => picture !== undefined),
      notes: JSON.parse(notes) as string[],
    }));
}
