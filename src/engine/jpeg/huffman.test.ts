import { describe, expect, it } from 'vitest';
import { decodeLongCode, defineHuffman, huffmanTable, LOOKUP_SHIFT } from './huffman.ts';
import { standardHuffman } from './standardTables.ts';

/** Entry for a string of bits, as the decoders find it. */
function entryOf(bits: string, counts: readonly number[], symbols: readonly number[]): number {
  const table = huffmanTable(defineHuffman(Uint8Array.from(counts), Uint8Array.from(symbols)), 'ac');
  if (table === null) throw new Error('no table');
  const peek = Number.parseInt(bits.padEnd(32, '0'), 2) | 0;
  const entry = table.lookup[peek >>> LOOKUP_SHIFT] ?? 0;
  return entry === 0 ? decodeLongCode(table, peek) : entry;
}

// Codes 00 (symbol 0x00), 01 (0x23), 100 (0xf0), 101000000000 (0x12).
const COUNTS = [0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
const SYMBOLS = [0x00, 0x23, 0xf0, 0x12];

describe('huffman look-up', () => {
  it('decodes code and value in one step where both fit', () => {
    expect(entryOf('01110', COUNTS, SYMBOLS)).toBe((6 << 16) | (2 << 9) | 5);
    expect(entryOf('01010', COUNTS, SYMBOLS)).toBe((-5 << 16) | (2 << 9) | 5);
  });

  it('marks end of block and runs of sixteen', () => {
    expect(entryOf('00', COUNTS, SYMBOLS)).toBe(2);
    expect(entryOf('100', COUNTS, SYMBOLS)).toBe((15 << 9) | 3);
  });

  it('decodes codes longer than the look-up, and rejects patterns that are no code', () => {
    expect(entryOf('101000000000', COUNTS, SYMBOLS)).toBe((1 << 9) | (2 << 5) | 12);
    expect(entryOf('101000000001', COUNTS, SYMBOLS)).toBe(-1);
    expect(entryOf('11', COUNTS, SYMBOLS)).toBe(-1);
  });

  it('refuses counts that are no prefix code and DC sizes above 15', () => {
    const counts = new Uint8Array(16);
    counts[0] = 3;
    expect(huffmanTable(defineHuffman(counts, Uint8Array.of(1, 2, 3)), 'ac')).toBeNull();
    counts[0] = 1;
    expect(huffmanTable(defineHuffman(counts, Uint8Array.of(16)), 'dc')).toBeNull();
    expect(huffmanTable(defineHuffman(counts, Uint8Array.of(15)), 'dc')).not.toBeNull();
  });

  it('holds standard tables whose counts match their symbols', () => {
    const { dc, ac } = standardHuffman();
    for (const { counts, symbols } of [...dc, ...ac]) {
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(symbols.length);
      expect(new Set(symbols).size).toBe(symbols.length);
    }
  });
});
