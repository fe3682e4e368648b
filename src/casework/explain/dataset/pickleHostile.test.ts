import { describe, expect, test } from 'vitest';
import { AppError } from '../../../contract/index.ts';
import { GOLDEN, GOLDEN_KINDS } from './pickleGoldens.testing.ts';
import { type PickleLimits, readPickle } from './pickle.ts';

/** Bytes of a text in which every character is one byte. */
const raw = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** The refusal of a pickle; fails the test where it was read or threw anything else. */
function refused(bytes: Uint8Array, limits: Partial<PickleLimits> = {}): AppError {
  let caught: unknown;
  try {
    readPickle(bytes, limits);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(AppError);
  expect((caught as AppError).code).toBe('ARGUMENT_INVALID');
  return caught as AppError;
}

describe('code is never run', () => {
  test.each([
    ['GLOBAL os.system', 'cos\nsystem\n(S\'echo x\'\ntR.', 'GLOBAL', 0],
    ['GLOBAL builtins.eval', '\x80\x02cbuiltins\neval\nX\x03\0\0\x001+1\x85R.', 'GLOBAL', 2],
    ['STACK_GLOBAL', '\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02ls\x85R.', 'STACK_GLOBAL', 14],
    ['INST', '(S\'ls\'\nios\nsystem\n.', 'INST', 7],
    ['OBJ', '(cos\nsystem\nS\'ls\'\no.', 'GLOBAL', 1],
    ['OBJ alone', '(S\'ls\'\no.', 'OBJ', 7],
    ['REDUCE alone', 'N)R.', 'REDUCE', 2],
    ['BUILD', '}}b.', 'BUILD', 2],
    ['NEWOBJ', 'N)\x81.', 'NEWOBJ', 2],
    ['NEWOBJ_EX', 'N)}\x92.', 'NEWOBJ_EX', 3],
    ['EXT1', '\x82\x01.', 'EXT1', 0],
    ['EXT2', '\x83\x01\0.', 'EXT2', 0],
    ['EXT4', '\x84\x01\0\0\0.', 'EXT4', 0],
    ['PERSID', 'Pevil\n.', 'PERSID', 0],
    ['BINPERSID', 'NQ.', 'BINPERSID', 1],
    ['NEXT_BUFFER', '\x80\x05\x97.', 'NEXT_BUFFER', 2],
    ['READONLY_BUFFER', 'N\x98.', 'READONLY_BUFFER', 1],
    ['an unknown opcode', '\xff.', '0xff is no opcode', 0],
    ['code behind a value that is thrown away', 'N0cos\nsystem\n.', 'GLOBAL', 2],
  ])('%s', (_name, text, opcode, offset) => {
    const error = refused(raw(text));
    expect(error.message).toContain(`at byte ${offset}: ${opcode}`);
    expect(error.details).toEqual({ offset });
  });
});

describe('bombs', () => {
  test('billion laughs through the memo', () => {
    // Each level holds the one before ten times: 10^12 leaves in some 200 bytes.
    let text = ']q\0N' + 'a';
    for (let level = 1; level <= 12; level += 1) text += `0](${`h${String.fromCharCode(level - 1)}`.repeat(10)}eq${String.fromCharCode(level)}`;
    expect(refused(raw(`${text}.`)).message).toContain('far larger than the file');
  });

  test('a long text shared many times', () => {
    expect(refused(raw(`(lp0\n0S'${'x'.repeat(20_000)}'\np1\n0(${'g1\n'.repeat(100)}l.`), { expanded: 1_000_000 }).message).toContain('far larger');
  });

  test('structures that contain themselves', () => {
    for (const text of [']q\0h\0a.', '}q\0Nh\0s.', ']q\0(h\0tq\x01a.', ']q\0]h\0aa.']) expect(refused(raw(text)).message).toContain('contains itself');
  });

  test('deep nesting: lists, tuples, marks', () => {
    expect(refused(raw(`${']'.repeat(5000)}${'a'.repeat(4999)}.`)).message).toContain('nested');
    expect(refused(raw(`N${'\x85'.repeat(100_000)}.`)).message).toContain('nested');
    expect(refused(raw('('.repeat(1_000_000))).message).toContain('nested');
  });

  test('deep nesting of a part that is shared counts from where it hangs', () => {
    // Forty levels kept in the memo, hung below thirty others.
    expect(refused(raw(`N${'\x85'.repeat(40)}q\0${'\x85'.repeat(30)}h\0${'\x85'.repeat(30)}\x86.`)).message).toContain('nested');
    expect(readPickle(raw(`N${'\x85'.repeat(30)}q\0${'\x85'.repeat(20)}h\0\x86.`))).toHaveLength(2);
  });

  test('more values, containers, memo entries and stack than allowed', () => {
    expect(refused(raw(`(${'N'.repeat(100)}l.`), { values: 50 }).message).toContain('more than 50 values');
    expect(refused(raw(`(${']'.repeat(100)}l.`), { containers: 50 }).message).toContain('more than 50');
    expect(refused(raw(`N${'2'.repeat(100)}`), { stack: 50 }).message).toContain('stack');
    expect(refused(raw(`N${Array.from({ length: 60 }, (_, index) => `q${String.fromCharCode(index)}`).join('')}.`), { memo: 50 }).message).toContain('memo');
    expect(refused(raw('N.'), { bytes: 1 }).message).toContain('2 bytes');
  });
});

describe('lengths and places that do not hold', () => {
  test.each([
    ['a text longer than the file', 'X\xff\xff\xff\x7f.'],
    ['a text of 2^64 bytes', '\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff.'],
    ['bytes of 2^63 bytes', '\x8e\0\0\0\0\0\0\0\x80.'],
    ['a bytearray longer than the file', '\x96\x10\0\0\0\0\0\0\0ab.'],
    ['a negative string', 'T\xff\xff\xff\xffabc.'],
    ['a negative integer length', '\x8b\xff\xff\xff\xff\x01.'],
    ['an integer of a million bytes', `\x8b\x40\x42\x0f\0${'\x01'.repeat(1_000_000)}.`],
    ['an integer of a million digits', `L${'9'.repeat(1_000_000)}L\n.`],
    ['a frame longer than the file', '\x80\x04\x95\xff\0\0\0\0\0\0\0N.'],
    ['a value across the end of its frame', '\x80\x04\x95\x03\0\0\0\0\0\0\0\x8c\x05hello.'],
    ['a frame inside a frame', '\x80\x04\x95\x0b\0\0\0\0\0\0\0\x95\x01\0\0\0\0\0\0\0N.'],
    ['a memo index that was never put', 'h\x07.'],
    ['a memo index that is no number', 'g-1\n.'],
    ['an empty stack', '.'],
    ['values left over', 'NN.'],
    ['more after the end', 'N.N.'],
    ['a pop below the mark', 'N(a.'],
    ['appending to a tuple', ')Na.'],
    ['appending to a dict', '}Na.'],
    ['setting an item of a list', ']NNs.'],
    ['an odd number of items', '}(Nu.'],
    ['a list as key', '}]Ns.'],
    ['adding to a list', '\x80\x04](N\x90.'],
    ['a protocol of the future', '\x80\x06N.'],
    ['PROTO in the middle', 'N0\x80\x02N.'],
    ['no UTF-8', 'X\x02\0\0\0\xc3\x28.'],
    ['a float of words', 'Fhello\n.'],
    ['a hexadecimal integer', 'I0x10\n.'],
    ['a code point that does not exist', 'V\\U00110000\n.'],
    ['a string without quotes', 'Shello\n.'],
    ['nothing', ''],
  ])('%s', (_name, text) => {
    refused(raw(text));
  });

  test('truncated at every byte', () => {
    for (const golden of [...GOLDEN, GOLDEN_KINDS]) {
      const whole = Buffer.from(golden, 'hex');
      for (let length = 0; length < whole.length; length += 1) refused(whole.subarray(0, length));
    }
  });
});

test('2000 mutations: read or refused, never anything else, and none takes long', () => {
  let state = 20_260_101;
  const random = (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const wholes = [...GOLDEN, GOLDEN_KINDS].map((golden) => Buffer.from(golden, 'hex'));
  let read = 0;
  let slowest = 0;
  for (let round = 0; round < 2000; round += 1) {
    const bytes = Uint8Array.from(wholes[round % wholes.length] ?? []);
    for (let change = 0; change <= random(4); change += 1) bytes[random(bytes.length)] = random(256);
    const started = performance.now();
    try {
      readPickle(bytes);
      read += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).toBe('ARGUMENT_INVALID');
    }
    slowest = Math.max(slowest, performance.now() - started);
  }
  // Some changes only touch a text: they are read. Both must occur for the test to mean anything.
  expect(read).toBeGreaterThan(50);
  expect(read).toBeLessThan(1950);
  expect(slowest).toBeLessThan(1000);
});
