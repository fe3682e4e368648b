/**
 * Entropy-coded bytes of one segment (up to the next marker) with the byte stuffing taken out, as big-endian 32-bit words, so
 * that the decoders can take any 32 bits with two loads and no checks.
 */

/** Words of zeros kept after a segment: a block consumes less than 64 times 31 bits before its end is checked. */
const PADDING_WORDS = 72;

/** On little-endian machines the bytes of a word lie the other way round. */
const SWAP = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 3 : 0;

/** Grown by need, shared by all segments of one file; the owner of the decoding buffer, hence a class. */
export class EntropySource {
  words: Int32Array = new Int32Array(0);
  /** Bits of the segment; reading may run past it into zeros, and the decoders check after every block. */
  endBit = 0;
  /** Offset of the marker that ends the segment; the file's length if none does. */
  markerAt = 0;
  bytesAllocated = 0;
  private scratch: Uint8Array = new Uint8Array(0);
  private startsAt = 0;
  private readonly file: Uint8Array;

  constructor(file: Uint8Array) {
    this.file = file;
  }

  /** Takes the segment that begins at `position` of the file. */
  load(position: number): void {
    const { file } = this;
    this.reserve(file.length - position);
    const { scratch } = this;
    const end = file.length;
    let read = position;
    let written = 0;
    while (read < end) {
      const byte = file[read]!;
      if (byte === 0xff) {
        if (file[read + 1] !== 0) break;
        read++;
      }
      scratch[written++ ^ SWAP] = byte;
      read++;
    }
    this.startsAt = position;
    this.endBit = written * 8;
    const wordEnd = (written + 3) >> 2;
    while (written < wordEnd * 4) scratch[written++ ^ SWAP] = 0;
    this.words.fill(0, wordEnd, wordEnd + PADDING_WORDS);
    this.markerAt = endOfFill(file, read);
  }

  /** Offset in the file of the byte that holds a bit of the segment. */
  fileOffset(bit: number): number {
    const wanted = Math.min(bit, this.endBit) >>> 3;
    let offset = this.startsAt;
    for (let passed = 0; passed < wanted; passed++) offset += this.file[offset] === 0xff ? 2 : 1;
    return Math.min(offset, this.file.length);
  }

  private reserve(bytes: number): void {
    const words = (bytes >>> 2) + 1 + PADDING_WORDS;
    if (words <= this.words.length) return;
    this.words = new Int32Array(words);
    this.scratch = new Uint8Array(this.words.buffer);
    this.bytesAllocated += words * 4;
  }
}

/** Offset of the last of several 0xFF, which belongs to the marker; the file's length if data go on to its end. */
function endOfFill(file: Uint8Array, position: number): number {
  let offset = position;
  while (file[offset + 1] === 0xff) offset++;
  return offset;
}
