import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { arch, release, type as systemName, version } from 'node:os';
import { join } from 'node:path';
import { recordExport } from '../../audit/actions.ts';
import { sha256Of } from '../../canonicalJson.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { EXPORT_FORMATS, exportCase, type ExportFormat, type WrittenFile } from '../../export/exportCase.ts';
import { buildExtract } from '../../extract/buildExtract.ts';
import { writeDurable } from '../../files/writeDurable.ts';
import { writePack } from '../../reproduce/writePack.ts';
import type { ItemSelection } from '../../store/itemState.ts';
import type { ViewerPort } from '../../viewerPort.ts';
import { lookingCopies } from './lookingCopies.ts';
import { keepPackage } from './packages.ts';

/** Everything items can leave the case as. */
export const ALL_EXPORT_FORMATS = [...EXPORT_FORMATS, 'rerun'] as const;
export type AnyExportFormat = ExportFormat | 'rerun';

export interface ItemsExport {
  readonly items: ItemSelection | null;
  readonly formats: readonly AnyExportFormat[];
  /** Absolute, not there yet; null for the next number below reports/exports of the case. */
  readonly folder: string | null;
}

export interface ExportCall {
  /** Started only where a review package is asked for. */
  readonly viewer: () => ViewerPort;
  readonly author: string;
  readonly modelsFolder: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (part: 'extract' | 'masks' | 'package' | 'rerun', done: number, total: number) => void;
}

export interface ItemsExported {
  readonly folder: string;
  readonly extractSha256: string;
  readonly files: readonly WrittenFile[];
}

/**
 * Writes the chosen formats into a folder, which is there only when it is whole, and notes it in the audit log with the SHA-256 of every file.
 * Errors: ARGUMENT_INVALID (nothing chosen, folder is there), CASE_CORRUPT, CANCELLED, and those of the view process.
 */
export async function exportItems(session: CaseSession, { items, formats, folder: asked }: ItemsExport, { viewer, author, modelsFolder, signal, onProgress }: ExportCall): Promise<ItemsExported> {
  const given = signal === undefined ? {} : { signal };
  const { extract, sha256 } = await buildExtract(session, { selection: items, modelsFolder, ...given, onProgress: (done, total) => onProgress?.('extract', done, total) });
  const folder = asked ?? join(session.paths.reports, 'exports', await nextNumber(join(session.paths.reports, 'exports')));
  const read = (path: string): Promise<Uint8Array> => readFile(join(session.paths.folder, path));
  // Before the folder has its name, so that what can go wrong leaves none.
  const pack = formats.includes('rerun') ? await writePack({ extract, read, ...given, progress: (done, total) => onProgress?.('rerun', done, total) }) : null;
  const written = await exportCase(folder, {
    extract, read, ...given, formats: EXPORT_FORMATS.filter((format) => formats.includes(format)),
    readPicture: async (item) => lookingCopies(session, viewer(), signal)(item),
    execution: { startedAt: new Date().toISOString(), system: { name: systemName(), release: release(), version: version(), architecture: arch() } },
    progress: (part, done, total) => onProgress?.(part, done, total),
  });
  const files = [...written.files];
  try {
    if (pack !== null) files.push(await addFile(folder, 'rerun.zip', pack));
    if (written.package !== null) await keepPackage(session, written.package, author);
    recordExport(session, { formats, items: extract.items.length, folder, extractSha256: sha256, files }, author);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return { folder, extractSha256: sha256, files };
}

async function addFile(folder: string, path: string, content: Uint8Array): Promise<WrittenFile> {
  await writeDurable(join(folder, path), content);
  return { path, bytes: content.length, sha256: sha256Of(content) };
}

/** `001`, `002`, ...: names without a time, so that two runs of the same commands write the same paths. */
async function nextNumber(parent: string): Promise<string> {
  const names = existsSync(parent) ? await readdir(parent) : [];
  const last = Math.max(0, ...names.map((name) => Number(/^(\d{3,})(?:\.|$)/.exec(name)?.[1] ?? 0)));
  return (last + 1).toString().padStart(3, '0');
}
