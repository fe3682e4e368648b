import { expect, test } from 'vitest';
import { defaultDataFolder } from './dataFolder.ts';

test.each([
  ['linux', {}, '/h/ann', '/h/ann/.local/share/palimpsest'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/h/ann', '/data/palimpsest'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/h/ann', '/h/ann/.local/share/palimpsest'],
  ['darwin', { XDG_DATA_HOME: '/data' }, '/h/ann', '/h/ann/Library/Application Support/Palimpsest'],
  ['win32', { APPDATA: 'D:\\Roaming' }, 'D:\\ann', 'D:\\Roaming\\Palimpsest'],
  ['win32', { APPDATA: '' }, 'D:\\ann', 'D:\\ann\\AppData\\Roaming\\Palimpsest'],
])('on %s with %j', (platform, environment, home, folder) => {
  expect(defaultDataFolder(platform, environment, home)).toBe(folder);
});
