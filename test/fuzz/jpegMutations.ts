/** Deterministic damage to JPEG files: the same seed gives the same bytes on every machine. */
import { readUint16 } from '../../src/engine/jpeg/markers.ts';

export type Random = () => number;

/** Uniform integers 0 to 2^32 - 1: a Weyl sequence scrambled by multiply and shift (splitmix32). */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (word ^ (word >>> 16)) >>> 0;
  };
}

function below(random: Random, bound: number): number {
  return bound <= 0 ? 0 : random() % bound;
}

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

function edited(bytes: Uint8Array, edit: (copy: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  if (copy.length > 0) edit(copy);
  return copy;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Offsets of the 0xFF before markers with one of `codes`, thumbnails and entropy-coded data included. */
function markersOf(bytes: Uint8Array, codes: readonly number[]): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(0xff); at >= 0 && at + 4 <= bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    if (codes.includes(bytes[at + 1]!)) found.push(at);
  }
  return found;
}

/** Changes 1-6 bytes of the payload of some segment with one of `codes`. */
function segmentCorruption(codes: readonly number[]): Mutation {
  return (bytes, random) =>
    edited(bytes, (copy) => {
      const starts = markersOf(copy, codes);
      const start = starts[below(random, starts.length)];
      if (start === undefined) return;
      const span = Math.max(1, Math.min(readUint16(copy, start + 2), copy.length - start - 4));
      const changes = 1 + below(random, 6);
      for (let n = 0; n < changes; n++) copy[Math.min(copy.length - 1, start + 4 + below(random, span))] = below(random, 256);
    });
}

const LENGTH_VALUES = [0, 1, 2, 3, 17, 67, 255, 4096, 0x7fff, 0xffff] as const;
const SIZES = [0, 1, 7, 8, 9, 255, 256, 4096, 0xffff] as const;

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  flipBits: (bytes, random) =>
    edited(bytes, (copy) => {
      const flips = 1 + below(random, 20);
      for (let n = 0; n < flips; n++) copy[below(random, copy.length)]! ^= 1 << below(random, 8);
    }),
  flipOneBitOfData: (bytes, random) =>
    edited(bytes, (copy) => {
      const start = markersOf(copy, [0xda]).at(-1) ?? 0;
      copy[start + below(random, copy.length - start)]! ^= 1 << below(random, 8);
    }),
  truncate: (bytes, random) => bytes.slice(0, below(random, bytes.length + 1)),
  removeRange: (bytes, random) => {
    const from = below(random, bytes.length);
    return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + below(random, 64)));
  },
  repeatRange: (bytes, random) => {
    const from = below(random, bytes.length);
    const to = Math.min(bytes.length, from + 1 + below(random, 400));
    return joined(bytes.subarray(0, to), bytes.subarray(from));
  },
  splice: (bytes, random, other) => joined(bytes.subarray(0, below(random, bytes.length)), other.subarray(below(random, other.length))),
  fillRange: (bytes, random) =>
    edited(bytes, (copy) => {
      const from = below(random, copy.length);
      copy.fill(random() & 1 ? 0xff : below(random, 256), from, from + 1 + below(random, 100));
    }),
  editLength: (bytes, random) =>
    edited(bytes, (copy) => {
      const starts = markersOf(copy, [0xc0, 0xc1, 0xc2, 0xc4, 0xda, 0xdb, 0xdd, 0xe0, 0xe1, 0xee, 0xfe]);
      const start = starts[below(random, starts.length)];
      if (start === undefined) return;
      const length = LENGTH_VALUES[below(random, LENGTH_VALUES.length)]!;
      copy[start + 2] = length >> 8;
      copy[start + 3] = length & 255;
    }),
  insertMarker: (bytes, random) => {
    const at = below(random, bytes.length);
    return joined(bytes.subarray(0, at), Uint8Array.of(0xff, below(random, 256)), bytes.subarray(at));
  },
  insertRestart: (bytes, random) => {
    const start = markersOf(bytes, [0xda]).at(-1) ?? 0;
    const at = start + below(random, bytes.length - start);
    return joined(bytes.subarray(0, at), Uint8Array.of(0xff, 0xd0 + below(random, 8)), bytes.subarray(at));
  },
  renumberRestart: (bytes, random) =>
    edited(bytes, (copy) => {
      const starts = markersOf(copy, [0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7]);
      const start = starts[below(random, starts.length)];
      if (start !== undefined) copy[start + 1] = 0xd0 + below(random, 8);
    }),
  setRestartInterval: (bytes, random) => {
    const start = markersOf(bytes, [0xda])[0] ?? bytes.length;
    return joined(bytes.subarray(0, start), Uint8Array.of(0xff, 0xdd, 0, 4, below(random, 2), below(random, 256)), bytes.subarray(start));
  },
  setSize: (bytes, random) =>
    edited(bytes, (copy) => {
      const starts = markersOf(copy, [0xc0, 0xc1, 0xc2]);
      const start = starts[below(random, starts.length)];
      if (start === undefined || start + 9 > copy.length) return;
      const size = SIZES[below(random, SIZES.length)]!;
      const at = start + 5 + 2 * below(random, 2);
      copy[at] = size >> 8;
      copy[at + 1] = size & 255;
    }),
  switchProcess: (bytes, random) =>
    edited(bytes, (copy) => {
      const start = markersOf(copy, [0xc0, 0xc1, 0xc2])[0];
      if (start !== undefined) copy[start + 1] = 0xc0 + below(random, 16);
    }),
  corruptFrame: segmentCorruption([0xc0, 0xc1, 0xc2]),
  corruptHuffman: segmentCorruption([0xc4]),
  corruptQuantization: segmentCorruption([0xdb]),
  corruptScanHeader: segmentCorruption([0xda]),
  repeatScans: (bytes, random) => {
    const starts = markersOf(bytes, [0xda]);
    const start = starts[below(random, starts.length)];
    if (start === undefined) return bytes;
    const scan = bytes.subarray(start, bytes.length - 2);
    return joined(bytes.subarray(0, bytes.length - 2), ...Array.from({ length: 1 + below(random, 30) }, () => scan), bytes.subarray(-2));
  },
};

const NAMES = Object.keys(MUTATIONS);

export interface MutatedFile {
  readonly bytes: Uint8Array;
  readonly base: number;
  readonly mutations: readonly string[];
}

/** File number `seed`: one of `corpus` with 1-4 mutations. */
export function mutatedFile(corpus: readonly Uint8Array[], seed: number): MutatedFile {
  const random = createRandom(seed);
  const base = below(random, corpus.length);
  const other = corpus[below(random, corpus.length)]!;
  const mutations = Array.from({ length: 1 + below(random, 4) }, () => NAMES[below(random, NAMES.length)]!);
  const bytes = mutations.reduce((current, name) => MUTATIONS[name]!(current, random, other), corpus[base]!);
  return { bytes, base, mutations };
}
