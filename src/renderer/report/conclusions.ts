/** Conclusions are kept as one text, one a line; the form edits them one by one. There is always one to type into. */
export function linesOf(text: string): readonly string[] {
  return text.split('\n');
}

export function textOf(lines: readonly string[]): string {
  return lines.join('\n');
}

/** A line changed. What was pasted with line breaks becomes as many conclusions. */
export function withLine(lines: readonly string[], index: number, line: string): readonly string[] {
  return [...lines.slice(0, index), ...line.split(/\r?\n/), ...lines.slice(index + 1)];
}

export function insertedAfter(lines: readonly string[], index: number): readonly string[] {
  return [...lines.slice(0, index + 1), '', ...lines.slice(index + 1)];
}

export function withoutLine(lines: readonly string[], index: number): readonly string[] {
  const left = lines.filter((_, at) => at !== index);
  return left.length === 0 ? [''] : left;
}

export function moved(lines: readonly string[], index: number, by: -1 | 1): readonly string[] {
  const target = index + by;
  const line = lines[index];
  const other = lines[target];
  if (line === undefined || other === undefined) return lines;
  return lines.map((one, at) => (at === index ? other : at === target ? line : one));
}
