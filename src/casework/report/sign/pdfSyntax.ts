/** A value of a PDF file. Strings keep where they stand, so that a signature's range can be compared with it. */
export type PdfValue = number | boolean | null | PdfName | PdfText | PdfReference | readonly PdfValue[] | PdfDictionary;

export interface PdfName {
  readonly kind: 'name';
  readonly name: string;
}

export interface PdfText {
  readonly kind: 'text';
  readonly bytes: Buffer;
  /** Positions of the first sign and behind the last, from the beginning of what was read. */
  readonly from: number;
  readonly to: number;
}

export interface PdfReference {
  readonly kind: 'reference';
  readonly id: number;
}

export interface PdfDictionary {
  readonly kind: 'dictionary';
  readonly entries: ReadonlyMap<string, PdfValue>;
}

export interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

/** The bytes end before the value does: more must be read. */
export class EndOfBytes extends Error {}
/** No value stands here. */
export class BadSyntax extends Error {}

const DEEPEST = 60;
const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12, '(': 40, ')': 41, '\\': 92 };

export function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.bytes[cursor.at];
    if (code === undefined) return;
    if (code === 0x25) while (cursor.at < cursor.bytes.length && cursor.bytes[cursor.at] !== 10 && cursor.bytes[cursor.at] !== 13) cursor.at += 1;
    else if (code === 32 || code === 10 || code === 13 || code === 9 || code === 12 || code === 0) cursor.at += 1;
    else return;
  }
}

/** Signs up to the next delimiter or white space. */
export function word(cursor: Cursor): string {
  const from = cursor.at;
  while (cursor.at < cursor.bytes.length && !/[\s()<>[\]{}/%\0]/.test(String.fromCharCode(cursor.bytes[cursor.at] ?? 0))) cursor.at += 1;
  if (cursor.at >= cursor.bytes.length) throw new EndOfBytes();
  return cursor.bytes.toString('latin1', from, cursor.at);
}

export function parseValue(cursor: Cursor, depth = 0): PdfValue {
  if (depth > DEEPEST) throw new BadSyntax('values too deep');
  skipSpace(cursor);
  const code = cursor.bytes[cursor.at];
  if (code === undefined) throw new EndOfBytes();
  switch (code) {
    case 0x2f:
      cursor.at += 1;
      return { kind: 'name', name: word(cursor).replaceAll(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) };
    case 0x28:
      return literal(cursor);
    case 0x3c:
      return cursor.bytes[cursor.at + 1] === 0x3c ? dictionary(cursor, depth) : hexadecimal(cursor);
    case 0x5b: {
      cursor.at += 1;
      const items: PdfValue[] = [];
      for (;;) {
        skipSpace(cursor);
        if (cursor.bytes[cursor.at] === 0x5d) break;
        items.push(parseValue(cursor, depth + 1));
      }
      cursor.at += 1;
      return items;
    }
    default:
      return keyword(cursor);
  }
}

function keyword(cursor: Cursor): PdfValue {
  const text = word(cursor);
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new BadSyntax(`unexpected "${text.slice(0, 20)}"`);
  const saved = cursor.at;
  if (/^\d+$/.test(text)) {
    skipSpace(cursor);
    const rest = cursor.bytes.toString('latin1', cursor.at, cursor.at + 24);
    const reference = /^(\d{1,5})[\s\0]+R(?=[\s\0/<>[\]()%]|$)/.exec(rest);
    if (reference !== null) {
      cursor.at += reference[0].length;
      return { kind: 'reference', id: Number(text) };
    }
    cursor.at = saved;
  }
  return Number(text);
}

function dictionary(cursor: Cursor, depth: number): PdfDictionary {
  cursor.at += 2;
  const entries = new Map<string, PdfValue>();
  for (;;) {
    skipSpace(cursor);
    if (cursor.at + 1 >= cursor.bytes.length) throw new EndOfBytes();
    if (cursor.bytes[cursor.at] === 0x3e && cursor.bytes[cursor.at + 1] === 0x3e) break;
    const key = parseValue(cursor, depth + 1);
    if (!isName(key)) throw new BadSyntax('a key that is no name');
    entries.set(key.name, parseValue(cursor, depth + 1));
  }
  cursor.at += 2;
  return { kind: 'dictionary', entries };
}

function hexadecimal(cursor: Cursor): PdfText {
  const from = cursor.at;
  const end = cursor.bytes.indexOf(0x3e, from);
  if (end === -1) throw new EndOfBytes();
  const digits = cursor.bytes.toString('latin1', from + 1, end).replaceAll(/[\s\0]/g, '');
  if (!/^[0-9A-Fa-f]*$/.test(digits)) throw new BadSyntax('a string that is not hexadecimal');
  cursor.at = end + 1;
  return { kind: 'text', bytes: Buffer.from(digits.length % 2 === 1 ? `${digits}0` : digits, 'hex'), from, to: end + 1 };
}

function literal(cursor: Cursor): PdfText {
  const from = cursor.at;
  const out: number[] = [];
  let depth = 1;
  cursor.at += 1;
  while (depth > 0) {
    const code = cursor.bytes[cursor.at];
    if (code === undefined) throw new EndOfBytes();
    cursor.at += 1;
    if (code === 0x5c) {
      escaped(cursor, out);
      continue;
    }
    if (code === 0x28) depth += 1;
    if (code === 0x29) depth -= 1;
    if (depth > 0) out.push(code);
  }
  return { kind: 'text', bytes: Buffer.from(out), from, to: cursor.at };
}

function escaped(cursor: Cursor, out: number[]): void {
  const rest = cursor.bytes.toString('latin1', cursor.at, cursor.at + 3);
  const octal = /^[0-7]{1,3}/.exec(rest);
  if (octal !== null) {
    out.push(parseInt(octal[0], 8) & 0xff);
    cursor.at += octal[0].length;
    return;
  }
  const sign = rest[0];
  if (sign === undefined) throw new EndOfBytes();
  cursor.at += 1;
  if (sign === '\r' && rest[1] === '\n') cursor.at += 1;
  if (sign !== '\r' && sign !== '\n') out.push(ESCAPES[sign] ?? sign.charCodeAt(0));
}

export function isName(value: PdfValue | undefined): value is PdfName {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'name';
}

export function isText(value: PdfValue | undefined): value is PdfText {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'text';
}

export function isReference(value: PdfValue | undefined): value is PdfReference {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'reference';
}

export function isDictionary(value: PdfValue | undefined): value is PdfDictionary {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'dictionary';
}

/** A text string as text: UTF-16 with its mark, else one byte a character. */
export function textOf(value: PdfText): string {
  if (value.bytes[0] === 0xfe && value.bytes[1] === 0xff) return Buffer.from(value.bytes.subarray(2, value.bytes.length - (value.bytes.length % 2))).swap16().toString('utf16le');
  return value.bytes.toString('latin1');
}
