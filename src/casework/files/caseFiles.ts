import { AppError, type Artifact, type FileAddress, parseFilePath, type Size, type TileAddress, tileBox, toErrorRecord } from '../../contract/index.ts';
import { PDF_POLICY } from '../hosting/pagePolicy.ts';
import { mapOfLayer, readSignalRow, signalRunOf } from '../signals/signalRows.ts';
import { prepared } from '../store/database.ts';
import { type EvidenceRow, readEvidence } from '../store/evidence.ts';
import { readFinding } from '../store/findings.ts';
import type { ViewCall } from '../viewerPort.ts';
import type { OpenCase, WorkbenchContext } from '../workbench/context.ts';
import type { ServedFile } from '../workbench/types.ts';
import { realFileBelow, writablePathBelow } from './safePath.ts';
import { createSharedCalls, type SharedCalls } from './sharedCalls.ts';
import { artifactPath, evidenceKey, fileForView, withEvidenceSource } from './viewSource.ts';

const MIME_TYPES = { png: 'image/png', jpg: 'image/jpeg', html: 'text/html; charset=utf-8', pdf: 'application/pdf', json: 'application/json; charset=utf-8' } as const;

/** Failures of the file itself: asked again at once, the answer would be the same. */
const LASTING = /^(IMAGE_|TYPE_|JPEG_|FILE_EMPTY|FILE_TOO_LARGE)/;
const REMEMBERED = 2000;

/** Resolves paths below the files root for every host. Rejects with AppError: ITEM_NOT_FOUND, CASE_NOT_OPEN, or what the view process says of the picture. */
export interface CaseFiles {
  readonly file: (path: string, signal?: AbortSignal) => Promise<ServedFile>;
}

export function createCaseFiles(context: WorkbenchContext): CaseFiles {
  const calls: SharedCalls<void> = createSharedCalls();
  const failures = new Map<string, AppError>();

  /** The view at `relative`, made by `make` when it is not there yet. Of evidence it is not immutable: the file behind an item may be taken in anew with other content. */
  async function cached(open: OpenCase, relative: string, kind: Pick<ServedFile, 'mimeType' | 'immutable'>, signal: AbortSignal | undefined, make: (target: string, call: ViewCall) => Promise<void>): Promise<ServedFile> {
    const root = open.session.paths.folder;
    const known = await realFileBelow(root, relative);
    if (known !== null) return { path: known, ...kind };
    const key = `${root} ${relative}`;
    const failed = failures.get(key);
    if (failed !== undefined) throw failed;
    try {
      await calls.run(key, signal, async (shared) => make(await writablePathBelow(root, relative), { signal: shared }));
    } catch (error) {
      if (error instanceof AppError && LASTING.test(error.code)) remember(key, error);
      throw error;
    }
    const made = await realFileBelow(root, relative);
    if (made === null) throw notFound();
    return { path: made, ...kind };
  }

  function remember(key: string, error: AppError): void {
    const [oldest] = failures.keys();
    if (failures.size >= REMEMBERED && oldest !== undefined) failures.delete(oldest);
    failures.set(key, error);
  }

  async function serve(open: OpenCase, address: FileAddress, signal: AbortSignal | undefined): Promise<ServedFile> {
    const { session } = open;
    switch (address.kind) {
      case 'artifact':
        return artifact(open, address.sha256, address.extension);
      case 'report':
        return report(open, address);
      case 'thumbnail': {
        const evidence = requireEvidence(open, address.evidenceId);
        return cached(open, `${cacheFolder(evidenceKey(evidence))}/thumbnail.jpg`, { mimeType: MIME_TYPES.jpg, immutable: false }, signal, (target, call) =>
          withEvidenceSource(session, evidence, (source) => context.viewer().thumbnail(source, target, call)),
        );
      }
      case 'picture_tile': {
        const evidence = requireEvidence(open, address.evidenceId);
        const { level, column, row } = address.tile;
        const size = sizeOf(evidence);
        if (size === null || tileBox(size, address.tile) === null) throw notFound();
        return cached(open, `${cacheFolder(evidenceKey(evidence))}/${level}/${column}_${row}.png`, { mimeType: MIME_TYPES.png, immutable: false }, signal, (target, call) =>
          withEvidenceSource(session, evidence, (source) => context.viewer().pictureTile(source, address.tile, target, call)),
        );
      }
      case 'map_tile': {
        return mapTile(open, readFinding(session.database, address.findingId)?.artifacts.find(({ kind }) => kind === address.map) ?? null, address.tile, signal);
      }
      case 'signal_tile': {
        const run = readSignalRow(session.database, address.runId);
        return mapTile(open, run === undefined ? null : mapOfLayer(signalRunOf(session.database, run), address.layer), address.tile, signal);
      }
    }
  }

  /** A tile of a map that is an artifact; null stands for one that is not there. */
  async function mapTile(open: OpenCase, map: Artifact | null, tile: TileAddress, signal: AbortSignal | undefined): Promise<ServedFile> {
    if (map === null || !/^[0-9a-f]{64}$/.test(map.sha256) || tileBox(map, tile) === null) throw notFound();
    const { level, column, row } = tile;
    return cached(open, `${cacheFolder(map.sha256)}/${level}/${column}_${row}.png`, { mimeType: MIME_TYPES.png, immutable: true }, signal, async (target, call) =>
      context.viewer().mapTile({ path: await fileForView(open.session.paths.folder, map), key: map.sha256 }, tile, target, call),
    );
  }

  return {
    async file(path, signal) {
      const address = parseFilePath(path);
      if (address === null) throw notFound();
      const open = context.requireOpen(address.case);
      try {
        return await serve(open, address, signal);
      } catch (error) {
        if (error instanceof AppError) throw error;
        // Anything else is a fault of this machine: no space, no permission, a disk that went away.
        const { message } = toErrorRecord(error);
        throw new AppError('ARTIFACT_WRITE_FAILED', `The view could not be made in the case folder: ${message}. Check that its disk is mounted, writable and not full.`, undefined, error);
      }
    },
  };
}

async function artifact({ session }: OpenCase, sha256: string, extension: 'png' | 'jpg' | 'html'): Promise<ServedFile> {
  const relative = artifactPath(sha256, extension);
  const known = prepared<[string], string>(session.database, 'SELECT path FROM artifact WHERE sha256 = ?').pluck().get(sha256);
  const path = known === relative ? await realFileBelow(session.paths.folder, relative) : null;
  if (path === null) throw notFound();
  return { path, mimeType: MIME_TYPES[extension], immutable: true };
}

/** A file that a report's row names: nothing else that lies in the folder reports/ is sent. */
async function report({ session }: OpenCase, { name, extension }: Extract<FileAddress, { kind: 'report' }>): Promise<ServedFile> {
  const relative = `reports/${name}.${extension}`;
  const known = prepared<[string], number>(session.database, "SELECT 1 FROM report, json_each(report.files) AS file WHERE json_extract(file.value, '$.path') = ? LIMIT 1").pluck().get(relative);
  const path = known === undefined ? null : await realFileBelow(session.paths.folder, relative);
  if (path === null) throw notFound();
  return { path, mimeType: MIME_TYPES[extension], immutable: false, ...(extension === 'pdf' ? { policy: PDF_POLICY } : {}) };
}

function cacheFolder(key: string): string {
  return `cache/${key.slice(0, 2)}/${key}`;
}

function requireEvidence({ session }: OpenCase, id: number): EvidenceRow {
  const evidence = readEvidence(session.database, id);
  if (evidence === undefined || !/^[0-9a-f]{64}$/.test(evidenceKey(evidence))) throw notFound();
  return evidence;
}

/** Stored size, or null while the picture has not been read. */
function sizeOf(evidence: EvidenceRow): Size | null {
  const facts: unknown = evidence.facts === null ? null : JSON.parse(evidence.facts);
  if (typeof facts !== 'object' || facts === null || !('width' in facts) || !('height' in facts)) return null;
  return typeof facts.width === 'number' && typeof facts.height === 'number' ? { width: facts.width, height: facts.height } : null;
}

function notFound(): AppError {
  return new AppError('ITEM_NOT_FOUND', 'There is no such file in this case. Reload the page.');
}
