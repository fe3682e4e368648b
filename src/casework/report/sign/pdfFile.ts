import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { AppError } from '../../../contract/index.ts';
import type { Cursor, PdfDictionary, PdfValue } from './pdfSyntax.ts';
import { BadSyntax, EndOfBytes, isDictionary, isReference, parseValue, skipSpace, word } from './pdfSyntax.ts';

/** An object with where it stands in the file, and its stream's bytes as they are stored, or null. */
export interface PdfObject {
  readonly value: PdfValue;
  /** Position in the file that positions of strings count from. */
  readonly base: number;
  /** Positions in the file of the value's first byte and behind its last. */
  readonly from: number;
  readonly to: number;
}

/** A PDF as Palimpsest writes it: a table of objects in plain text, also after other programs have added revisions in that form. */
export interface PdfFile {
  readonly size: number;
  readonly trailer: PdfDictionary;
  readonly path: string;
  object(id: number): PdfObject;
  /** The value itself, or what it refers to. */
  resolve(value: PdfValue | undefined): PdfValue;
  /** Unpacked bytes of a stream. */
  stream(id: number): Buffer;
  read(from: number, to: number): Buffer;
  close(): void;
}

const WINDOW = 4096;
const LARGEST_VALUE = 1 << 26;
const LARGEST_STREAM = 1 << 30;
const REVISIONS = 100;

/** Errors: FILE_NOT_FOUND, TYPE_UNKNOWN (no PDF), TYPE_UNSUPPORTED (a PDF in another form), FILE_READ_FAILED (cut off or damaged). */
export function openPdf(path: string): PdfFile {
  const file = openFile(path);
  try {
    const size = fstatSync(file).size;
    const read = (from: number, to: number): Buffer => {
      const part = Buffer.alloc(Math.max(0, Math.min(to, size) - from));
      readSync(file, part, 0, part.length, from);
      return part;
    };
    if (!/^%PDF-1\.\d/.test(read(0, 8).toString('latin1'))) throw new AppError('TYPE_UNKNOWN', `${path} is no PDF file. Choose a report that Palimpsest made.`, { path });
    const { offsets, trailer } = readTables(path, size, read);
    const object = (id: number): PdfObject => {
      const at = offsets.get(id);
      if (at === undefined || at >= size) throw damaged(path, `object ${id} is missing`);
      return readObject(path, id, at, size, read);
    };
    return {
      size,
      trailer,
      path,
      object,
      resolve: (value) => (isReference(value) ? object(value.id).value : (value ?? null)),
      stream: (id) => readStream(path, object(id), size, read),
      read,
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new AppError('FILE_NOT_FOUND', `${path} cannot be opened. Check the path and that you may read it.`, { path }, error);
  }
}

function readTables(path: string, size: number, read: PdfFile['read']): { readonly offsets: ReadonlyMap<number, number>; readonly trailer: PdfDictionary } {
  const tail = read(Math.max(0, size - 1200), size).toString('latin1');
  const start = [...tail.matchAll(/startxref\s+(\d{1,15})\s+%%EOF/g)].at(-1)?.[1];
  if (start === undefined) throw damaged(path, 'its end is missing');
  const offsets = new Map<number, number>();
  let newest: PdfDictionary | null = null;
  let at: number | null = Number(start);
  const seen = new Set<number>();
  while (at !== null) {
    if (seen.has(at) || seen.size > REVISIONS || at >= size) throw damaged(path, 'its table of objects leads nowhere');
    seen.add(at);
    const trailer = readTable(path, at, size, read, offsets);
    newest ??= trailer;
    const previous = trailer.entries.get('Prev');
    if (previous !== undefined && !isPosition(previous)) throw damaged(path, 'its table of objects leads nowhere');
    at = isPosition(previous) ? previous : null;
  }
  if (newest === null) throw damaged(path, 'it has no table of objects');
  return { offsets, trailer: newest };
}

function readTable(path: string, at: number, size: number, read: PdfFile['read'], offsets: Map<number, number>): PdfDictionary {
  // Twenty bytes an object, the form asks.
  return windowed(path, at, size, read, (cursor) => {
    if (word(cursor) !== 'xref') throw new AppError('TYPE_UNSUPPORTED', `${path} is not in the form Palimpsest writes; another program has saved it anew. Check its signature with that program or with pdfsig.`, { path });
    for (;;) {
      skipSpace(cursor);
      const first = word(cursor);
      if (first === 'trailer') break;
      skipSpace(cursor);
      const count = Number(word(cursor));
      if (!/^\d+$/.test(first) || !Number.isInteger(count)) throw new BadSyntax('table of objects');
      for (let index = 0; index < count; index += 1) {
        skipSpace(cursor);
        const offset = word(cursor);
        skipSpace(cursor);
        word(cursor);
        skipSpace(cursor);
        const state = word(cursor);
        const id = Number(first) + index;
        if (!/^\d+$/.test(offset)) throw new BadSyntax('table of objects');
        if (state === 'n' && !offsets.has(id)) offsets.set(id, Number(offset));
      }
    }
    const trailer = parseValue(cursor);
    if (!isDictionary(trailer)) throw new BadSyntax('trailer');
    return trailer;
  });
}

function readObject(path: string, id: number, at: number, size: number, read: PdfFile['read']): PdfObject {
  return windowed(path, at, size, read, (cursor) => {
    skipSpace(cursor);
    const number = word(cursor);
    skipSpace(cursor);
    word(cursor);
    skipSpace(cursor);
    if (number !== String(id) || word(cursor) !== 'obj') throw new BadSyntax(`object ${id}`);
    skipSpace(cursor);
    const from = at + cursor.at;
    const value = parseValue(cursor);
    return { value, base: at, from, to: at + cursor.at };
  });
}

function readStream(path: string, object: PdfObject, size: number, read: PdfFile['read']): Buffer {
  if (!isDictionary(object.value)) throw damaged(path, 'a stream is missing');
  const length = object.value.entries.get('Length');
  const filter = object.value.entries.get('Filter');
  const head = read(object.to, object.to + 20).toString('latin1');
  const begin = /^\s*stream\r?\n/.exec(head);
  if (begin === null || !isPosition(length) || object.to + begin[0].length + length > size) throw damaged(path, 'a stream is cut off');
  const from = object.to + begin[0].length;
  const bytes = read(from, from + length);
  if (filter === undefined) return bytes;
  try {
    return inflateSync(bytes, { maxOutputLength: LARGEST_STREAM });
  } catch (error) {
    throw damaged(path, 'a stream cannot be unpacked', error);
  }
}

function isPosition(value: PdfValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Parses from a position, reading more until the value is whole. */
function windowed<T>(path: string, at: number, size: number, read: PdfFile['read'], parse: (cursor: Cursor) => T): T {
  for (let length = WINDOW; ; length *= 4) {
    try {
      return parse({ bytes: read(at, at + length), at: 0 });
    } catch (error) {
      if (error instanceof EndOfBytes && at + length < size && length < LARGEST_VALUE) continue;
      if (error instanceof EndOfBytes || error instanceof BadSyntax) throw damaged(path, error.message === '' ? 'it ends too early' : `${error.message} cannot be read`, error);
      throw error;
    }
  }
}

function damaged(path: string, what: string, cause?: unknown): AppError {
  return new AppError('FILE_READ_FAILED', `${path} is damaged or was changed: ${what}. Compare its SHA-256 with the one noted when it was issued.`, { path }, cause);
}
