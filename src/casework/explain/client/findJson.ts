/** What a model thought aloud before it answered is not its answer. */
export function withoutThinking(text: string): string {
  const closed = text.replace(/<(think|thinking|thought|reasoning)>[\s\S]*?<\/\1>/gi, '');
  // The opening mark may have stood in the chat template; what is never closed has no answer after it.
  return closed.replace(/^[\s\S]*<\/(?:think|thinking|thought|reasoning)>/i, '').replace(/<(think|thinking|thought|reasoning)>[\s\S]*$/i, '').trim();
}

/** End of the object that begins at `start`, after its last brace; -1 where it is not closed. Braces within strings do not count. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{') depth += 1;
    else if (sign === '}' && (depth -= 1) === 0) return at + 1;
  }
  return -1;
}

/** The two slips that leave no doubt about what was meant: a comma before a closing bracket, and line breaks inside a string. */
function mended(text: string): string {
  return text.replace(/"(?:[^"\\]|\\[\s\S])*"|,(?=\s*[}\]])/g, (part) => (part.startsWith('"') ? part.replaceAll('\n', String.raw`\n`).replaceAll('\r', '').replaceAll('\t', String.raw`\t`) : ''));
}

function parsed(text: string): { value: unknown } | null {
  for (const attempt of [text, mended(text)]) {
    try {
      return { value: JSON.parse(attempt) as unknown };
    } catch {
      // The next way of reading it.
    }
  }
  return null;
}

export interface FoundJson {
  readonly value: unknown;
  /** Whether the text was this object alone, as a server that enforces a schema answers. */
  readonly alone: boolean;
  readonly fenced: boolean;
}

/** Every balanced JSON object at the top level of a text, in order, at most eight; fences and prose around them do not matter. */
export function findJson(text: string): FoundJson[] {
  const found: FoundJson[] = [];
  const trimmed = text.trim().slice(0, 300_000);
  // Bounded: a hostile text of opening braces alone would be read again from each of them.
  let starts = 0;
  for (let at = trimmed.indexOf('{'); at !== -1 && found.length < 8 && starts < 40; starts += 1) {
    const end = endOfObject(trimmed, at);
    const one = end === -1 ? null : parsed(trimmed.slice(at, end));
    if (one !== null) found.push({ ...one, alone: at === 0 && end === trimmed.length, fenced: /```\w*\s*$/.test(trimmed.slice(0, at)) });
    at = trimmed.indexOf('{', one === null ? at + 1 : end);
  }
  return found;
}
