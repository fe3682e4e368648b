/**
 * The path a request asks for, below the root and without a leading slash (`''` is the root itself), or null when it must be refused. `target` is what
 * stood in the request, undecoded: `/assets/a.js?x=1`. It is decoded once; what would still mean something after a second decoding, climbs, or means
 * different things on different systems (backslash, colon, control characters, hidden names, trailing dots and spaces) is refused, not repaired.
 */
export function requestPath(target: string): string | null {
  if (!target.startsWith('/')) return null;
  const raw = target.split(/[?#]/, 1)[0]!.slice(1);
  if (/%(2f|5c)/i.test(raw)) return null;
  const decoded = decodeOnce(raw);
  if (decoded === null) return null;
  if (decoded === '') return '';
  // No % either: what is left after one decoding could be decoded again by someone further in.
  if (/[%\\:\p{Cc}]/u.test(decoded)) return null;
  const segments = decoded.split('/');
  if (segments.some((segment) => segment === '' || segment.startsWith('.') || /[. ]$/.test(segment))) return null;
  return decoded;
}

function decodeOnce(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
