import { AppError, type Consent, type ErrorRecord, type ModelServer, type ServerStatus, toErrorRecord } from '../../../contract/index.ts';
import { appendAudit } from '../../audit/chain.ts';
import { digestOf } from '../../canonicalJson.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { inTransaction, type ReadableDatabase } from '../../store/database.ts';
import { isLoopback, parseAddress } from '../client/address.ts';
import type { ChatClient, ClientConfig, Probed } from '../client/types.ts';
import { insertConsent, standingConsent } from '../store/consentRows.ts';

export type CreateClient = (config: ClientConfig) => ChatClient;

/** What a server said of itself, kept as long as the program runs: nothing of it is known without asking. */
interface Remembered {
  readonly probed: Probed | null;
  readonly problem: ErrorRecord | null;
  readonly checkedAt: string;
}

/** The configured server as this program knows it. Only `probe` and what comes after `clientFor` send anything. */
export interface Servers {
  /** Error: SERVER_REMOTE from the client's calls where the server is remote and `consented` is false. */
  readonly clientFor: (server: ModelServer, consented: boolean) => ChatClient;
  readonly status: (server: ModelServer, consented: boolean) => ServerStatus;
  readonly remembered: (server: ModelServer) => Probed | null;
  /** Asks the server what it can do and remembers the answer, also a failure. Errors: SERVER_*, CANCELLED. */
  readonly probe: (server: ModelServer, consented: boolean, signal?: AbortSignal) => Promise<Probed>;
}

export function createServers(createClient: CreateClient): Servers {
  const memory = new Map<string, Remembered>();

  // A client learns what its server does not take, so one is kept; whether it may reach another machine is part of which one.
  const clients = new Map<string, ChatClient>();

  const clientFor: Servers['clientFor'] = (server, consented) => {
    const config: ClientConfig = { address: server.address, key: server.key, timeoutMilliseconds: server.timeoutSeconds * 1000, allowRemote: consented && !isLoopback(server.address) };
    const key = digestOf(config);
    const known = clients.get(key) ?? createClient(config);
    clients.set(key, known);
    return known;
  };

  return {
    clientFor,
    remembered: (server) => memory.get(keyOf(server))?.probed ?? null,
    status(server, consented) {
      const known = memory.get(keyOf(server));
      const place = placeOf(server.address);
      const status = { enabled: server.enabled, address: server.address, origin: place.origin, remote: place.remote, software: null, models: [], model: server.model === '' ? null : server.model, capabilities: null, problem: null, checkedAt: null };
      if (!server.enabled) return { ...status, state: 'off' };
      if (place.problem !== null) return { ...status, state: 'unreachable', problem: place.problem };
      if (place.remote && !consented) return { ...status, state: 'needs_consent' };
      if (known === undefined) return { ...status, state: 'not_asked' };
      const { probed, problem, checkedAt } = known;
      if (probed === null) return { ...status, state: stateOf(problem), problem, checkedAt };
      const { software, models, model, pictures, schema, streaming } = probed;
      return { ...status, state: pictures ? 'ready' : 'unfit', software, models: [...models], model, capabilities: { pictures, schema, streaming }, problem: pictures ? null : blind(model), checkedAt };
    },
    async probe(server, consented, signal) {
      const checkedAt = new Date().toISOString();
      try {
        const probed = await clientFor(server, consented).probe(server.model === '' ? null : server.model, signal);
        memory.set(keyOf(server), { probed, problem: null, checkedAt });
        return probed;
      } catch (error) {
        const { code, message } = toErrorRecord(error);
        if (code !== 'CANCELLED') memory.set(keyOf(server), { probed: null, problem: { code, message }, checkedAt });
        throw error;
      }
    },
  };
}

/** A model that cannot see pictures, in words. */
export function blind(model: string): ErrorRecord {
  return { code: 'SERVER_UNFIT', message: `The model "${model}" did not take a picture. Start the server with a vision model (for llama-server: with its --mmproj file) and test it again.` };
}

/** Origin of an address and whether it is another machine. What cannot be read counts as remote. */
function placeOf(address: string): { readonly origin: string; readonly remote: boolean; readonly problem: ErrorRecord | null } {
  try {
    const { origin, loopback } = parseAddress(address);
    return { origin, remote: !loopback, problem: null };
  } catch (error) {
    const { code, message } = toErrorRecord(error);
    return { origin: '', remote: true, problem: { code, message } };
  }
}

/** Whether the case lets pictures go to the configured server: always to this machine, to another one by consent. */
export function isConsented(database: ReadableDatabase, address: string): boolean {
  const { origin, loopback } = parseAddress(address);
  return loopback || standingConsent(database, origin)?.given === true;
}

/** Errors: SERVER_OFF; SERVER_REMOTE without consent of the case; ARGUMENT_INVALID for an address that is none. */
export function requireServer(database: ReadableDatabase, server: ModelServer): { readonly origin: string; readonly remote: boolean } {
  if (!server.enabled) throw new AppError('SERVER_OFF', 'No language model is turned on. Turn it on in Settings, Language model; the measured explanation works without one.');
  const { origin, loopback } = parseAddress(server.address);
  if (!isConsented(database, server.address)) throw new AppError('SERVER_REMOTE', `${origin} is not this machine, and this case has no consent to send pictures there. Give it with a reason in Explain, or choose a server on this machine.`, { origin });
  return { origin, remote: !loopback };
}

/** Writes the case's word on the configured origin, with its line in the audit log. Error: ARGUMENT_INVALID for a server of this machine. */
export function writeConsent({ database, actor }: CaseSession, address: string, consent: Omit<Consent, 'origin' | 'at'>): Consent {
  const { origin, loopback } = parseAddress(address);
  if (loopback) throw new AppError('ARGUMENT_INVALID', `${origin} is this machine, so no consent is needed.`, { origin });
  const written: Consent = { ...consent, origin, at: new Date().toISOString() };
  inTransaction(database, () => {
    insertConsent(database, written);
    const { given, reason, author, at } = written;
    appendAudit(database, { actor, action: given ? 'consent.given' : 'consent.withdrawn', subject: `server ${origin}`, details: { given, reason, author, digest: digestOf(written) } }, at);
  });
  return written;
}

function stateOf(problem: ErrorRecord | null): ServerStatus['state'] {
  return problem?.code === 'SERVER_UNREACHABLE' || problem?.code === 'SERVER_TIMEOUT' ? 'unreachable' : 'unfit';
}

/** The key is part of what a server answers to; only a digest of it is held. */
function keyOf({ address, model, key }: ModelServer): string {
  return digestOf([address, model, key]);
}
