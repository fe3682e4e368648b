import type { PickleLimits } from './pickle.ts';
import { type PickleSource, refusal } from './pickleSource.ts';
import { latin1Text } from './pickleText.ts';

/** A line that holds a number. */
export function lineOf(source: PickleSource, limits: PickleLimits): string {
  return latin1Text(source.line(3 * limits.integerBytes)).replace(/\r$/, '');
}

/** A decimal integer; a bigint beyond 2^53. */
export function smallInteger(text: string, source: PickleSource): number | bigint {
  if (!/^-?\d+$/.test(text)) throw refusal('an integer is not written in decimal', source.opcodeAt());
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** Two's complement, lowest byte first; no bytes are 0. */
export function integerOf(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  const hexadecimal = Buffer.from(bytes).toReversed();
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(hexadecimal).toString('hex')}`));
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

const WORDS: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY };

export function floatOf(text: string, source: PickleSource): number {
  const word = WORDS[text];
  if (word !== undefined) return word;
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw refusal('a float is not written in decimal', source.opcodeAt());
  return Number(text);
}
