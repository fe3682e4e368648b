import type { Capture } from '../../contract/analysis.ts';

/** Tags of Exif 3.0 (CIPA DC-008-2023), tables 4 and 8; all four texts are ASCII there, UTF-8 is met. */
const MAKE = 0x010f;
const MODEL = 0x0110;
const SOFTWARE = 0x0131;
const EXIF_IFD = 0x8769;
const DATE_TIME_ORIGINAL = 0x9003;

const ASCII = 2;
const LONG = 4;
const UTF8 = 129;
/** Real directories hold some dozens of entries. */
const MAXIMUM_ENTRIES = 1000;
const MAXIMUM_BYTES = 1000;
const MAXIMUM_CHARACTERS = 200;

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where its value stands, or the four bytes that say where. */
  readonly at: number;
}

/**
 * What a picture says of its taking. `block` is an EXIF block (TIFF structure, with or without the `Exif` prefix) or a whole TIFF file. Reads two
 * directories and four texts and nothing else, so that the work does not depend on what a hostile block states. Null where there is no block or its
 * header is broken; a broken text is null by itself. Never throws.
 */
export function readCapture(block: Uint8Array | null): Capture | null {
  if (block === null) return null;
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const tiff = bytes.subarray(0, 6).toString('latin1') === 'Exif\0\0' ? bytes.subarray(6) : bytes;
  try {
    const order = tiff.subarray(0, 4).toString('latin1');
    if (order !== 'II*\0' && order !== 'MM\0*') return null;
    const reader = directoryReader(tiff, order === 'II*\0');
    const main = reader.entries(reader.long(4));
    const pointer = main.find(({ tag, type, count }) => tag === EXIF_IFD && type === LONG && count === 1);
    const inner = pointer === undefined ? [] : reader.entries(reader.long(pointer.at));
    return {
      make: reader.text(main, MAKE),
      model: reader.text(main, MODEL),
      software: reader.text(main, SOFTWARE),
      takenAt: localTime(reader.text(inner, DATE_TIME_ORIGINAL)),
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function directoryReader(tiff: Buffer, little: boolean) {
  const short = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number): number => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));

  /** Entries of the directory at an offset, as far as the block goes. */
  function entries(offset: number): Entry[] {
    if (offset < 8 || offset + 2 > tiff.length) return [];
    const whole = Math.floor((tiff.length - offset - 2) / 12);
    const length = Math.min(short(offset), whole, MAXIMUM_ENTRIES);
    return Array.from({ length }, (_, index) => {
      const at = offset + 2 + 12 * index;
      return { tag: short(at), type: short(at + 2), count: long(at + 4), at: at + 8 };
    });
  }

  function text(directory: readonly Entry[], tag: number): string | null {
    const entry = directory.find((one) => one.tag === tag && (one.type === ASCII || one.type === UTF8));
    if (entry === undefined) return null;
    const from = entry.count <= 4 ? entry.at : long(entry.at);
    if (from + entry.count > tiff.length) return null;
    const bytes = tiff.subarray(from, from + Math.min(entry.count, MAXIMUM_BYTES));
    const end = bytes.indexOf(0);
    return clean(decode(end === -1 ? bytes : bytes.subarray(0, end)));
  }

  return { long, entries, text };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Older cameras write Latin-1, and a cut may fall into a character.
    return Buffer.from(bytes).toString('latin1');
  }
}

function clean(text: string): string | null {
  const printable = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const short = printable.slice(0, MAXIMUM_CHARACTERS).toWellFormed().trim();
  return short === '' ? null : short;
}

/** `YYYY:MM:DD HH:MM:SS` as the contract writes it; null for what is no time, such as the zeros of a clock never set. */
function localTime(text: string | null): string | null {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text ?? '');
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [number, number, number, number, number, number];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  return `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}`;
}
