import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { settingsSchema } from '../../contract/index.ts';
import { createRecentCases } from './recentCases.ts';
import { createSettingsStore } from './settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('defaults without a file; what is written is there for the next start', () => {
  const settings = createSettingsStore(join(folder, 'new'));
  expect(settings.read()).toEqual(settingsSchema.parse({}));
  settings.write({ ...settings.read(), theme: 'dark', shortcuts: { 'view.fit': 'F' } });
  expect(createSettingsStore(join(folder, 'new')).read()).toMatchObject({ theme: 'dark', shortcuts: { 'view.fit': 'F' } });
  expect(readdirSync(join(folder, 'new'))).toEqual(['settings.json']);
});

test('a damaged file is set aside, told, and defaults are used', () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  writeFileSync(join(folder, 'settings.json'), '{"theme": "pink"');
  expect(createSettingsStore(folder).read()).toEqual(settingsSchema.parse({}));
  expect(told).toHaveBeenCalledOnce();
  told.mockRestore();
  const [aside] = readdirSync(folder);
  expect(aside).toMatch(/^settings\.json\.damaged-/);
  expect(readFileSync(join(folder, aside ?? ''), 'utf8')).toBe('{"theme": "pink"');
});

test('recent cases are told apart by the folder they lie in', () => {
  createRecentCases(folder, join(folder, 'a')).opened('one');
  expect(createRecentCases(folder, join(folder, 'a')).openedAt('one')).toMatch(/^\d{4}-/);
  expect(createRecentCases(folder, join(folder, 'b')).openedAt('one')).toBeNull();
});
