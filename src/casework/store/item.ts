import { type Capture, imageFactsSchema } from '../../contract/index.ts';
import { foldText, prepared, type ReadableDatabase, type WritableDatabase } from './database.ts';

interface Source {
  readonly path: string;
  readonly size: number;
  readonly pixels: number | null;
  readonly facts: string | null;
  readonly sha256: string | null;
  readonly status: string;
  readonly note: string | null;
}

interface Newest {
  readonly id: number;
  readonly score: number;
  readonly maskShare: number;
  readonly regions: number;
}

/** Folder of a path as shown, without a slash at its end except for the root, and the name in it. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: slash === 0 ? '/' : path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
}

/** Maker and model in one text; makers often repeat themselves in the model. */
export function cameraText(capture: Capture | null | undefined): string | null {
  const make = capture?.make?.trim() ?? '';
  const model = capture?.model?.trim() ?? '';
  if (make === '' || model === '') return make === '' ? (model === '' ? null : model) : make;
  return foldText(model).startsWith(foldText(make)) ? model : `${make} ${model}`;
}

/** What the text search looks through. */
export function searchText(path: string, camera: string | null, sha256: string | null, note: string): string {
  return foldText(`${path}\n${camera ?? ''}\n${sha256 ?? ''}\n${note}`);
}

/**
 * Writes the narrow row of an item anew from its evidence row, its note and its newest finding for the present content. Every function that changes one of
 * them calls this in its own transaction; review and domain are left as they are.
 */
export function refreshItem(database: WritableDatabase, id: number): void {
  const source = prepared<[number], Source>(database, 'SELECT path, size, pixels, facts, sha256, status, note FROM evidence LEFT JOIN evidence_note ON evidence_id = id WHERE id = ?').get(id);
  if (source === undefined) return;
  const parsed = source.facts === null ? null : imageFactsSchema.safeParse(JSON.parse(source.facts));
  const facts = parsed?.data ?? null;
  const camera = cameraText(facts?.capture);
  const { folder, name } = splitPath(source.path);
  const newest = source.sha256 === null ? undefined : newestFinding(database, id, source.sha256);
  countContent(database, id, source.sha256);
  prepared(
    database,
    `INSERT INTO evidence_item (evidence_id, folder_id, name, status, score, regions, mask_share, finding_id, bytes, pixels, width, height, orientation, format, extension_mismatch, camera, taken_at, sha256, search)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (evidence_id) DO UPDATE SET folder_id = excluded.folder_id, name = excluded.name, status = excluded.status, score = excluded.score, regions = excluded.regions, mask_share = excluded.mask_share,
         finding_id = excluded.finding_id, bytes = excluded.bytes, pixels = excluded.pixels, width = excluded.width, height = excluded.height, orientation = excluded.orientation, format = excluded.format,
         extension_mismatch = excluded.extension_mismatch, camera = excluded.camera, taken_at = excluded.taken_at, sha256 = excluded.sha256, search = excluded.search`,
  ).run(
    id, folderId(database, folder), name, source.status, newest?.score ?? null, newest?.regions ?? null, newest?.maskShare ?? null, newest?.id ?? null, source.size, source.pixels, facts?.width ?? null,
    facts?.height ?? null, facts?.orientation ?? 1, facts?.format ?? null, facts?.extensionMismatch === true ? 1 : 0, camera, facts?.capture?.takenAt ?? null, source.sha256,
    searchText(source.path, camera, source.sha256, source.note ?? ''),
  );
}

function newestFinding(database: ReadableDatabase, id: number, sha256: string): Newest | undefined {
  return prepared<[number, string], Newest>(
    database,
    'SELECT id, score, mask_share AS maskShare, (SELECT count(*) FROM region WHERE finding_id = finding.id) AS regions FROM finding WHERE evidence_id = ? AND input_sha256 = ? ORDER BY id DESC LIMIT 1',
  ).get(id, sha256);
}

/** Moves the item from the count of its former content to that of its present one. */
function countContent(database: WritableDatabase, id: number, sha256: string | null): void {
  const before = prepared<[number], string | null>(database, 'SELECT sha256 FROM evidence_item WHERE evidence_id = ?').pluck().get(id) ?? null;
  if (before === sha256) return;
  if (before !== null) {
    prepared(database, 'UPDATE evidence_content SET items = items - 1 WHERE sha256 = ?').run(before);
    prepared(database, 'DELETE FROM evidence_content WHERE sha256 = ? AND items <= 0').run(before);
  }
  if (sha256 !== null) prepared(database, 'INSERT INTO evidence_content (sha256, items) VALUES (?, 1) ON CONFLICT (sha256) DO UPDATE SET items = items + 1').run(sha256);
}

function folderId(database: WritableDatabase, folder: string): number {
  const found = prepared<[string], number>(database, 'SELECT id FROM evidence_folder WHERE path = ?').pluck().get(folder);
  if (found !== undefined) return found;
  return Number(prepared(database, 'INSERT INTO evidence_folder (path) VALUES (?)').run(folder).lastInsertRowid);
}
