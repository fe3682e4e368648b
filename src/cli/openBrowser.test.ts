import { expect, test } from 'vitest';
import { openBrowser, openCommand } from './openBrowser.ts';

const URL = 'http://127.0.0.1:4321/?token=a_b-C1';

test.each([
  ['linux', { DISPLAY: ':0' }, { program: 'xdg-open', parameters: [URL] }],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, { program: 'xdg-open', parameters: [URL] }],
  ['darwin', {}, { program: 'open', parameters: [URL] }],
  ['win32', {}, { program: 'cmd', parameters: ['/d', '/c', 'start', '""', URL] }],
  ['linux', {}, { reason: 'there is no display here' }],
  ['linux', { DISPLAY: '' }, { reason: 'there is no display here' }],
  ['darwin', { CI: 'true' }, { reason: 'this runs as continuous integration (CI is set)' }],
])('on %s with %j', (platform, environment, command) => expect(openCommand(platform, environment, URL)).toEqual(command));

test.each(['http://127.0.0.1:4321/?token=a&calc', 'http://127.0.0.1:4321/?token="', 'file:///a', 'http://127.0.0.1/$(a)'])('an address a shell could take for a command is refused: %s', (url) => {
  expect(() => openCommand('win32', {}, url)).toThrow(RangeError);
});

test('a program that is not there is told, not thrown', async () => {
  expect(await openBrowser({ program: 'palimpsest-no-such-program', parameters: [] })).toBe('palimpsest-no-such-program could not be started');
  expect(await openBrowser({ program: process.execPath, parameters: ['-e', '0'] })).toBeNull();
  expect(await openBrowser({ program: process.execPath, parameters: ['-e', 'process.exit(3)'] })).toContain('found no browser');
});
