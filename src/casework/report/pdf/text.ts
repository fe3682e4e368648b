import type { Face, Typesetter } from './fonts.ts';
import type { TextStyle } from './style.ts';

/** One line as it will stand: the text without the space it broke at, and its width in points. */
export interface Line {
  readonly text: string;
  readonly width: number;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Where a line may end: after white space everywhere, after a hyphen or slash in prose, after any sign in paths and digests. */
function pieces(text: string, face: Face): readonly string[] {
  if (face === 'mono') return text.match(/\s+|[^\s/\\_.,:;=&?@-]+[/\\_.,:;=&?@-]*|[/\\_.,:;=&?@-]+/g) ?? [];
  return text.match(/[^\S\u00a0]+|(?:[^\s/–—-]|\u00a0)+[/–—-]*|[/–—-]+/g) ?? [];
}

/**
 * Text set in lines of at most `width` points. A piece longer than a line is broken at any character, so nothing ever leaves its column. '\n' ends a line. Empty
 * text gives one empty line.
 */
export function wrapText(type: Typesetter, text: string, style: TextStyle, width: number): readonly Line[] {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll('\t', '    ').split('\n').flatMap((paragraph) => wrapParagraph(type, type.showable(paragraph, style.face), style, width));
}

function wrapParagraph(type: Typesetter, text: string, style: TextStyle, width: number): readonly Line[] {
  const measure = (part: string): number => type.width(part, style.face, style.size);
  const lines: Line[] = [];
  let line = '';
  let length = 0;

  function finish(): void {
    const trimmed = line.trimEnd();
    lines.push({ text: trimmed, width: measure(trimmed) });
    line = '';
    length = 0;
  }

  for (const piece of pieces(text, style.face)) {
    const space = piece.trim() === '';
    if (space && line === '' && lines.length > 0) continue;
    const needed = measure(piece);
    if (space || length + measure(piece.trimEnd()) <= width) {
      line += piece;
      length += needed;
      continue;
    }
    // A long digest or path fills the line it begins on only where it cannot stand on one of its own.
    if (line.trim() !== '') finish();
    if (needed <= width) {
      line = piece;
      length = needed;
      continue;
    }
    for (const { segment } of graphemes.segment(piece)) {
      const more = measure(segment);
      if (length + more > width && line !== '') finish();
      line += segment;
      length += more;
    }
  }
  if (line !== '' || lines.length === 0) finish();
  return lines;
}

/** At most one line, cut with an ellipsis: for headers and footers only, never for evidence. */
export function oneLine(type: Typesetter, text: string, style: TextStyle, width: number): Line {
  const whole = type.showable(text.replaceAll(/\s+/g, ' '), style.face);
  if (type.width(whole, style.face, style.size) <= width) return { text: whole, width: type.width(whole, style.face, style.size) };
  let cut = whole;
  while (cut.length > 1 && type.width(`${cut}…`, style.face, style.size) > width) cut = cut.slice(0, -1);
  return { text: `${cut.trimEnd()}…`, width: type.width(`${cut.trimEnd()}…`, style.face, style.size) };
}
