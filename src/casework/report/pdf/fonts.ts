import { createRequire } from 'node:module';
import type { Document, EmbeddedFont } from './internals.ts';
import { kitOf } from './internals.ts';
import { codeName, isHidden } from './visible.ts';

export type Face = 'regular' | 'bold' | 'mono';

/** A piece of one line that one font file can show. */
export interface Run {
  readonly text: string;
  readonly font: string;
}

const require = createRequire(import.meta.url);
const SANS = ['latin', 'latin-ext', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext', 'vietnamese', 'devanagari'];
const MONO = ['latin', 'latin-ext', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext', 'vietnamese'];

/** Signs of prose that no font here has, as a typewriter would write them. In paths and digests nothing is replaced. */
const SPELLED: Readonly<Record<string, string>> = { '≥': '>=', '≤': '<=', '→': '->', '←': '<-', '≈': '~', '≠': '!=', '✓': '[x]', '\u2011': '-', '\u2009': ' ', '\u202f': '\u00a0' };
const MEASURED_AT_MOST = 40_000;

export interface Typesetter {
  /** Text as it can be shown in `face`: what no font has becomes [U+XXXX], so that nothing is lost or hidden. */
  showable(text: string, face: Face): string;
  runs(text: string, face: Face): readonly Run[];
  /** Width in points of a text that is showable. */
  width(text: string, face: Face, size: number): number;
  /** Path of the font file of a run. */
  path(font: string): string;
  runWidth(run: Run, size: number): number;
  /** Forgets what was measured, so that memory does not grow with the report. */
  forget(): void;
}

function files(face: Face): readonly string[] {
  const weight = face === 'bold' ? 700 : 400;
  const sans = SANS.map((subset) => `@fontsource/noto-sans/files/noto-sans-${subset}-${weight}-normal.woff`);
  if (face !== 'mono') return sans;
  return [...MONO.map((subset) => `@fontsource/noto-sans-mono/files/noto-sans-mono-${subset}-400-normal.woff`), ...sans];
}

/** Noto Sans and Noto Sans Mono (SIL Open Font License), each as the subset files that the text needs and no others. */
export function createTypesetter(document: Document): Typesetter {
  const kit = kitOf(document);
  const opened = new Map<string, EmbeddedFont>();
  const found = new Map<string, string | null>();
  let measured = new Map<string, number>();

  function open(file: string): EmbeddedFont {
    const known = opened.get(file);
    if (known !== undefined) return known;
    kit.font(require.resolve(file));
    const font = kit._font;
    // .notdef is never shown; U+0000 in ToUnicode is forbidden by PDF/A-3 all the same.
    font.unicode[0] = [0xfffd];
    opened.set(file, font);
    return font;
  }

  /** The first font file of the face that has the character, or null. */
  function fontOf(character: string, face: Face): string | null {
    const key = `${face}${character}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const points = Array.from(character, (one) => one.codePointAt(0) ?? 0);
    const file = files(face).find((one) => points.every((point) => open(one).font.hasGlyphForCodePoint(point))) ?? null;
    found.set(key, file);
    return file;
  }

  function shown(character: string, face: Face): string {
    // Controls and marks of direction have no look of their own and can make a name read as another.
    if (isHidden(character)) return character === '\u00ad' && face !== 'mono' ? '' : codeName(character);
    if (fontOf(character, face) !== null) return character;
    const spelled = face === 'mono' ? undefined : SPELLED[character];
    return spelled ?? codeName(character);
  }

  function runs(text: string, face: Face): readonly Run[] {
    const result: { text: string; font: string }[] = [];
    for (const character of text) {
      const last = result.at(-1);
      // A mark stays with its letter where the letter's font has it, and a space never begins a run of its own.
      const stays = last !== undefined && /[\p{M} \u00a0]/u.test(character) && open(last.font).font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
      const font = stays ? last.font : fontOf(character, face);
      if (font === null) continue;
      if (last !== undefined && last.font === font) last.text += character;
      else result.push({ text: character, font });
    }
    return result;
  }

  return {
    showable: (text, face) => (/^[\x20-\x7e]*$/.test(text) ? text : Array.from(text, (character) => (character === '\n' ? '\n' : shown(character, face))).join('')),
    runs,
    width: (text, face, size) => {
      const key = `${face}${text}`;
      let units = measured.get(key);
      if (units === undefined) {
        units = runs(text, face).reduce((sum, run) => sum + open(run.font).widthOfString(run.text, 1), 0);
        if (measured.size > MEASURED_AT_MOST) measured = new Map();
        measured.set(key, units);
      }
      return units * size;
    },
    path: (font) => require.resolve(font),
    runWidth: (run, size) => open(run.font).widthOfString(run.text, size),
    forget: () => {
      for (const font of opened.values()) font.layoutCache = Object.create(null) as Record<string, unknown>;
    },
  };
}
