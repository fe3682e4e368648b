import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { GOLDEN, GOLDEN_KINDS, GOLDEN_PYTHON_2 } from './pickleGoldens.testing.ts';
import { readPickle } from './pickle.ts';

const ARTIFACTS = ['edge', 'noise'];
const EXPECTED = new Map<string, unknown>([
  ['a.jpg', new Map<string, unknown>([
    ['title', 'sign'],
    ['n', [1, -1, 255, 256, 65_536, -2_147_483_648, 2_147_483_648, -(2 ** 40), 2n ** 53n, 2n ** 70n, -(2n ** 200n)]],
    ['f', [0.5, -1e300, 3]],
    ['none', null],
    ['yes', true],
    ['no', false],
    ['t', []],
    ['t1', [1]],
    ['t4', [1, 'x', [2, 3], null]],
    ['artifacts', ARTIFACTS],
  ])],
  ['b \u00e9\u20ac\u{1f600}.png', new Map<string, unknown>([['artifacts', ARTIFACTS], ['text', 'line\nback\\slash \\u0041 "q" \0'], ['long', 'x'.repeat(300)], ['empty', new Map()], ['list', []]])],
]);

describe('what CPython writes', () => {
  test.each([0, 1, 2, 3, 4, 5])('protocol %i', (protocol) => {
    const value = readPickle(Buffer.from(GOLDEN[protocol] ?? '', 'hex')) as Map<string, Map<string, unknown>>;
    expect(value).toEqual(EXPECTED);
    // The shared list is one list in both.
    expect(value.get('a.jpg')?.get('artifacts')).toBe(value.get('b \u00e9\u20ac\u{1f600}.png')?.get('artifacts'));
    expect(Object.isFrozen(value.get('a.jpg')?.get('t4'))).toBe(true);
  });

  test('sets, bytes and keys of other kinds', () => {
    expect(readPickle(Buffer.from(GOLDEN_KINDS, 'hex'))).toEqual(new Map<string, unknown>([['s', new Set([1, 2])], ['f', new Set(['a'])], ['b', Uint8Array.of(0, 255)], ['ba', Uint8Array.from(Buffer.from('hi'))], ['k', new Map<unknown, string>([[1, 'i'], [null, 'n'], [2.5, 'f']])]]));
  });

  test('strings of Python 2', () => {
    expect(readPickle(Buffer.from(GOLDEN_PYTHON_2, 'hex'))).toEqual(new Map([['caf\u00e9', [1, true, 12, 2.5]]]));
  });
});

describe.skipIf(spawnSync('python3', ['--version']).status !== 0)('with the Python of this machine', () => {
  const dump = (expression: string): Buffer => Buffer.from(execFileSync('python3', ['-c', `import pickle,sys\nfor p in range(6): sys.stdout.write(pickle.dumps(${expression}, p).hex() + "\\n")`], { encoding: 'utf8', maxBuffer: 64 << 20 }));
  const all = (expression: string): unknown[] => dump(expression).toString().trim().split('\n').map((line) => readPickle(Buffer.from(line, 'hex')));

  test('frames, batches and long texts', () => {
    const values = all("{'%06d.jpg' % i: {'id': i, 'text': 'x' * (i % 7), 'pos': (i, -i)} for i in range(3000)} | {'long': 'y' * 200000}") as Map<string, unknown>[];
    expect(values).toHaveLength(6);
    for (const value of values) {
      expect(value.size).toBe(3001);
      expect(value.get('002999.jpg')).toEqual(new Map<string, unknown>([['id', 2999], ['text', 'xxx'], ['pos', [2999, -2999]]]));
      expect((value.get('long') as string).length).toBe(200_000);
    }
  });

  test('lone surrogates, line ends and floats', () => {
    for (const value of all("['\\ud800x', 'a\\r\\nb', float('inf'), 1e-7, -0.0, '\\x1a', 'ab\\x85\\u2028']")) expect(value).toEqual(['\ud800x', 'a\r\nb', Number.POSITIVE_INFINITY, 1e-7, -0, '\u001a', 'ab\u0085\u2028']);
  });

  test('what needs code is refused by its name', () => {
    const script = "import pickle,os,sys,datetime,collections\nclass E:\n  def __reduce__(self): return (os.system, ('true',))\nfor v in [E(), datetime.date(2020,1,1), collections.OrderedDict(a=1), print, complex(1,2)]:\n  for p in range(6): sys.stdout.write(pickle.dumps(v, p).hex() + '\\n')";
    for (const line of execFileSync('python3', ['-c', script], { encoding: 'utf8' }).trim().split('\n')) expect(() => readPickle(Buffer.from(line, 'hex'))).toThrow(/(GLOBAL|REDUCE|STACK_GLOBAL|NEWOBJ) would run or fetch/);
  });
});
