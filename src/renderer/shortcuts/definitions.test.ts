import { beforeEach, expect, test } from 'vitest';
import { actionOfEvent, boundKeys, conflicts, keysOf, registerActions, scopesMeet, setShortcutOverrides, type ActionDefinition } from './definitions.ts';
import { withoutShortcut, withShortcut } from './overrides.ts';

function action(id: string, scope: ActionDefinition['scope'], keys: string | null): ActionDefinition {
  return { id, title: id, group: 'General', scope, keys };
}

const open = action('t.open', 'evidence', 'Enter');
const fit = action('t.fit', 'review', 'F');
const brush = action('t.brush', 'canvas', 'B');
const palette = action('t.palette', 'global', 'Ctrl+K');
const none = action('t.none', 'global', null);
const all = [open, fit, brush, palette, none];

beforeEach(() => {
  registerActions(all);
  setShortcutOverrides({});
});

test('an id stands for one action only', () => {
  expect(() => registerActions([action('t.open', 'review', 'X')])).toThrow('t.open');
  expect(() => registerActions([open])).not.toThrow();
});

test('scopes that are never live together do not clash', () => {
  expect(scopesMeet('evidence', 'review')).toBe(false);
  expect(scopesMeet('evidence', 'canvas')).toBe(false);
  expect(scopesMeet('review', 'canvas')).toBe(true);
  expect(scopesMeet('global', 'evidence')).toBe(true);
});

test('the defaults of the test clash nowhere, and a taken key is told with both actions', () => {
  expect(conflicts({ shortcuts: {} }, all)).toEqual([]);
  const found = conflicts({ shortcuts: { 't.brush': 'shift+f', 't.fit': 'Shift+F' } }, all);
  expect(found).toEqual([{ keys: 'Shift+F', actions: [fit, brush] }]);
  expect(conflicts({ shortcuts: { 't.open': 'F' } }, all)).toEqual([]);
  expect(conflicts({ shortcuts: { 't.open': 'Ctrl+K' } }, all)).toEqual([{ keys: 'Ctrl+K', actions: [open, palette] }]);
});

test('of three on one key only those that can meet are told', () => {
  const found = conflicts({ shortcuts: { 't.open': 'F', 't.brush': 'F' } }, all);
  expect(found).toEqual([{ keys: 'F', actions: [fit, brush] }]);
});

test('actions without keys never clash', () => {
  expect(conflicts({ shortcuts: { 't.fit': null, 't.brush': null } }, all)).toEqual([]);
});

test('the user’s keys take the place of the default, null takes it away', () => {
  setShortcutOverrides({ 't.fit': 'ctrl+0', 't.open': null });
  expect(keysOf('t.fit')).toBe('Ctrl+0');
  expect(keysOf('t.open')).toBeNull();
  expect(keysOf('t.unknown')).toBeNull();
  expect(boundKeys(palette, {})).toBe('Ctrl+K');
});

test('a pressed key finds the action offered in its scope', () => {
  const pressed = { key: 'f', code: 'KeyF', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  expect(actionOfEvent(pressed, 'review', ['t.fit', 't.open'])).toBe('t.fit');
  expect(actionOfEvent(pressed, 'evidence', ['t.fit', 't.open'])).toBeNull();
  expect(actionOfEvent(pressed, 'review', ['t.open'])).toBeNull();
});

test('what equals the default is not kept', () => {
  const changed = withShortcut({}, fit, 'Ctrl+0');
  expect(changed).toEqual({ 't.fit': 'Ctrl+0' });
  expect(withShortcut(changed, fit, 'F')).toEqual({});
  expect(withShortcut({}, fit, null)).toEqual({ 't.fit': null });
  expect(withoutShortcut({ 't.fit': 'X', 't.open': null }, 't.fit')).toEqual({ 't.open': null });
});
