import { checkShape } from './pickleShape.ts';
import { carryOut } from './pickleMachine.ts';
import { refusal } from './pickleSource.ts';

/** Lists are arrays, tuples frozen arrays, dicts maps, sets sets, bytes Uint8Array; an int beyond 2^53 is a bigint. Nothing in it contains itself. */
export type PickleValue = null | boolean | number | bigint | string | Uint8Array | readonly PickleValue[] | ReadonlyMap<PickleKey, PickleValue> | ReadonlySet<PickleKey>;
export type PickleKey = null | boolean | number | bigint | string;

export interface PickleLimits {
  /** Of the file. */
  readonly bytes: number;
  /** Of one text or bytes object. */
  readonly stringBytes: number;
  /** Of one integer. */
  readonly integerBytes: number;
  /** Lists, tuples, dicts, sets, bytes. */
  readonly containers: number;
  /** Values put on the stack in all. */
  readonly values: number;
  /** Entries of the stack at one time, and of the memo. */
  readonly stack: number;
  readonly memo: number;
  /** Of containers in containers. */
  readonly depth: number;
  /** Values plus characters once everything shared is written out: what a copy as JSON would cost. */
  readonly expanded: number;
}

/** Room for the largest part of Omni-273k (some hundred thousand pictures) and about two gigabytes of memory for the worst file. */
export const PICKLE_LIMITS: PickleLimits = {
  bytes: 1 << 29,
  stringBytes: 16 << 20,
  integerBytes: 512,
  containers: 3_000_000,
  values: 20_000_000,
  stack: 2_000_000,
  memo: 10_000_000,
  depth: 64,
  expanded: 2_000_000_000,
};

/**
 * Reads a pickle of plain data: protocols 0 to 5; dict, list, tuple, set, str, bytes, int, float, bool and None. It never imports, calls or looks up
 * anything: an opcode that would (GLOBAL, STACK_GLOBAL, REDUCE, BUILD, INST, OBJ, NEWOBJ, EXT, PERSID, out-of-band buffers) is refused by name with its
 * offset. So are structures that contain themselves, frames and lengths that do not hold, and whatever is beyond `limits`. Keys of dicts and members of
 * sets are text, numbers, bools or None. Protocols below 3 write bytes, and below 4 sets, as calls: those are refused too.
 * Throws ARGUMENT_INVALID, and nothing else. Time and memory grow with the size of the file.
 */
export function readPickle(bytes: Uint8Array, limits: Partial<PickleLimits> = {}): PickleValue {
  const bounds = { ...PICKLE_LIMITS, ...limits };
  if (bytes.length > bounds.bytes) throw refusal(`the file has ${bytes.length} bytes; ${bounds.bytes} is the most that is read`, 0);
  const value = carryOut(bytes, bounds);
  checkShape(value, bounds);
  return value;
}
