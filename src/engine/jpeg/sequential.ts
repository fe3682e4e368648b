/**
 * Blocks of sequential scans (ITU-T T.81 F.2.2). Each function decodes one block from bit `start` of `words` and returns the
 * bit after it, or a negative fault. 32 bits from any position: two words, shifted; JavaScript masks shift counts to 5 bits,
 * so `~bit` stands for `31 - bit % 32`.
 */
import { decodeLongCode, LOOKUP_SHIFT, type HuffmanTable } from './huffman.ts';
import { NATURAL_ORDER } from './order.ts';

export const INVALID_CODE = -1;
export const OVERFLOW = -2;

/** `predictions[slot]` is the component's running DC value, updated here. */
export function decodeBlock(
  words: Int32Array,
  start: number,
  dc: HuffmanTable,
  ac: HuffmanTable,
  predictions: Int32Array,
  slot: number,
  coefficients: Int16Array,
  offset: number,
): number {
  let bit = decodeDifference(words, start, dc, predictions, slot);
  if (bit < 0) return bit;
  coefficients[offset] = predictions[slot]!;
  const { lookup } = ac;
  const order = NATURAL_ORDER;
  let k = 1;
  while (k < 64) {
    const word = bit >>> 5;
    const peek = (words[word]! << bit) | ((words[word + 1]! >>> 1) >>> ~bit);
    let entry = lookup[peek >>> LOOKUP_SHIFT]!;
    let value = entry >> 16;
    if (value !== 0) {
      k += entry >> 9 & 15;
      if (k > 63) return OVERFLOW;
      coefficients[offset + order[k]!] = value;
      bit += entry & 31;
      k++;
      continue;
    }
    if (entry === 0) {
      entry = decodeLongCode(ac, peek);
      if (entry < 0) return INVALID_CODE;
    }
    const length = entry & 31;
    const size = entry >> 5 & 15;
    const run = entry >> 9;
    if (size === 0) {
      bit += length;
      if (run !== 15) return bit;
      k += 16;
      continue;
    }
    const rest = peek << length;
    // Values that begin with a 0 bit are negative: add 1 - 2^size (T.81 figure F.12) without a branch.
    value = (rest >>> (32 - size)) + (~rest >> 31 & (1 - (1 << size)));
    k += run;
    if (k > 63) return OVERFLOW;
    coefficients[offset + order[k]!] = value;
    bit += length + size;
    k++;
  }
  return k > 64 ? OVERFLOW : bit;
}

/** As `decodeBlock`, storing nothing but the DC prediction. */
export function skipBlock(
  words: Int32Array,
  start: number,
  dc: HuffmanTable,
  ac: HuffmanTable,
  predictions: Int32Array,
  slot: number,
): number {
  let bit = decodeDifference(words, start, dc, predictions, slot);
  if (bit < 0) return bit;
  const { lookup } = ac;
  let k = 1;
  while (k < 64) {
    const word = bit >>> 5;
    const peek = (words[word]! << bit) | ((words[word + 1]! >>> 1) >>> ~bit);
    let entry = lookup[peek >>> LOOKUP_SHIFT]!;
    if (entry === 0) {
      entry = decodeLongCode(ac, peek);
      if (entry < 0) return INVALID_CODE;
    }
    const size = entry >> 5 & 15;
    const run = entry >> 9 & 15;
    bit += (entry & 31) + size;
    if (entry >> 16 === 0 && size === 0) {
      if (run !== 15) return bit;
      k += 16;
      continue;
    }
    k += run + 1;
    if (k > 64) return OVERFLOW;
  }
  return k > 64 ? OVERFLOW : bit;
}

/** Adds the next DC difference to `predictions[slot]`. */
export function decodeDifference(
  words: Int32Array,
  bit: number,
  dc: HuffmanTable,
  predictions: Int32Array,
  slot: number,
): number {
  const word = bit >>> 5;
  const peek = (words[word]! << bit) | ((words[word + 1]! >>> 1) >>> ~bit);
  let entry = dc.lookup[peek >>> LOOKUP_SHIFT]!;
  if (entry === 0) {
    entry = decodeLongCode(dc, peek);
    if (entry < 0) return INVALID_CODE;
  }
  const size = entry >> 5 & 15;
  const length = entry & 31;
  if (size === 0) {
    predictions[slot] = predictions[slot]! + (entry >> 16);
    return bit + length;
  }
  const rest = peek << length;
  predictions[slot] = predictions[slot]! + (rest >>> (32 - size)) + (~rest >> 31 & (1 - (1 << size)));
  return bit + length + size;
}
