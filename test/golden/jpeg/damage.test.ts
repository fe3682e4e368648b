import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/contract/errors.ts';
import { readJpegCoefficients, readJpegHeader, type JpegCoefficients } from '../../../src/engine/jpeg/index.ts';
import { golden, readCorpusFile } from './corpus.ts';

/** Offset of marker 0xFF `code`, the `nth` one. */
function markerAt(bytes: Uint8Array, code: number, nth = 0): number {
  let found = -1;
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === code && ++found === nth) return at;
  }
  throw new Error(`no marker ${code.toString(16)}`);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function changed(bytes: Uint8Array, at: number, ...values: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}

function luma({ components }: JpegCoefficients): Int16Array {
  return components[0]?.coefficients ?? new Int16Array(0);
}

/** Indices of the blocks in which two arrays of coefficients differ. */
function differingBlocks(one: Int16Array, other: Int16Array): number[] {
  const blocks: number[] = [];
  for (let block = 0; block * 64 < one.length; block++) {
    if (!one.subarray(block * 64, block * 64 + 64).every((value, k) => value === other[block * 64 + k])) blocks.push(block);
  }
  return blocks;
}

function codeOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe('truncated files', () => {
  const bytes = readCorpusFile('grey-q30.jpg');
  const whole = luma(readJpegCoefficients(bytes));
  const dataAt = markerAt(bytes, 0xda) + 10;

  it('keeps every block before the cut and leaves the others zero, wherever the cut is', () => {
    for (let length = dataAt; length < bytes.length - 2; length++) {
      const cut = readJpegCoefficients(bytes.subarray(0, length));
      const read = cut.damage?.blocksRead ?? -1;
      expect(cut.damage?.blocksTotal).toBe(whole.length / 64);
      expect(luma(cut).subarray(0, read * 64)).toEqual(whole.subarray(0, read * 64));
      expect(luma(cut).subarray(read * 64).every((value) => value === 0)).toBe(true);
      expect(cut.damage?.atByte).toBeLessThanOrEqual(length);
    }
  });

  it('gets almost all blocks of a file that lacks its last bytes', () => {
    const { damage } = readJpegCoefficients(bytes.subarray(0, bytes.length - 6));
    expect(damage?.reason).toBe('truncated-data');
    expect(damage?.blocksRead).toBeGreaterThan((whole.length / 64) * 0.9);
  });

  it('says that only the end marker is missing', () => {
    const cut = readJpegCoefficients(bytes.subarray(0, bytes.length - 2));
    expect(cut.damage).toMatchObject({ reason: 'missing-end-marker', atByte: bytes.length - 2 });
    expect(cut.damage?.blocksRead).toBe(cut.damage?.blocksTotal);
    expect(luma(cut)).toEqual(whole);
  });

  it('refuses a file that ends before its frame header, and never one that ends after', () => {
    const frameEnd = markerAt(bytes, 0xc0) + 2 + 11;
    for (let length = 2; length < frameEnd; length++) {
      expect(codeOf(() => readJpegCoefficients(bytes.subarray(0, length)))).toBe('IMAGE_TRUNCATED');
    }
    for (let length = frameEnd; length <= bytes.length; length++) {
      expect(codeOf(() => readJpegCoefficients(bytes.subarray(0, length)))).toBe('read');
    }
  });

  it('reads a coarse picture from a progressive file cut between its scans', () => {
    const progressive = readCorpusFile('progressive-420-q92.jpg');
    const full = readJpegCoefficients(progressive);
    const cut = readJpegCoefficients(progressive.subarray(0, markerAt(progressive, 0xda, 1)));
    expect(cut.damage?.reason).toBe('missing-end-marker');
    const direct = luma(full).filter((_, n) => n % 64 === 0);
    expect(luma(cut).filter((_, n) => n % 64 === 0)).toEqual(direct.map((value) => (value >> 1) << 1));
  });

  it('holds no value that is not in the file, wherever a file of one pass a coefficient is cut', () => {
    const spectral = readCorpusFile('scans-spectral.jpg');
    const full = readJpegCoefficients(spectral).components.map((component) => component.coefficients);
    for (let length = markerAt(spectral, 0xda); length < spectral.length; length += 5) {
      const cut = readJpegCoefficients(spectral.subarray(0, length)).components.map((component) => component.coefficients);
      const foreign = cut.some((values, n) => values.some((value, at) => value !== 0 && value !== full[n]?.[at]));
      expect(foreign, `cut at ${length}`).toBe(false);
    }
  });

  it('takes nothing from a picture that follows one cut short', () => {
    const progressive = readCorpusFile('progressive-420-q92.jpg');
    const cut = progressive.subarray(0, markerAt(progressive, 0xda, 2));
    const followed = readJpegCoefficients(joined(cut, readCorpusFile('progressive-420-q60.jpg')));
    const alone = readJpegCoefficients(cut);
    expect(followed.damage).toMatchObject({ reason: 'missing-end-marker', atByte: cut.length });
    expect(followed.components).toEqual(alone.components);
  });

  it('counts components that were never reached', () => {
    const separate = readCorpusFile('scans-separate-420.jpg');
    const full = readJpegCoefficients(separate);
    const cut = readJpegCoefficients(separate.subarray(0, markerAt(separate, 0xda, 1)));
    expect(luma(cut)).toEqual(luma(full));
    const used = full.components.map(({ blocksWideUsed, blocksHighUsed }) => blocksWideUsed * blocksHighUsed);
    expect(cut.damage).toMatchObject({ blocksRead: used[0], blocksTotal: used.reduce((sum, blocks) => sum + blocks, 0) });
  });
});

describe('restart intervals', () => {
  const bytes = readCorpusFile('restart-3-blocks-444.jpg');
  const whole = luma(readJpegCoefficients(bytes));
  const restart = (nth: number): number => markerAt(bytes, 0xd0 + (nth % 8), Math.floor(nth / 8));

  it('confines damaged data to their interval', () => {
    const from = restart(9) + 2;
    const broken = bytes.slice();
    broken.fill(0, from, restart(10));
    const read = readJpegCoefficients(broken);
    expect(read.damage).not.toBeNull();
    const differing = differingBlocks(luma(read), whole);
    expect(differing.length).toBeGreaterThan(0);
    expect(differing.every((block) => block >= 30 && block < 33)).toBe(true);
  });

  it.each([1, 2])('puts what follows in its place when %i intervals are lost', (lost) => {
    const read = readJpegCoefficients(joined(bytes.subarray(0, restart(9)), bytes.subarray(restart(9 + lost))));
    expect(read.damage).toMatchObject({ reason: 'restart-out-of-order', atByte: restart(9) });
    const differing = differingBlocks(luma(read), whole);
    expect(differing.every((block) => block >= 30 && block < 30 + 3 * lost)).toBe(true);
    expect(luma(read).subarray(30 * 64, (30 + 3 * lost) * 64).every((value) => value === 0)).toBe(true);
    expect((read.damage?.blocksTotal ?? 0) - (read.damage?.blocksRead ?? 0)).toBe(9 * lost);
  });

  it('passes over a repeated interval', () => {
    const read = readJpegCoefficients(joined(bytes.subarray(0, restart(10)), bytes.subarray(restart(9))));
    expect(read.damage?.reason).toBe('restart-out-of-order');
    expect(luma(read)).toEqual(whole);
  });

  it('takes a damaged number for the expected one', () => {
    const at = restart(9) + 1;
    const read = readJpegCoefficients(changed(bytes, at, 0xd0 + ((9 + 4) % 8)));
    expect(read.damage?.reason).toBe('restart-out-of-order');
    expect(luma(read)).toEqual(whole);
  });

  it('passes over a reserved marker between intervals', () => {
    const read = readJpegCoefficients(joined(bytes.subarray(0, restart(9)), Uint8Array.of(0xff, 0x02, 1, 2, 3), bytes.subarray(restart(9))));
    expect(read.damage?.reason).toBe('restart-out-of-order');
    expect(luma(read)).toEqual(whole);
  });
});

describe('bounds', () => {
  const bytes = readCorpusFile('baseline-420-q75.jpg');
  const frameAt = markerAt(bytes, 0xc0);
  const huge = changed(bytes, frameAt + 5, 0xff, 0xff, 0xff, 0xff);

  it('refuses too many pixels before it allocates', () => {
    expect(codeOf(() => readJpegCoefficients(huge))).toBe('IMAGE_TOO_MANY_PIXELS');
    expect(codeOf(() => readJpegHeader(huge))).toBe('IMAGE_TOO_MANY_PIXELS');
    expect(codeOf(() => readJpegCoefficients(bytes, { limits: { pixels: 120 * 90 - 1 } }))).toBe('IMAGE_TOO_MANY_PIXELS');
    expect(codeOf(() => readJpegCoefficients(bytes, { limits: { pixels: 120 * 90 } }))).toBe('read');
    expect(codeOf(() => readJpegCoefficients(bytes, { limits: { bytes: bytes.length - 1 } }))).toBe('FILE_TOO_LARGE');
  });

  it('stops a bomb of scans at the limit of work, keeping what came before', () => {
    const progressive = readCorpusFile('progressive-444-q92.jpg');
    // Each scan comes after its own Huffman table: the second scan (two tables serve the first) is repeated with its table.
    const scan = progressive.subarray(markerAt(progressive, 0xc4, 2), markerAt(progressive, 0xc4, 3));
    const bomb = joined(progressive.subarray(0, progressive.length - 2), ...Array.from({ length: 5000 }, () => scan));
    const read = readJpegCoefficients(bomb, { limits: { scans: 1_000_000 } });
    expect(read.damage?.reason).toBe('limit-reached');
    const positions = read.components.reduce((sum, component) => sum + component.coefficients.length, 0);
    expect(read.work.coefficientVisits).toBeLessThanOrEqual(positions * 20 + 65_536);
    expect(read.work.scans).toBeGreaterThan(10);
    expect(readJpegCoefficients(bomb, { limits: { scans: 30 } })).toMatchObject({ work: { scans: 30 }, damage: { reason: 'limit-reached' } });
  });

  it('stops at too many markers', () => {
    const comments = Array.from({ length: 12_000 }, () => Uint8Array.of(0xff, 0xfe, 0, 2));
    const after = readJpegCoefficients(joined(bytes.subarray(0, markerAt(bytes, 0xda)), ...comments, bytes.subarray(markerAt(bytes, 0xda))));
    expect(after.damage?.reason).toBe('limit-reached');
    expect(after.markers.length).toBe(10_000);
    expect(codeOf(() => readJpegCoefficients(joined(bytes.subarray(0, 2), ...comments, bytes.subarray(2))))).toBe('IMAGE_CORRUPT');
  });

  it('keeps a bounded list of quantisation tables', () => {
    const table = bytes.subarray(markerAt(bytes, 0xdb), markerAt(bytes, 0xdb) + 69);
    const many = readJpegCoefficients(joined(bytes.subarray(0, 2), ...Array.from({ length: 300 }, () => table), bytes.subarray(2)));
    expect(many.damage).toBeNull();
    expect(many.quantizationTables.length).toBe(64);
  });
});

describe('refusals', () => {
  const bytes = readCorpusFile('baseline-444-q75.jpg');
  const frameAt = markerAt(bytes, 0xc0);

  it.each(['refused-arithmetic.jpg', 'refused-arithmetic-progressive.jpg'])('%s', (file) => {
    expect(codeOf(() => readJpegCoefficients(readCorpusFile(file)))).toBe('JPEG_UNSUPPORTED');
    expect(() => readJpegCoefficients(readCorpusFile(file))).toThrow(/arithmetic/);
  });

  it('lossless and hierarchical processes, other precisions, other numbers of components', () => {
    for (const code of [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xcb, 0xcf]) {
      expect(codeOf(() => readJpegHeader(changed(bytes, frameAt + 1, code)))).toBe('JPEG_UNSUPPORTED');
    }
    expect(codeOf(() => readJpegHeader(joined(bytes.subarray(0, 2), Uint8Array.of(0xff, 0xde, 0, 2), bytes.subarray(2))))).toBe('JPEG_UNSUPPORTED');
    expect(codeOf(() => readJpegHeader(changed(bytes, frameAt + 4, 16)))).toBe('JPEG_UNSUPPORTED');
    expect(codeOf(() => readJpegHeader(changed(bytes, frameAt + 4, 12)))).toBe('JPEG_UNSUPPORTED');
    expect(codeOf(() => readJpegHeader(changed(bytes, frameAt + 9, 5)))).toBe('JPEG_UNSUPPORTED');
    expect(codeOf(() => readJpegHeader(changed(bytes, frameAt + 9, 0)))).toBe('JPEG_UNSUPPORTED');
  });

  it('frames that make no sense, and files that are no JPEG', () => {
    expect(codeOf(() => readJpegHeader(changed(bytes, frameAt + 7, 0, 0)))).toBe('IMAGE_CORRUPT');
    expect(codeOf(() => readJpegHeader(changed(bytes, frameAt + 5, 0, 0)))).toBe('IMAGE_CORRUPT');
    expect(codeOf(() => readJpegHeader(changed(bytes, frameAt + 11, 0x51)))).toBe('IMAGE_CORRUPT');
    expect(codeOf(() => readJpegHeader(changed(bytes, frameAt + 12, 4)))).toBe('IMAGE_CORRUPT');
    expect(codeOf(() => readJpegHeader(new Uint8Array(0)))).toBe('FILE_EMPTY');
    expect(codeOf(() => readJpegHeader(Uint8Array.of(0x89, 0x50, 0x4e, 0x47)))).toBe('TYPE_UNKNOWN');
  });
});

describe('tables', () => {
  it('are those in force when the first scan of a component begins', () => {
    const progressive = readCorpusFile('progressive-444-q60.jpg');
    const at = markerAt(progressive, 0xc4, 2);
    const other = Uint8Array.of(0xff, 0xdb, 0, 67, 0, ...new Uint8Array(64).fill(99));
    const redefined = readJpegCoefficients(joined(progressive.subarray(0, at), other, progressive.subarray(at)));
    expect(redefined.damage).toBeNull();
    expect(redefined.components).toEqual(readJpegCoefficients(progressive).components);
    expect(redefined.quantizationTables.map(({ index, bits }) => [index, bits])).toEqual([[0, 8], [1, 8], [0, 8]]);
    expect(redefined.quantizationTables[2]?.values).toEqual(new Uint16Array(64).fill(99));
  });
});

describe('faults that leave the picture readable', () => {
  const bytes = readCorpusFile('baseline-444-q75.jpg');
  const whole = readJpegCoefficients(bytes);

  it('a missing quantisation table', () => {
    const at = markerAt(bytes, 0xdb, 1);
    const read = readJpegCoefficients(joined(bytes.subarray(0, at), bytes.subarray(at + 69)));
    expect(read.damage?.reason).toBe('missing-quantization-table');
    expect(read.components.map((component) => component.coefficients)).toEqual(whole.components.map((component) => component.coefficients));
    expect([...(read.components[1]?.table ?? [])].every((step) => step === 0)).toBe(true);
  });

  it('a second frame header and a repeated scan', () => {
    const scanAt = markerAt(bytes, 0xda);
    const frame = bytes.subarray(markerAt(bytes, 0xc0), markerAt(bytes, 0xc0) + 19);
    expect(readJpegCoefficients(joined(bytes.subarray(0, scanAt), frame, bytes.subarray(scanAt))).damage?.reason).toBe('second-frame');
    const repeated = readJpegCoefficients(joined(bytes.subarray(0, bytes.length - 2), bytes.subarray(scanAt)));
    expect(repeated.damage).toMatchObject({ reason: 'repeated-scan', atByte: bytes.length - 2 });
    expect(luma(repeated)).toEqual(luma(whole));
  });

  it('bytes left over after the last block', () => {
    const read = readJpegCoefficients(joined(bytes.subarray(0, bytes.length - 2), Uint8Array.of(1, 2, 3, 4), bytes.subarray(-2)));
    expect(read.damage).toMatchObject({ reason: 'surplus-data', atByte: bytes.length - 2 });
    expect(luma(read)).toEqual(luma(whole));
  });

  it('a scan that names a component the frame does not have', () => {
    const read = readJpegCoefficients(changed(bytes, markerAt(bytes, 0xda) + 5, 77));
    expect(read.damage?.reason).toBe('invalid-scan');
    expect(read.damage?.blocksRead).toBe(0);
    expect(luma(read).every((value) => value === 0)).toBe(true);
  });

  it('a byte of data inverted, in every file of the corpus', () => {
    for (const { file } of golden.files.filter(({ file: name }) => !name.startsWith('written-number-of-lines'))) {
      const original = readCorpusFile(file);
      for (let at = markerAt(original, 0xda) + 3; at < original.length; at += 97) {
        expect(codeOf(() => readJpegCoefficients(changed(original, at, (original[at] ?? 0) ^ 0xff)))).toBe('read');
      }
    }
  });
});
