import { expect, test } from 'vitest';
import { keyParts, keysOfEvent, keyWords, matchesKeys, normaliseKeys, type KeyInput } from './keys.ts';

function press(key: string, code: string, held: Partial<Record<'ctrl' | 'meta' | 'alt' | 'shift', boolean>> = {}): KeyInput {
  return { key, code, ctrlKey: held.ctrl === true, metaKey: held.meta === true, altKey: held.alt === true, shiftKey: held.shift === true };
}

test('one spelling for every way to write a key text', () => {
  expect(normaliseKeys('ctrl+k')).toBe('Ctrl+K');
  expect(normaliseKeys('Shift+Alt+Cmd+x')).toBe('Ctrl+Alt+Shift+X');
  expect(normaliseKeys('Shift+?')).toBe('?');
  expect(normaliseKeys('Shift+ArrowLeft')).toBe('Shift+ArrowLeft');
  expect(normaliseKeys('+')).toBe('+');
  expect(normaliseKeys('Ctrl++')).toBe('Ctrl++');
  expect(normaliseKeys(' ')).toBe('Space');
});

test('what names no key is refused', () => {
  expect(normaliseKeys('')).toBeNull();
  expect(normaliseKeys('Ctrl+')).toBeNull();
  expect(normaliseKeys('Hyper+K')).toBeNull();
  expect(normaliseKeys('Ctrl+Shift')).toBeNull();
});

test('a sign needs no Shift in its text, a letter and a named key do', () => {
  expect(keysOfEvent(press('?', 'Slash', { shift: true }))).toEqual(['?']);
  expect(keysOfEvent(press('K', 'KeyK', { shift: true }))).toEqual(['Shift+K']);
  expect(keysOfEvent(press('Tab', 'Tab', { shift: true }))).toEqual(['Shift+Tab']);
});

test('a modifier alone and a composed sign mean nothing', () => {
  expect(keysOfEvent(press('Control', 'ControlLeft', { ctrl: true }))).toEqual([]);
  expect(keysOfEvent(press('Dead', 'BracketLeft'))).toEqual([]);
});

test('digits are found by their place where the layout types another sign', () => {
  expect(keysOfEvent(press('&', 'Digit1'))).toEqual(['&', '1']);
  expect(keysOfEvent(press('!', 'Digit1', { shift: true }))).toEqual(['!', 'Shift+1']);
  expect(keysOfEvent(press('3', 'Numpad3'))).toEqual(['3']);
});

test('letters under Alt and under Ctrl are found by their place on other alphabets', () => {
  expect(keysOfEvent(press('˚', 'KeyK', { alt: true }))).toContain('Alt+K');
  expect(keysOfEvent(press('л', 'KeyK', { ctrl: true }))).toContain('Ctrl+K');
  expect(keysOfEvent(press('л', 'KeyK'))).toEqual(['Л']);
});

test('Command counts as Ctrl', () => {
  expect(matchesKeys(press('k', 'KeyK', { meta: true }), 'Ctrl+K')).toBe(true);
  expect(matchesKeys(press('k', 'KeyK'), 'Ctrl+K')).toBe(false);
  expect(matchesKeys(press(' ', 'Space'), 'Space')).toBe(true);
  expect(matchesKeys(press(' ', 'Space'), null)).toBe(false);
});

test('keys are shown as they stand on the keyboard', () => {
  expect(keyParts('Ctrl+Shift+ArrowLeft')).toEqual(['Ctrl', 'Shift', '←']);
  expect(keyWords('Escape')).toBe('Esc');
  expect(keyParts('Ctrl++')).toEqual(['Ctrl', '+']);
});
