import type { Artifact } from '../../contract/analysis.ts';
import type { Size } from '../../contract/geometry.ts';
import { AppError } from '../../contract/index.ts';
import { sha256Of } from '../canonicalJson.ts';

/** Bytes of a file of the case by its path in the extract (`artifacts/<aa>/<sha256>.<ext>`). Rejects where it cannot be read. */
export type ArtifactReader = (path: string) => Promise<Uint8Array>;

/** One 8-bit channel, rows from the top, one byte a pixel. */
export interface GreyPicture extends Size {
  readonly data: Uint8Array;
}

/** Decodes a grey PNG as this program writes its maps. */
export type GreyDecoder = (png: Uint8Array) => GreyPicture | Promise<GreyPicture>;

/** One file of an export. Paths are relative to the export's folder, forward slashes, and never made from the name of an evidence file. */
export interface ExportFile {
  readonly path: string;
  readonly mimeType: string;
  readonly content: Uint8Array;
}

export function textFile(path: string, mimeType: string, text: string): ExportFile {
  return { path, mimeType, content: new TextEncoder().encode(text) };
}

/** Lists of numbers are long: without white space. */
export function jsonFile(path: string, value: unknown, mimeType = 'application/json'): ExportFile {
  return textFile(path, mimeType, `${JSON.stringify(value)}\n`);
}

/** For people to read as well. */
export function indentedJsonFile(path: string, value: unknown): ExportFile {
  return textFile(path, 'application/json', `${JSON.stringify(value, null, 2)}\n`);
}

/** Reads an artifact and compares it with the digest in the extract: what leaves the case is what the extract names. Error: CASE_CORRUPT. */
export async function readChecked(read: ArtifactReader, artifact: Artifact): Promise<Uint8Array> {
  const bytes = await read(artifact.path);
  if (sha256Of(bytes) === artifact.sha256) return bytes;
  throw new AppError('CASE_CORRUPT', `${artifact.path} is not the file that the finding names: its SHA-256 differs. Verify the case, then analyse the item again.`, { path: artifact.path });
}
