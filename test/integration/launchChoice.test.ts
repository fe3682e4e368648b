import { expect, test } from 'vitest';
import { isStale, launchChoice, type LaunchFacts, namedCases } from '../../scripts/launchChoice.ts';

const DESKTOP: LaunchFacts = { flags: [], platform: 'linux', environment: { DISPLAY: ':0' }, isRoot: false, binary: 'present', build: 'done' };

test.each<[string, Partial<LaunchFacts>, string]>([
  ['Linux with a display', {}, 'Electron is installed.'],
  ['Wayland', { environment: { WAYLAND_DISPLAY: 'wayland-0' } }, 'Electron is installed.'],
  ['macOS, which needs no DISPLAY', { platform: 'darwin', environment: {} }, 'Electron is installed.'],
  ['Windows', { platform: 'win32', environment: {}, isRoot: true }, 'Electron is installed.'],
  ['a binary fetched just now', { binary: 'installed' }, 'Electron was fetched just now.'],
])('Electron on %s', (_name, change, reason) => expect(launchChoice({ ...DESKTOP, ...change })).toEqual({ host: 'electron', reason }));

test.each<[string, Partial<LaunchFacts>, string]>([
  ['an option of serve', { flags: ['--no-open'] }, '--no-open'],
  ['an option with a value', { flags: ['--port=4321'] }, '--port belongs'],
  ['continuous integration', { environment: { CI: 'true', DISPLAY: ':0' } }, 'continuous integration'],
  ['no display', { environment: { DISPLAY: '' }, binary: 'missing' }, 'no display'],
  ['root', { isRoot: true, binary: 'missing' }, 'root'],
  ['no binary to be had', { binary: 'install-failed', build: null }, 'could not be fetched'],
  ['a build that failed', { build: 'failed' }, 'could not be built'],
])('the browser for %s, with the reason', (_name, change, words) => {
  const choice = launchChoice({ ...DESKTOP, ...change });
  expect(choice).toMatchObject({ host: 'browser', reason: expect.stringContaining(words) as string });
});

test('nothing is fetched or built before it is known to be of use', () => {
  expect(launchChoice({ ...DESKTOP, binary: 'missing', build: null })).toEqual({ host: null, attempt: 'install' });
  expect(launchChoice({ ...DESKTOP, build: null })).toEqual({ host: null, attempt: 'build' });
});

test('the page is built when it is not there or older than a source', () => {
  expect([isStale(null, []), isStale(10, [9, 10]), isStale(10, [11]), isStale(10, [])]).toEqual([true, false, true, false]);
});

test('the sample goes only where nobody named a folder of cases', () => {
  expect(namedCases(['--no-open'], {})).toBeNull();
  expect(namedCases(['--cases', 'a'], { PALIMPSEST_CASES: 'b' })).toBe('a');
  expect(namedCases(['--cases=a', '--cases=c'], {})).toBe('c');
  expect(namedCases([], { PALIMPSEST_CASES: 'b' })).toBe('b');
});
