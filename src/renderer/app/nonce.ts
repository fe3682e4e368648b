/** The nonce that the host wrote into the page for style elements; empty where it wrote none. */
export function styleNonce(): string {
  const value = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  return value === '__NONCE__' ? '' : value;
}
