/** Key texts such as `Ctrl+K`, `Shift+ArrowRight`, `0`, `?`, `Space`: modifiers in the order Ctrl, Alt, Shift, then one key. Ctrl also means Command on a Mac. */

export interface KeyInput {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const MODIFIER_KEYS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified']);
const ONE_SIGN = /^.$/u;
const LETTER = /^\p{L}$/u;

function keyName(key: string): string {
  if (key === ' ' || key === 'Spacebar') return 'Space';
  if (key === 'Esc') return 'Escape';
  if (key === 'Del') return 'Delete';
  return ONE_SIGN.test(key) ? key.toUpperCase() : key;
}

function join(control: boolean, alt: boolean, shift: boolean, key: string): string {
  return [control ? 'Ctrl' : null, alt ? 'Alt' : null, shift ? 'Shift' : null, key].filter((part) => part !== null).join('+');
}

/** A sign such as `?` already says that Shift was held; letters, digits and named keys do not. */
function carriesShift(key: string): boolean {
  return ONE_SIGN.test(key) && !LETTER.test(key) && !/^[0-9]$/.test(key);
}

/** One spelling of a key text: `shift+?` and `?` are the same, letters are upper case. Null for a text that names no key. */
export function normaliseKeys(text: string): string | null {
  const parts = text === '+' ? ['+'] : text.endsWith('++') ? [...text.slice(0, -2).split('+'), '+'] : text.split('+');
  const last = parts.pop();
  if (last === undefined || last === '') return null;
  let control = false;
  let alt = false;
  let shift = false;
  for (const part of parts) {
    const name = part.trim().toLowerCase();
    if (['ctrl', 'control', 'cmd', 'command', 'meta', 'mod'].includes(name)) control = true;
    else if (name === 'alt' || name === 'option') alt = true;
    else if (name === 'shift') shift = true;
    else return null;
  }
  const key = keyName(last);
  return MODIFIER_KEYS.has(key) ? null : join(control, alt, shift && !carriesShift(key), key);
}

/**
 * Key texts a pressed key can mean, the likeliest first: the sign typed, and the key's place where a layout or a modifier changes the sign
 * (`Shift+1` types `!`, on a French keyboard `1` types `&`). Empty for a modifier alone and while a word is composed.
 */
export function keysOfEvent(event: KeyInput): readonly string[] {
  if (MODIFIER_KEYS.has(event.key)) return [];
  const control = event.ctrlKey || event.metaKey;
  const key = keyName(event.key);
  const texts = [join(control, event.altKey, event.shiftKey && !carriesShift(key), key)];
  const place = /^(?:Digit|Numpad|Key)([0-9A-Z])$/.exec(event.code)?.[1];
  if (place !== undefined && place !== key && (/^[0-9]$/.test(place) || event.altKey || control)) texts.push(join(control, event.altKey, event.shiftKey, place));
  return texts;
}

export function matchesKeys(event: KeyInput, keys: string | null): boolean {
  if (keys === null) return false;
  const wanted = normaliseKeys(keys);
  return wanted !== null && keysOfEvent(event).includes(wanted);
}

const SHOWN: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', Delete: 'Del', PageUp: 'Page up', PageDown: 'Page down' };

/** The parts of a key text as they stand on keys, for showing. */
export function keyParts(keys: string): readonly string[] {
  const normal = normaliseKeys(keys);
  if (normal === null) return [];
  const parts = normal === '+' ? ['+'] : normal.endsWith('++') ? [...normal.slice(0, -2).split('+'), '+'] : normal.split('+');
  return parts.map((part) => SHOWN[part] ?? part);
}

/** A key text for people, such as `Ctrl+→`. */
export function keyWords(keys: string): string {
  return keyParts(keys).join('+');
}
