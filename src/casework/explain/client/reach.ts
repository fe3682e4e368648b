import { AppError } from '../../../contract/index.ts';
import { parseAddress } from './address.ts';
import { createTransport, type Transport } from './transport.ts';
import type { ClientConfig } from './types.ts';

export interface Reach {
  /** `path` below the base address, or from the root of its origin with a slash before it. Redirects come back as they are. */
  send(method: 'GET' | 'POST', path: string, body: string | null, signal: AbortSignal): Promise<Response>;
  /** The key out of a text that will be shown or kept: servers repeat it in their complaints. */
  scrub(text: string): string;
}

function overFetch(fetcher: typeof fetch): Transport {
  return (url, { method, headers, body, signal }) => fetcher(url, { method, headers, signal, redirect: 'manual', ...(body === null ? {} : { body }) });
}

/** The pieces of a body as they come; leaving the loop closes the connection. */
export async function* bytesOf(response: Response): AsyncGenerator<Uint8Array> {
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body !== null) yield* body;
}

/** The only way out of this folder to the network. Throws SERVER_REMOTE before anything is sent where the address is not this machine and that is not allowed. */
export function createReach(config: ClientConfig): Reach {
  const { key } = config;
  return {
    async send(method, path, body, signal) {
      const address = parseAddress(config.address);
      if (!address.loopback && !config.allowRemote) {
        throw new AppError('SERVER_REMOTE', 'The language model server is not on this machine. Pictures are sent there only after you allow it in this case.', { origin: address.origin });
      }
      if (!/^[\x21-\x7e]*$/.test(key)) throw new AppError('ARGUMENT_INVALID', 'The key of the language model server holds characters that cannot be sent. Type it again in the settings.');
      const url = new URL(path, address.base);
      if (url.origin !== address.origin) throw new AppError('SERVER_REMOTE', 'A request to another address than the configured one was stopped.', { origin: url.origin });
      const headers: Record<string, string> = { accept: 'application/json, text/event-stream' };
      if (key !== '') headers['authorization'] = `Bearer ${key}`;
      if (body !== null) {
        headers['content-type'] = 'application/json';
        headers['content-length'] = String(Buffer.byteLength(body));
      }
      const transport = config.fetch === undefined ? createTransport(address) : overFetch(config.fetch);
      return transport(url, { method, headers, body, signal });
    },
    scrub(text) {
      return key.length < 4 ? text : text.replaceAll(key, '[key]');
    },
  };
}
