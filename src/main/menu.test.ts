import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { menuTemplate } from './menu.ts';

type Item = ReturnType<typeof menuTemplate>[number];

function items(platform: string, inspector = true): readonly Item[] {
  return menuTemplate(platform, inspector, { about: () => undefined }).flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : [menu]));
}

test('no key of the menu is one of the page', () => {
  const renderer = join(import.meta.dirname, '..', 'renderer');
  const texts = globSync('**/actions.ts', { cwd: renderer }).map((path) => readFileSync(join(renderer, path), 'utf8'));
  const keys = new Set(texts.flatMap((text) => [...text.matchAll(/'((?:(?:Ctrl|Alt|Shift)\+)*[^'\s+]+)'/g)].map((match) => match[1]!)));
  expect(keys).toContain('Ctrl+K');
  const taken = items('linux').flatMap(({ accelerator }) => (typeof accelerator === 'string' ? [accelerator.replace('CmdOrCtrl', 'Ctrl').replace('Plus', '+')] : []));
  expect(taken.length).toBeGreaterThan(2);
  expect(taken.filter((key) => keys.has(key))).toEqual([]);
});

test('keys of undo, redo and select all stay with the page, which gives them meaning on the canvas', () => {
  for (const role of ['undo', 'redo', 'selectAll']) expect(items('linux').find((item) => item.role === role)?.registerAccelerator).toBe(false);
});

test('the inspector is in no packaged build, and every system has a way to quit', () => {
  expect(items('linux', false).some((item) => item.role === 'toggleDevTools')).toBe(false);
  expect(items('linux', true).some((item) => item.role === 'toggleDevTools')).toBe(true);
  expect([items('win32').some((item) => item.role === 'quit'), items('darwin').some((item) => item.role === 'appMenu')]).toEqual([true, true]);
});

test('about calls what it was given', () => {
  const about = vi.fn();
  const help = menuTemplate('linux', false, { about }).find((menu) => menu.role === 'help');
  const submenu = help?.submenu;
  const [item] = Array.isArray(submenu) ? submenu : [];
  item?.click?.(undefined as never, undefined, undefined as never);
  expect(about).toHaveBeenCalledOnce();
});
