import type { IncomingMessage } from 'node:http';
import { LIMITS } from './limits.ts';

/** What of a request decides whether it is let in; headers as they came, one entry an occurrence. */
export interface RequestFacts {
  readonly method: string;
  readonly target: string;
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  readonly fetchSites: readonly string[];
  readonly contentLength: string | undefined;
  readonly transferEncoding: string | undefined;
}

export interface Refusal {
  readonly status: number;
  /** What the person in front of the browser can do, in one or two sentences. */
  readonly text: string;
}

export function requestFacts(request: IncomingMessage): RequestFacts {
  const { headersDistinct, headers } = request;
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    hosts: headersDistinct['host'] ?? [],
    origins: headersDistinct['origin'] ?? [],
    fetchSites: headersDistinct['sec-fetch-site'] ?? [],
    contentLength: headers['content-length'],
    transferEncoding: headers['transfer-encoding'],
  };
}

/** The only names under which the server answers. A page elsewhere whose name is made to point here (DNS rebinding) still sends its own. */
export function allowedHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/**
 * Why a request is refused before anybody looks who sends it, or null. `upgrade` is a WebSocket, which a browser lets any page open anywhere: it must
 * say where it comes from. Equality throughout, never "contains" or "ends with".
 */
export function refusal(facts: RequestFacts, hosts: readonly string[], upgrade: boolean): Refusal | null {
  const [host] = facts.hosts;
  if (facts.hosts.length !== 1 || host === undefined || !hosts.includes(host)) {
    return { status: 421, text: 'Palimpsest answers only under the address that it printed in its terminal. Open that address.' };
  }
  if (facts.target.length > LIMITS.targetLength) return { status: 414, text: 'This address is too long. Open the address that Palimpsest printed in its terminal.' };
  // Absent from programs that are no browser; `none` is an address somebody typed or opened.
  if (facts.fetchSites.some((site) => site !== 'same-origin' && site !== 'none')) return { status: 403, text: 'Another page led here, which is not allowed. Copy the address that Palimpsest printed in its terminal into the address bar.' };
  const foreign = facts.origins.length > 1 || facts.origins.some((origin) => origin !== `http://${host}`);
  const reads = facts.method === 'GET' || facts.method === 'HEAD';
  if (foreign || (facts.origins.length === 0 && (upgrade || !reads))) return { status: 403, text: 'This request does not come from the page of Palimpsest. Open the address that it printed in its terminal.' };
  if (upgrade ? facts.method !== 'GET' : !reads) return { status: 405, text: 'Pages and files can only be read.' };
  if (facts.transferEncoding !== undefined || (facts.contentLength !== undefined && facts.contentLength !== '0')) return { status: 413, text: 'Nothing can be sent here.' };
  return null;
}
