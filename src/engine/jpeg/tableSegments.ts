/** Segments that define tables and parameters: DQT, DHT, DRI, APP0, APP14. Each function says whether the segment was sound. */
import { defineHuffman } from './huffman.ts';
import { QUANTIZATION_TABLES_KEPT } from './limits.ts';
import { APP0, APP14, DHT, DQT, DRI, readUint16 } from './markers.ts';
import { NATURAL_ORDER } from './order.ts';
import type { ReaderState } from './state.ts';

/** Takes a segment's payload, bytes `start` to `end`; markers that do not matter for reading are sound as they are. */
export function readTableSegment(state: ReaderState, code: number, start: number, end: number): boolean {
  switch (code) {
    case DQT:
      return readQuantizationTables(state, start, end);
    case DHT:
      return readHuffmanTables(state, start, end);
    case DRI:
      if (end - start < 2) return false;
      state.restartInterval = readUint16(state.bytes, start);
      return true;
    case APP0:
      if (startsWith(state.bytes, start, end, 'JFIF\0')) state.jfif = true;
      return true;
    case APP14:
      if (end - start >= 12 && startsWith(state.bytes, start, end, 'Adobe')) {
        state.adobeTransform = state.bytes[start + 11]!;
      }
      return true;
    default:
      return true;
  }
}

function startsWith(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start < text.length) return false;
  for (let n = 0; n < text.length; n++) {
    if (bytes[start + n] !== text.charCodeAt(n)) return false;
  }
  return true;
}

function readQuantizationTables(state: ReaderState, start: number, end: number): boolean {
  const { bytes } = state;
  let position = start;
  while (position < end) {
    const head = bytes[position]!;
    const index = head & 15;
    const wide = head >> 4;
    const next = position + 1 + 64 * (1 + wide);
    if (wide > 1 || index > 3 || next > end) return false;
    const values = new Uint16Array(64);
    for (let k = 0; k < 64; k++) {
      values[NATURAL_ORDER[k]!] = wide === 1 ? readUint16(bytes, position + 1 + 2 * k) : bytes[position + 1 + k]!;
    }
    const table = { index, bits: wide === 1 ? (16 as const) : (8 as const), values, atByte: position };
    state.quantization[index] = table;
    if (state.quantizationTables.length < QUANTIZATION_TABLES_KEPT) state.quantizationTables.push(table);
    position = next;
  }
  return true;
}

function readHuffmanTables(state: ReaderState, start: number, end: number): boolean {
  const { bytes } = state;
  let position = start;
  while (position < end) {
    const head = bytes[position]!;
    const index = head & 15;
    if (head >> 4 > 1 || index > 3 || position + 17 > end) return false;
    const counts = bytes.slice(position + 1, position + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const next = position + 17 + total;
    if (total > 256 || next > end) return false;
    const definitions = head >> 4 === 0 ? state.dc : state.ac;
    definitions[index] = defineHuffman(counts, bytes.slice(position + 17, next));
    position = next;
  }
  return true;
}
