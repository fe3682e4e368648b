import { AppError } from '../../../contract/index.ts';

/** Refuses a pickle; `offset` is the byte of the opcode at fault. */
export function refusal(message: string, offset: number): AppError {
  return new AppError('ARGUMENT_INVALID', `This pickle is refused at byte ${offset}: ${message}.`, { offset });
}

/** The bytes of a pickle with a place in them, bounded by the present frame. Every read that leaves the file or its frame throws. */
export interface PickleSource {
  /** Bytes read so far. */
  at(): number;
  /** Offset of the opcode now carried out, for messages. */
  opcodeAt(): number;
  nextOpcode(): number;
  take(length: number): Uint8Array;
  byte(): number;
  /** Little-endian, without sign. */
  unsigned(bytes: 2 | 4): number;
  signed32(): number;
  /** Length of eight bytes; refused where it is more than what is left. */
  length64(): number;
  /** Up to a line feed, which is taken but not returned. */
  line(longest: number): Uint8Array;
  beginFrame(length: number): void;
  atEnd(): boolean;
}

export function pickleSource(bytes: Uint8Array): PickleSource {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let opcodeAt = 0;
  /** Where the frame ends; the end of the file outside of frames. */
  let end = bytes.length;
  let framed = false;

  function need(length: number): void {
    if (length > end - at) throw refusal(framed && end < bytes.length ? 'a value reaches beyond its frame' : `${length} more bytes are announced than the file holds`, opcodeAt);
  }
  function step(length: number): number {
    need(length);
    const from = at;
    at += length;
    return from;
  }
  return {
    at: () => at,
    opcodeAt: () => opcodeAt,
    atEnd: () => at === bytes.length,
    nextOpcode() {
      if (framed && at === end) {
        framed = false;
        end = bytes.length;
      }
      opcodeAt = at;
      if (at >= end) throw refusal('the file ends before the pickle does', at);
      return bytes[step(1)] ?? 0;
    },
    take: (length) => {
      const from = step(length);
      return bytes.subarray(from, from + length);
    },
    byte: () => bytes[step(1)] ?? 0,
    unsigned: (length) => (length === 2 ? view.getUint16(step(2), true) : view.getUint32(step(4), true)),
    signed32: () => view.getInt32(step(4), true),
    length64() {
      const length = view.getBigUint64(step(8), true);
      if (length > BigInt(bytes.length - at)) throw refusal(`a length of ${length} bytes is more than the file holds`, opcodeAt);
      return Number(length);
    },
    line(longest) {
      const feed = bytes.indexOf(0x0a, at);
      if (feed === -1 || feed >= end) throw refusal('a line has no end', opcodeAt);
      if (feed - at > longest) throw refusal(`a line of ${feed - at} bytes is longer than ${longest}`, opcodeAt);
      const line = bytes.subarray(at, feed);
      at = feed + 1;
      return line;
    },
    beginFrame(length) {
      if (framed && at !== end) throw refusal('a frame begins inside another', opcodeAt);
      if (length > bytes.length - at) throw refusal('a frame is longer than the file', opcodeAt);
      framed = true;
      end = at + length;
    },
  };
}
