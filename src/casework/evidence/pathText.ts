const decoder = new TextDecoder('utf-8', { fatal: true });
const SEPARATOR = Buffer.from('/');

/**
 * A path as text fit to show and to search. File names on Unix are bytes, not text: a byte that is no UTF-8 is shown as \xHH,
 * and the bytes themselves are kept beside the text, so that no name is lost.
 */
export function displayPath(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return showBrokenBytes(bytes);
  }
}

/** Whether a text path reaches the same file as the bytes do. */
export function isTextPath(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
}

/** Appends a name to a folder, both as bytes. */
export function joinBytes(folder: Buffer, name: Buffer): Buffer {
  return folder.at(-1) === SEPARATOR[0] ? Buffer.concat([folder, name]) : Buffer.concat([folder, SEPARATOR, name]);
}

/** Text with control characters made visible, for terminals: a file name must not be able to move the cursor. */
export function forTerminal(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
}

function showBrokenBytes(bytes: Uint8Array): string {
  let shown = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    shown += length === 0 ? `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}` : decoder.decode(bytes.subarray(at, at + length));
    at += Math.max(1, length);
  }
  return shown;
}

/** Length of the valid UTF-8 sequence at `at`, 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length += 1) {
    try {
      decoder.decode(bytes.subarray(at, at + length));
      return length;
    } catch {
      // Longer sequences are tried next.
    }
  }
  return 0;
}
