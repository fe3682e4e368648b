const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 that may hold lone surrogates, as Python writes them (`surrogatepass`); null where the bytes are neither. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return surrogatePass(bytes);
  }
}

/** Decodes the runs between three-byte surrogates (ED A0..BF 80..BF) strictly. */
function surrogatePass(bytes: Uint8Array): string | null {
  const parts: string[] = [];
  let from = 0;
  try {
    for (let at = 0; at + 2 < bytes.length; at += 1) {
      const second = bytes[at + 1] ?? 0;
      const third = bytes[at + 2] ?? 0;
      if (bytes[at] !== 0xed || second < 0xa0 || second > 0xbf || third < 0x80 || third > 0xbf) continue;
      parts.push(strict.decode(bytes.subarray(from, at)), String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f)));
      at += 2;
      from = at + 1;
    }
    parts.push(strict.decode(bytes.subarray(from)));
    return parts.join('');
  } catch {
    return null;
  }
}

export function latin1Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Python 2's `str` has no encoding: UTF-8 where it is, else Latin-1. */
export function looseText(bytes: Uint8Array): string {
  return utf8Text(bytes) ?? latin1Text(bytes);
}

/** Python's `raw-unicode-escape`: Latin-1 with \uXXXX and \UXXXXXXXX; a pair of backslashes begins no escape and stays. Null for a code point that does not exist. */
export function rawUnicodeEscape(bytes: Uint8Array): string | null {
  let wrong = false;
  const text = latin1Text(bytes).replaceAll(/\\\\|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (whole, short?: string, long?: string) => {
    const digits = short ?? long;
    if (digits === undefined) return whole;
    const point = Number.parseInt(digits, 16);
    wrong ||= point > 0x10ffff;
    return wrong ? '' : String.fromCodePoint(point);
  });
  return wrong ? null : text;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', "'": "'", '"': '"', a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\n': '' };

/** The inside of a quoted Python 2 string literal, as protocol 0 writes one; null where it is none. */
export function quotedText(bytes: Uint8Array): string | null {
  const line = latin1Text(bytes).trim();
  const quote = line[0];
  if (line.length < 2 || (quote !== "'" && quote !== '"') || line.at(-1) !== quote) return null;
  const plain = line.slice(1, -1).replaceAll(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([^]))/g, (whole, hexadecimal?: string, octal?: string, single?: string) => {
    if (hexadecimal !== undefined) return String.fromCharCode(Number.parseInt(hexadecimal, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return ESCAPES[single ?? ''] ?? whole;
  });
  return looseText(Buffer.from(plain, 'latin1'));
}
