/** Attributes in the order given; numbers with two digits at most, so that equal results give equal files. */
export type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, content: readonly string[] | string = []): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : escapeText(value)}"`).join('');
  const inside = typeof content === 'string' ? escapeText(content) : content.join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

export function escapeText(text: string): string {
  // Control characters are not allowed in XML at all.
  // eslint-disable-next-line no-control-regex
  const allowed = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?');
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
