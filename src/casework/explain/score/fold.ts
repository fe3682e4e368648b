/** Case, width and white space folded: how titles are compared. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}

/**
 * Words of a description as the TextShield recipe takes them (model.md 3.2): strings in double quotes (straight or typographic) and all punctuation deleted;
 * lower case.
 */
export function proseWords(text: string): readonly string[] {
  const unquoted = text.normalize('NFKC').replaceAll(/"[^"]*"|\u201c[^\u201d]*\u201d|\u00ab[^\u00bb]*\u00bb/gu, ' ');
  return unquoted.toLowerCase().replaceAll(/[^\p{L}\p{N}\s]/gu, '').split(/\s+/u).filter((word) => word !== '');
}
