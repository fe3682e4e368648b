/** Text that Markdown shows as it is, also inside a table. */
export function plain(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(/[\\`*_[\]|#~]/g, '\\$&');
}

/** Cells are Markdown already; the first column to the left, the others to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map((_, at) => (at === 0 ? '---' : '---:')).join('|')}|`, ...rows.map(line)].join('\n');
}

/** A path as link target: only what a Markdown reader cannot misread is left as it is. */
export function linkTarget(path: string): string {
  return path.split('/').map((part) => encodeURIComponent(part).replaceAll('(', '%28').replaceAll(')', '%29')).join('/');
}
