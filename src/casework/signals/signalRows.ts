import { type Agreement, type Artifact, type ErrorRecord, type MadeOf, SIGNAL_NAMES, type SignalName, type SignalResult, type SignalRun } from '../../contract/index.ts';
import { canonicalJson, digestOf } from '../canonicalJson.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from '../store/database.ts';

/** A row of the table as it is stored; JSON in text. */
export interface SignalRunRow {
  readonly id: number;
  readonly evidenceId: number;
  readonly findingId: number | null;
  readonly author: string;
  readonly status: SignalRun['status'];
  readonly names: string;
  readonly inputSha256: string;
  readonly versions: string;
  readonly platform: string;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly agreement: string | null;
  readonly agreementMap: string | null;
  readonly errorCode: ErrorRecord['code'] | null;
  readonly errorMessage: string | null;
  readonly digest: string | null;
}

const COLUMNS = `id, evidence_id AS evidenceId, finding_id AS findingId, author, status, names, input_sha256 AS inputSha256, versions, platform, created_at AS createdAt, finished_at AS finishedAt,
  agreement, agreement_map AS agreementMap, error_code AS errorCode, error_message AS errorMessage, digest`;

export type NewSignalRun = Pick<SignalRun, 'evidenceId' | 'findingId' | 'author' | 'names' | 'createdAt'> & { readonly inputSha256: string; readonly madeOf: MadeOf };

/** Adds a running run and returns its id. */
export function insertSignalRun(database: WritableDatabase, { evidenceId, findingId, author, names, inputSha256, madeOf, createdAt }: NewSignalRun): number {
  const { lastInsertRowid } = prepared(
    database,
    `INSERT INTO signal_run (evidence_id, finding_id, author, status, names, input_sha256, versions, platform, created_at) VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?)`,
  ).run(evidenceId, findingId, author, canonicalJson(names), inputSha256, canonicalJson(madeOf.versions), madeOf.platform, createdAt);
  return Number(lastInsertRowid);
}

/** Adds what one method said, its map among the artifacts. The caller's transaction holds them together. */
export function insertSignalResult(database: WritableDatabase, runId: number, { name, version, parameters, applies, reason, score, maskShare, map, milliseconds }: SignalResult): void {
  const names = namesOf(requireSignalRow(database, runId));
  if (map !== null) addArtifact(database, map);
  prepared(database, 'INSERT INTO signal_result (run_id, number, name, version, parameters, applies, reason, score, mask_share, map_sha256, milliseconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(runId, names.indexOf(name) + 1, name, version, canonicalJson(parameters), Number(applies), reason, score, maskShare, map?.sha256 ?? null, milliseconds);
}

/** How a run ended. */
export interface SignalEnding {
  readonly status: Exclude<SignalRun['status'], 'running'>;
  readonly agreement: Agreement | null;
  readonly error: Pick<ErrorRecord, 'code' | 'message'> | null;
}

/** Writes the end of a running run and returns the digest of all of it. The caller's transaction holds them together. */
export function finishSignalRun(database: WritableDatabase, id: number, { status, agreement, error }: SignalEnding, finishedAt: string): string {
  const { map = null, ...figures } = agreement ?? {};
  if (map !== null) addArtifact(database, map);
  const row: SignalRunRow = {
    ...requireSignalRow(database, id),
    status, finishedAt,
    agreement: agreement === null ? null : canonicalJson(figures),
    agreementMap: map?.sha256 ?? null,
    errorCode: error?.code ?? null,
    errorMessage: error?.message ?? null,
  };
  const digest = digestOfSignalRun(database, row);
  prepared(database, 'UPDATE signal_run SET status = ?, finished_at = ?, agreement = ?, agreement_map = ?, error_code = ?, error_message = ?, digest = ? WHERE id = ?')
    .run(row.status, row.finishedAt, row.agreement, row.agreementMap, row.errorCode, row.errorMessage, digest, id);
  return digest;
}

/** SHA-256 over everything a finished run holds: its row without id and digest, each result, and the maps with size and place. */
export function digestOfSignalRun(database: ReadableDatabase, row: SignalRunRow): string {
  const { id, digest: _digest, ...content } = row;
  return digestOf({ ...content, agreementMap: artifactOf(database, row.agreementMap), results: resultRows(database, id).map(({ mapSha256, ...result }) => ({ ...result, map: artifactOf(database, mapSha256) })) });
}

export function readSignalRow(database: ReadableDatabase, id: number): SignalRunRow | undefined {
  return prepared<[number], SignalRunRow>(database, `SELECT ${COLUMNS} FROM signal_run WHERE id = ?`).get(id);
}

export function requireSignalRow(database: ReadableDatabase, id: number): SignalRunRow {
  const row = readSignalRow(database, id);
  if (row === undefined) throw new Error(`run ${id} of second opinions has no row`);
  return row;
}

/** Runs over the present content of an item, newest first. */
export function signalRowsOfItem(database: ReadableDatabase, evidenceId: number): readonly SignalRunRow[] {
  return prepared<[number], SignalRunRow>(database, `SELECT ${COLUMNS} FROM signal_run WHERE evidence_id = ? AND input_sha256 = (SELECT sha256 FROM evidence WHERE id = evidence_id) ORDER BY id DESC`).all(evidenceId);
}

export function runningSignalRows(database: ReadableDatabase): readonly SignalRunRow[] {
  return prepared<[], SignalRunRow>(database, `SELECT ${COLUMNS} FROM signal_run WHERE status = 'running' ORDER BY id`).all();
}

/** The newest run over an item's present content that was finished, or undefined. */
export function newestDoneRow(database: ReadableDatabase, evidenceId: number): SignalRunRow | undefined {
  return signalRowsOfItem(database, evidenceId).find(({ status }) => status === 'done');
}

/** A row as the contract shows it. */
export function signalRunOf(database: ReadableDatabase, row: SignalRunRow): SignalRun {
  const { id, evidenceId, findingId, author, status, inputSha256, platform, createdAt, finishedAt } = row;
  return {
    id, evidenceId, findingId, author, status,
    names: [...namesOf(row)],
    // Written by this application from values of these types; `verify` finds rows that were edited.
    results: resultRows(database, id).map(({ number: _number, mapSha256, parameters, applies, ...result }) => ({ ...result, parameters: JSON.parse(parameters) as SignalResult['parameters'], applies: applies === 1, map: artifactOf(database, mapSha256) })),
    agreement: row.agreement === null ? null : ({ ...(JSON.parse(row.agreement) as object), map: artifactOf(database, row.agreementMap) } as Agreement),
    record: { inputSha256, versions: JSON.parse(row.versions) as MadeOf['versions'], platform },
    createdAt, finishedAt,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? '' },
  };
}

/** Methods of a run in the order of the layers. */
export function namesOf({ names }: Pick<SignalRunRow, 'names'>): readonly SignalName[] {
  return JSON.parse(names) as SignalName[];
}

/** The chosen methods, each once, in the order of the layers; all where none are chosen. */
export function orderedNames(names: readonly SignalName[] | null): SignalName[] {
  return SIGNAL_NAMES.filter((name) => names === null || names.includes(name));
}

interface ResultRow extends Pick<SignalResult, 'name' | 'version' | 'reason' | 'score' | 'maskShare' | 'milliseconds'> {
  readonly number: number;
  readonly parameters: string;
  readonly applies: number;
  readonly mapSha256: string | null;
}

function resultRows(database: ReadableDatabase, runId: number): readonly ResultRow[] {
  return prepared<[number], ResultRow>(
    database,
    'SELECT number, name, version, parameters, applies, reason, score, mask_share AS maskShare, map_sha256 AS mapSha256, milliseconds FROM signal_result WHERE run_id = ? ORDER BY number',
  ).all(runId);
}

/** The map of one layer of a run, or null. */
export function mapOfLayer(run: SignalRun, layer: SignalName | 'agreement'): Artifact | null {
  return layer === 'agreement' ? (run.agreement?.map ?? null) : (run.results.find(({ name }) => name === layer)?.map ?? null);
}

function artifactOf(database: ReadableDatabase, sha256: string | null): Artifact | null {
  if (sha256 === null) return null;
  const row = prepared<[string], Omit<Artifact, 'kind'>>(database, 'SELECT path, sha256, bytes, mime_type AS mimeType, width, height FROM artifact WHERE sha256 = ?').get(sha256);
  return row === undefined ? null : { kind: 'signal', ...row };
}

/** Enters a map among the case's artifacts, so that it can be shown and is checked by verify. */
function addArtifact(database: WritableDatabase, { sha256, path, bytes, mimeType, width, height }: Artifact): void {
  prepared(database, 'INSERT INTO artifact (sha256, path, bytes, mime_type, width, height) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING').run(sha256, path, bytes, mimeType, width, height);
}
