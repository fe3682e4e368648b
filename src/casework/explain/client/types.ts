import type { z } from 'zod';
import type { Exchange, ServerStatus } from '../../../contract/index.ts';

export type Capabilities = NonNullable<ServerStatus['capabilities']>;

export interface ClientConfig {
  /** Base address of the API, for instance http://127.0.0.1:8080/v1 */
  readonly address: string;
  /** Sent as a bearer token; empty for none. Never recorded. */
  readonly key: string;
  /** Longest silence of the server; a whole reply may take four times as long while it keeps coming. */
  readonly timeoutMilliseconds: number;
  /** Without it nothing is sent to an address that is not this machine. */
  readonly allowRemote: boolean;
  /** In place of the client's own transport, which connects to the configured address alone. */
  readonly fetch?: typeof fetch;
  /** Wait before the first retry of a busy server; doubles. 500 by default. */
  readonly backoffMilliseconds?: number;
}

export interface QuestionPicture {
  readonly sha256: string;
  readonly jpeg: Uint8Array;
}

export interface QuestionTurn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly pictures: readonly QuestionPicture[];
}

export interface Question<T> {
  readonly model: string;
  readonly system: string;
  readonly messages: readonly QuestionTurn[];
  readonly schema: z.ZodType<T>;
  readonly schemaName: string;
  readonly maximumTokens: number;
  readonly seed: number;
  /** As found by `probe`; null: not known, then everything is tried. */
  readonly capabilities: Capabilities | null;
}

/** One request as it was made: the contract's exchange before it has a place in an explanation. `requestSha256` and `replySha256` are of the two texts as kept here. */
export type RawExchange = Omit<Exchange, 'number' | 'step' | 'pictures'> & {
  /** In the order of the request. */
  readonly pictureSha256s: string[];
  /** The second turn, which names the mistakes of the first answer. */
  readonly repair: boolean;
};

export interface Call {
  readonly signal?: AbortSignal;
  /** Characters of the present reply so far. */
  readonly onReceived?: (characters: number) => void;
  readonly onExchange: (exchange: RawExchange) => void;
}

export interface Answer<T> {
  readonly value: T;
  /** What went otherwise than asked, each once. */
  readonly notes: readonly string[];
}

export type Probed = Capabilities & { readonly software: string | null; readonly model: string; readonly models: readonly string[] };

export interface ChatClient {
  /** Ids the server lists, in its order. Throws SERVER_*. */
  models(signal?: AbortSignal): Promise<readonly string[]>;
  /** Asks the server two small questions (one with a test picture) to learn what it can do; null: the first model it lists. Throws SERVER_*, CANCELLED. */
  probe(model: string | null, signal?: AbortSignal): Promise<Probed>;
  /** Throws SERVER_UNREACHABLE, SERVER_REFUSED, SERVER_UNFIT, SERVER_ANSWER_INVALID, SERVER_TIMEOUT, SERVER_REMOTE, CANCELLED. */
  ask<T>(question: Question<T>, call: Call): Promise<Answer<T>>;
}
