/**
 * Scans of progressive files (ITU-T T.81 annex G). DC functions decode one block; AC functions decode a stretch of blocks of
 * the scan's one component, since runs of ended bands go across blocks. Bits are addressed as in `sequential.ts`.
 */
import { decodeLongCode, LOOKUP_SHIFT, type HuffmanTable } from './huffman.ts';
import { NATURAL_ORDER } from './order.ts';
import { decodeDifference, INVALID_CODE, OVERFLOW } from './sequential.ts';

/** DC, first pass. */
export function decodeDcFirst(
  words: Int32Array,
  start: number,
  dc: HuffmanTable,
  predictions: Int32Array,
  slot: number,
  coefficients: Int16Array,
  offset: number,
  low: number,
): number {
  const bit = decodeDifference(words, start, dc, predictions, slot);
  if (bit >= 0 && offset < coefficients.length) coefficients[offset] = predictions[slot]! << low;
  return bit;
}

/** DC, one more bit. */
export function refineDc(words: Int32Array, bit: number, coefficients: Int16Array, offset: number, low: number): number {
  const next = (words[bit >>> 5]! << bit) >>> 31;
  if (offset < coefficients.length) coefficients[offset] = coefficients[offset]! | (next << low);
  return bit + 1;
}

export interface AcBand {
  readonly table: HuffmanTable;
  readonly coefficients: Int16Array;
  readonly blocksWide: number;
  readonly blocksWideUsed: number;
  /** First and last zigzag position, 1-63. */
  readonly first: number;
  readonly last: number;
  /** Bit position of this pass. */
  readonly low: number;
}

/** How a stretch of blocks ended. */
export interface AcProgress {
  /** Bit after the last whole block; negative fault codes are in `fault`. */
  bit: number;
  /** First block not decoded. */
  block: number;
  /** 0, or a fault of `sequential.ts`; a stretch that ran out of bits has `block` short and `fault` 0. */
  fault: number;
}

/** AC, first pass: blocks `from` to `to` (used blocks in row order), with the segment's `endBit`. */
export function decodeAcFirst(words: Int32Array, endBit: number, band: AcBand, from: number, to: number): AcProgress {
  const { table, coefficients, blocksWide, blocksWideUsed, first, last, low } = band;
  const { lookup } = table;
  let bit = 0;
  let block = from;
  while (block < to) {
    const row = Math.floor(block / blocksWideUsed);
    const offset = (row * blocksWide + (block - row * blocksWideUsed)) * 64;
    let k = first;
    let ended = 1;
    let next = bit;
    while (k <= last) {
      const word = next >>> 5;
      const peek = (words[word]! << next) | ((words[word + 1]! >>> 1) >>> ~next);
      let entry = lookup[peek >>> LOOKUP_SHIFT]!;
      if (entry === 0) {
        entry = decodeLongCode(table, peek);
        if (entry < 0) return { bit, block, fault: INVALID_CODE };
      }
      const length = entry & 31;
      const size = entry >> 5 & 15;
      const run = entry >> 9 & 15;
      let value = entry >> 16;
      next += length + size;
      if (size !== 0) {
        const rest = peek << length;
        value = (rest >>> (32 - size)) + (~rest >> 31 & (1 - (1 << size)));
      } else if (value === 0) {
        if (run === 15) {
          k += 16;
          continue;
        }
        // End of band for 2^run blocks and as many more as the next `run` bits say, this one included.
        if (run > 0) {
          ended = (1 << run) + ((peek << length) >>> (32 - run));
          next += run;
        }
        break;
      }
      k += run;
      if (k > last) return { bit, block, fault: OVERFLOW };
      coefficients[offset + NATURAL_ORDER[k]!] = value << low;
      k++;
    }
    if (next > endBit) {
      clearBand(coefficients, offset, first, last);
      return { bit, block, fault: 0 };
    }
    if (k > last + 1) return { bit, block, fault: OVERFLOW };
    bit = next;
    block += ended;
  }
  return { bit, block: to, fault: 0 };
}

/** A block cut off in mid-data holds values that were never in the file. */
function clearBand(coefficients: Int16Array, offset: number, first: number, last: number): void {
  for (let k = first; k <= last; k++) coefficients[offset + NATURAL_ORDER[k]!] = 0;
}

/** AC, one more bit of coefficients already known and new ones of magnitude `1 << low`. */
export function refineAc(words: Int32Array, endBit: number, band: AcBand, from: number, to: number): AcProgress {
  const { table, coefficients, blocksWide, blocksWideUsed, first, last, low } = band;
  const { lookup } = table;
  const step = 1 << low;
  let bit = 0;
  let ended = 0;
  for (let block = from; block < to; block++) {
    const row = Math.floor(block / blocksWideUsed);
    const offset = (row * blocksWide + (block - row * blocksWideUsed)) * 64;
    let k = first;
    let next = bit;
    while (ended === 0 && k <= last) {
      const word = next >>> 5;
      const peek = (words[word]! << next) | ((words[word + 1]! >>> 1) >>> ~next);
      let entry = lookup[peek >>> LOOKUP_SHIFT]!;
      if (entry === 0) {
        entry = decodeLongCode(table, peek);
        if (entry < 0) return { bit, block, fault: INVALID_CODE };
      }
      let zeros = entry >> 9 & 15;
      let value = entry >> 16;
      const size = entry >> 5 & 15;
      next += entry & 31;
      if (size === 1) {
        value = (words[next >>> 5]! << next) < 0 ? 1 : -1;
        next++;
      } else if (size !== 0 || value > 1 || value < -1) {
        return { bit, block, fault: INVALID_CODE };
      } else if (value === 0 && zeros !== 15) {
        ended = 1 << zeros;
        if (zeros > 0) {
          ended += (peek << (entry & 31)) >>> (32 - zeros);
          next += zeros;
        }
        break;
      }
      // Pass over `zeros` coefficients that are still zero; those known already each take a correction bit.
      while (k <= last) {
        const at = offset + NATURAL_ORDER[k]!;
        const known = coefficients[at]!;
        if (known !== 0) {
          if ((words[next >>> 5]! << next) < 0) coefficients[at] = known > 0 ? known + step : known - step;
          next++;
        } else if (zeros-- === 0) {
          break;
        }
        k++;
      }
      if (value !== 0) {
        if (k > last) return { bit, block, fault: OVERFLOW };
        coefficients[offset + NATURAL_ORDER[k]!] = value * step;
      }
      k++;
    }
    if (ended > 0) {
      for (; k <= last; k++) {
        const at = offset + NATURAL_ORDER[k]!;
        const known = coefficients[at]!;
        if (known === 0) continue;
        if ((words[next >>> 5]! << next) < 0) coefficients[at] = known > 0 ? known + step : known - step;
        next++;
      }
      ended--;
    }
    if (next > endBit) return { bit, block, fault: 0 };
    bit = next;
  }
  return { bit, block: to, fault: 0 };
}
