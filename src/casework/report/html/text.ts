import { withNamedControls } from '../pdf/visible.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Plain text as HTML. Nothing in it is read as markup, and characters without a look of their own are named. */
export function html(text: string): string {
  return withNamedControls(text).replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** An id that is safe in an attribute and in a link, one for each of the document's. */
export function anchor(id: string): string {
  return `s-${id.replaceAll(/[^A-Za-z0-9_.-]/gu, (sign) => `~${(sign.codePointAt(0) ?? 0).toString(16)}~`)}`;
}
