/** A character that has no look of its own: controls, marks of direction, joiners, ends of lines but '\n'. In a name they can make it read as another. */
export function isHidden(character: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u.test(character);
}

/** [U+202E] */
export function codeName(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** Text with every hidden character named; soft hyphens of prose go. */
export function withNamedControls(text: string): string {
  if (/^[\x20-\x7e\n]*$/.test(text)) return text;
  return Array.from(text.replaceAll(/\r\n?/g, '\n'), (character) => (character === '\n' || character === '\t' || !isHidden(character) ? character : codeName(character))).join('');
}
