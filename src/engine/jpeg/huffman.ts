/**
 * Huffman tables as ITU-T T.81 annex C, laid out for decoding: one look-up gives symbol, code length and, where code and
 * value fit the look-up together, the value itself.
 */

/** Bits of the look-up. */
export const LOOKUP_BITS = 10;
/** `peek >>> LOOKUP_SHIFT` is the look-up's index, `peek` holding the next 32 bits. */
export const LOOKUP_SHIFT = 32 - LOOKUP_BITS;

/**
 * Entry of a look-up: bits 0-4 the bits to consume, 5-8 the value's size still to be read, 9-12 the run of zeros, 16-31 the
 * value (signed) if it was included. Value and size both 0: a symbol of size 0 (DC difference 0; for AC: end of block by
 * run 0-14, sixteen zeros by run 15). The whole entry 0: the code is longer than the look-up, or invalid.
 */
export interface HuffmanTable {
  readonly lookup: Int32Array;
  /** By code length 0-17: the first 16-bit left-aligned code that is longer than this length. */
  readonly limits: Int32Array;
  /** By code length: index into `symbols` of that length's first code, less the code. */
  readonly offsets: Int32Array;
  readonly symbols: Uint8Array;
}

/** A table as it stands in the file; decoding tables are built only for those a scan uses. */
export interface HuffmanDefinition {
  /** 16 counts, codes of length 1-16. */
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
  built: HuffmanTable | null | undefined;
}

export function defineHuffman(counts: Uint8Array, symbols: Uint8Array): HuffmanDefinition {
  return { counts, symbols, built: undefined };
}

/** The decoding table, built at first use; null if the definition is no prefix code or holds a DC size above 15. */
export function huffmanTable(definition: HuffmanDefinition, kind: 'dc' | 'ac'): HuffmanTable | null {
  if (definition.built === undefined) definition.built = build(definition, kind);
  return definition.built;
}

function build({ counts, symbols }: HuffmanDefinition, kind: 'dc' | 'ac'): HuffmanTable | null {
  if (kind === 'dc' && symbols.some((symbol) => symbol > 15)) return null;
  const lookup = new Int32Array(1 << LOOKUP_BITS);
  const limits = new Int32Array(18);
  const offsets = new Int32Array(18);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1]!;
    offsets[length] = index - code;
    if (code + count > 1 << length) return null;
    for (let n = 0; n < count; n++, code++, index++) {
      if (length <= LOOKUP_BITS) fillLookup(lookup, code, length, symbols[index]!);
    }
    limits[length] = code << (16 - length);
    code <<= 1;
  }
  return { lookup, limits, offsets, symbols };
}

function fillLookup(lookup: Int32Array, code: number, length: number, symbol: number): void {
  const spare = LOOKUP_BITS - length;
  const first = code << spare;
  const run = symbol >> 4;
  const size = symbol & 15;
  for (let rest = 0; rest < 1 << spare; rest++) {
    lookup[first + rest] =
      size > 0 && size <= spare
        ? (extend(rest >> (spare - size), size) << 16) | (run << 9) | (length + size)
        : (run << 9) | (size << 5) | length;
  }
}

/** Value of `size` bits, T.81 table F.1: those that begin with 0 are negative. */
function extend(bits: number, size: number): number {
  return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}

/**
 * A code longer than the look-up: the same entry as the look-up would hold (value never included), or -1 if no code fits.
 * `peek` holds the next 32 bits.
 */
export function decodeLongCode(table: HuffmanTable, peek: number): number {
  const bits = peek >>> 16;
  for (let length = LOOKUP_BITS + 1; length <= 16; length++) {
    if (bits < table.limits[length]!) {
      const symbol = table.symbols[table.offsets[length]! + (bits >> (16 - length))]!;
      return ((symbol >> 4) << 9) | ((symbol & 15) << 5) | length;
    }
  }
  return -1;
}
