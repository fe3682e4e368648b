/** Paths typed or dropped as text: one a line, quotation marks and `file:` addresses taken off, no path twice. */
export function pathsFromText(text: string): string[] {
  const found = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(unquote)
    .map(pathOfAddress)
    .filter((path) => path !== '');
  return [...new Set(found)];
}

function unquote(line: string): string {
  const match = /^(["'])(.*)\1$/.exec(line);
  return match === null ? line : match[2]!;
}

/** `file:///C:/a%20b` becomes `C:/a b`; anything that is no such address stays as it is. */
function pathOfAddress(line: string): string {
  if (!/^file:\/\//i.test(line)) return line;
  try {
    const { hostname, pathname } = new URL(line);
    const path = decodeURIComponent(pathname);
    if (hostname !== '' && hostname !== 'localhost') return `//${hostname}${path}`;
    return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
  } catch {
    return line;
  }
}

export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\\\') || /^[A-Za-z]:[\\/]/.test(path);
}

/** The list with more paths at its end, none twice. */
export function withPaths(paths: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...paths, ...more])];
}
