import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { AppError } from '../../contract/index.ts';
import { sha256Of } from '../canonicalJson.ts';
import { type Pack, PACK_FILE, parsePack } from './packFormat.ts';

/** A pack that was read, with its files checked against its own list. */
export interface OpenPack {
  readonly pack: Pack;
  /** Error: FILE_CHANGED where the file is not the one pack.json names. */
  readonly file: (path: string) => Promise<Uint8Array>;
}

const MOST_BYTES = 2_000_000_000;

/** Opens a pack, a zip file or the folder it was unpacked to. Errors: FILE_NOT_FOUND, FILE_TOO_LARGE, ARGUMENT_INVALID. */
export async function openPack(path: string): Promise<OpenPack> {
  const status = await stat(path).catch((error: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `${path} cannot be found. Name the re-run pack, a .zip or the folder it was unpacked to.`, { path }, error);
  });
  const read = status.isDirectory() ? inFolder(path) : inZip(path, await zipBytes(path, status.size));
  const pack = parsePack(new TextDecoder().decode(await read(PACK_FILE)), path);
  const listed = new Map(pack.files.map((file) => [file.path, file.sha256]));
  return {
    pack,
    file: async (name) => {
      const content = await read(name);
      if (listed.get(name) === sha256Of(content)) return content;
      throw new AppError('FILE_CHANGED', `${name} of the pack is not the file that pack.json names: its SHA-256 differs. Fetch the pack again.`, { name });
    },
  };
}

type Reader = (name: string) => Promise<Uint8Array>;

function inFolder(folder: string): Reader {
  return async (name) =>
    readFile(join(folder, name)).catch((error: unknown) => {
      throw missing(folder, name, error);
    });
}

async function zipBytes(path: string, size: number): Promise<Uint8Array> {
  if (size > MOST_BYTES) throw new AppError('FILE_TOO_LARGE', `${path} is larger than a re-run pack can be. Check that it is one.`, { path });
  return readFile(path);
}

/** Only the file asked for is unpacked. Entries are never written anywhere, so that their names cannot lead out of a folder. */
function inZip(path: string, bytes: Uint8Array): Reader {
  return async (name) => {
    let files: Record<string, Uint8Array>;
    try {
      files = unzipSync(bytes, { filter: (entry) => entry.name === name && entry.originalSize < MOST_BYTES });
    } catch (error) {
      throw new AppError('ARGUMENT_INVALID', `${path} is no zip file, or a damaged one. Name a pack that "palimpsest export CASE --format rerun" wrote.`, { path }, error);
    }
    const content = files[name];
    if (content === undefined) throw missing(path, name);
    return content;
  };
}

function missing(where: string, name: string, cause?: unknown): AppError {
  return new AppError('ARGUMENT_INVALID', `${where} holds no ${name}, so it is no whole re-run pack. Fetch it again.`, { where, name }, cause);
}
