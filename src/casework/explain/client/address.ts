import { AppError } from '../../../contract/index.ts';

export interface Address {
  /** Ends in a slash, so that `models` resolves below it. */
  readonly base: URL;
  readonly origin: string;
  readonly loopback: boolean;
}

function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** The configured address taken apart. Names are not looked up: only `localhost` and literal loopback addresses count as this machine. Throws ARGUMENT_INVALID. */
export function parseAddress(address: string): Address {
  const text = address.trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw new AppError('ARGUMENT_INVALID', 'The address of the language model server must look like http://127.0.0.1:8080/v1', { address });
  const base = new URL(text);
  if (base.username !== '' || base.password !== '') throw new AppError('ARGUMENT_INVALID', 'Leave name and password out of the address of the language model server; use the field for the key.');
  base.search = '';
  base.hash = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return { base, origin: base.origin, loopback: isLoopbackHost(base.hostname) };
}

/** Whether an address is on this machine for certain. Anything that cannot be read is not. */
export function isLoopback(address: string): boolean {
  try {
    return parseAddress(address).loopback;
  } catch {
    return false;
  }
}
