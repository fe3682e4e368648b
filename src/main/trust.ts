import { APP_ORIGIN } from '../contract/index.ts';

/** What of a frame decides whether it may ask this process for something. */
export interface Sender {
  readonly origin: string;
  /** Null for the page itself, which lies in no other. */
  readonly parent: unknown;
}

/** Only the page itself may ask: exactly our origin, in the top frame. A frame that is gone already is nobody. */
export function isPage(sender: Sender | null): boolean {
  return sender !== null && sender.origin === APP_ORIGIN && sender.parent === null;
}

/** True for an address of our own page. Equality of the whole origin with the slash behind it, so that no longer name of a host passes. */
export function isOwnAddress(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}

/** Addresses that may be loaded at all; everything on a network is refused. `devTools`: the inspector of a build that is not packaged. */
export function mayLoad(url: string, devTools: boolean): boolean {
  if (isOwnAddress(url) || url.startsWith(`blob:${APP_ORIGIN}/`) || url.startsWith('data:')) return true;
  return devTools && (url.startsWith('devtools://devtools/') || url.startsWith('chrome-extension://'));
}

/** Files that the page made or the case holds may be saved; the person chooses where. */
export function maySave(url: string): boolean {
  return url.startsWith(`${APP_ORIGIN}/files/`) || url.startsWith(`blob:${APP_ORIGIN}/`);
}

/** Of all that a page can ask for, copying text is allowed, and only to our own page. `origin` may come with a slash behind it. */
export function mayUse(permission: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && (origin === APP_ORIGIN || origin === `${APP_ORIGIN}/`);
}
