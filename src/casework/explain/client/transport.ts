import { Agent as PlainAgent, type IncomingMessage, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { Address } from './address.ts';

export interface Sent {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}
export type Transport = (url: URL, sent: Sent) => Promise<Response>;

const WITHOUT_BODY = new Set([204, 205, 304]);

function toResponse(message: IncomingMessage): Response {
  const status = message.statusCode ?? 0;
  if (status < 200 || status > 599) throw new Error(`The server answered with status ${status}.`);
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct)) for (const value of values ?? []) headers.append(name, value);
  if (!WITHOUT_BODY.has(status)) return new Response(Readable.toWeb(message) as ReadableStream<Uint8Array>, { status, headers });
  message.resume();
  return new Response(null, { status, headers });
}

/** No name is ever looked up on the way to this machine. */
function refuseLookup(_host: string, _options: unknown, done: (error: Error, address: string) => void): void {
  done(new Error('Names are not looked up for the language model server on this machine.'), '');
}

function connect(url: URL, sent: Sent, host: string, loopback: boolean): Promise<Response> {
  const secure = url.protocol === 'https:';
  // An agent of its own for each request: no proxy out of the environment, no connection kept open behind a cancelled request.
  const agent = secure ? new SecureAgent({ keepAlive: false }) : new PlainAgent({ keepAlive: false });
  return new Promise((resolve, reject) => {
    const request = (secure ? secureRequest : plainRequest)(
      { host, port: url.port === '' ? (secure ? 443 : 80) : Number(url.port), path: url.pathname, method: sent.method, headers: { ...sent.headers, host: url.host, connection: 'close' }, agent, signal: sent.signal, ...(secure ? { servername: url.hostname.replace(/^\[|\]$/g, '') } : {}), ...(loopback ? { lookup: refuseLookup } : {}) },
      (message) => {
        try {
          resolve(toResponse(message));
        } catch (error) {
          message.destroy();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      },
    );
    request.on('error', reject);
    request.end(sent.body ?? undefined);
  });
}

function isRefusedConnection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'EADDRNOTAVAIL');
}

/**
 * A fetch that can reach one address only. In place of the platform's because that one takes proxies from the environment, keeps connections
 * open and gives up on a reply that begins after five minutes. `localhost` is tried as 127.0.0.1, then as ::1, and never looked up.
 */
export function createTransport(address: Address): Transport {
  const { hostname } = address.base;
  const hosts = hostname === 'localhost' ? ['127.0.0.1', '::1'] : [hostname.replace(/^\[|\]$/g, '')];
  return async (url, sent) => {
    let failure: unknown = null;
    for (const host of hosts) {
      try {
        return await connect(url, sent, host, address.loopback);
      } catch (error) {
        if (!isRefusedConnection(error)) throw error;
        failure ??= error;
      }
    }
    throw failure;
  };
}
