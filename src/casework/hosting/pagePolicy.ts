/** The text that stands for the nonce in the built index.html. */
const NONCE_MARK = '__NONCE__';

export interface PagePolicy {
  /** Fresh random text of each answer: base64url, so that it can stand in a header and in an attribute as it is. */
  readonly nonce: string;
  /** Sources the page may connect to beside its own origin, such as `ws://127.0.0.1:4321`; `'self'` does not cover WebSockets in every browser. */
  readonly connect?: readonly string[];
}

/** The page's Content-Security-Policy: its own files and nothing else; no inline script, inline style only with the nonce of this answer. */
export function contentSecurityPolicy({ nonce, connect = [] }: PagePolicy): string {
  if (!/^[A-Za-z0-9_-]{16,}$/.test(nonce)) throw new RangeError('The nonce must be at least 16 characters of base64url.');
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Policy of everything that is looked at and never run: artifacts, tiles, plain answers. Contact sheets bring one inline style and data pictures. */
export const FILE_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/** Policy of a PDF: as for other files, but browsers do not open their PDF reader in a sandbox, and it brings styles and a plugin of its own. */
export const PDF_POLICY = "script-src 'none'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Powers the page never uses, refused to it and to whatever might get into it. Clipboard and full screen stay. */
const REFUSED_FEATURES = ['accelerometer', 'browsing-topics', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid', 'magnetometer', 'microphone', 'midi', 'payment', 'serial', 'usb', 'xr-spatial-tracking'];

/** Headers of every answer a host gives, whatever it is. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'X-Frame-Options': 'DENY',
  'Permissions-Policy': REFUSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
};

/** The page with the nonce of this answer in place of its mark; scripts of the page hand it to the styles they add. */
export function withNonce(html: string, nonce: string): string {
  return html.replaceAll(NONCE_MARK, nonce);
}
