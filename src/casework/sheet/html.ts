const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text made safe as content and as an attribute value; control characters become visible. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '').replaceAll(/\p{Cc}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
}

/** A path with places where a browser may break the line, so that long names do not widen the page. */
export function breakablePath(path: string): string {
  return escapeHtml(path).replaceAll(/([/_.-])/g, '$1<wbr>');
}

/** `0.50`: two decimals, as probabilities are written everywhere. */
export function probability(value: number): string {
  return value.toFixed(2);
}

/** Share 0..1 as a percentage; what is there but rounds to nothing is said to be less. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return 'under 0.1 %';
  return `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`;
}

/** Whole number with thin spaces between groups of three digits. */
export function wholeNumber(value: number): string {
  return Math.round(value).toString().replaceAll(/\B(?=(\d{3})+$)/g, '\u202f');
}
