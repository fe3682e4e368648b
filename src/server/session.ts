import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Random bytes of a token. */
const TOKEN_BYTES = 32;

export function randomToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Compares in a time that depends on neither text: digests of equal length, then every byte. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The secrets of one launch. */
export interface Session {
  /** Stands in the printed address; good as long as the server runs, so that the page can be opened again. */
  readonly token: string;
  /** A token for one use: the address handed to a browser can be seen in the list of processes. */
  readonly issueOnce: () => string;
  /** True when `token` opens the page; uses up one that is for one use. */
  readonly redeem: (token: string) => boolean;
  /** The `Set-Cookie` line of who has redeemed a token. */
  readonly setCookie: string;
  /** True when a request's `Cookie` line carries the cookie. */
  readonly isKnown: (cookieLine: string | undefined) => boolean;
}

/** Cookies are shared by all ports of a host name: the port in the name keeps two servers from taking each other's place. */
export function createSession(port: number): Session {
  const token = randomToken();
  const secret = randomToken();
  const name = `palimpsest-${port}`;
  const once = new Set<string>();
  return {
    token,
    issueOnce() {
      const issued = randomToken();
      once.add(issued);
      return issued;
    },
    redeem(given) {
      if (sameSecret(given, token)) return true;
      const found = [...once].filter((issued) => sameSecret(given, issued));
      for (const issued of found) once.delete(issued);
      return found.length > 0;
    },
    setCookie: `${name}=${secret}; HttpOnly; SameSite=Strict; Path=/`,
    isKnown: (line) => cookieValues(line, name).some((value) => sameSecret(value, secret)),
  };
}

/** Every value under which a cookie line names `name`; a page of another port can add more of the same name, so the right one may be any of them. */
export function cookieValues(line: string | undefined, name: string): readonly string[] {
  if (line === undefined) return [];
  return line
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

/** The token of `/?token=...`, or null when the address is no such exchange. An empty text is a token too, and a wrong one. */
export function tokenOf(target: string): string | null {
  if (!target.startsWith('/?')) return null;
  const parameters = new URLSearchParams(target.slice(2));
  const tokens = parameters.getAll('token');
  if (tokens.length === 0) return null;
  return tokens.length === 1 ? tokens[0]! : '';
}
