import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test's server was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Parsed text; empty where there was none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Resolves when the connection of this request is gone. */
  readonly closed: Promise<void>;
}

/** Answers one request; nothing else does. */
export type Reply = (response: ServerResponse, asked: Asked) => void | Promise<void>;

export interface ScriptedServer {
  /** With /v1. */
  readonly address: string;
  readonly port: number;
  /** All requests, in order. */
  readonly asked: Asked[];
  /** Chat completion requests alone. */
  readonly chats: () => Asked[];
  readonly close: () => Promise<void>;
}

export interface Script {
  /** Ids that GET /v1/models lists; a reply of its own instead. */
  readonly models?: readonly string[] | Reply;
  /** One after the other to chat completions; the last stays. */
  readonly chat?: readonly Reply[];
  /** Other paths, as '/api/version'. */
  readonly paths?: Readonly<Record<string, Reply>>;
}

export function sendJson(response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
  const text = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers });
  response.end(text);
}

function listModels(ids: readonly string[]): Reply {
  return (response) => sendJson(response, 200, { object: 'list', data: ids.map((id) => ({ id, object: 'model', owned_by: 'test' })) });
}

/** An HTTP server on a free port of this machine that answers by script. It knows no rules of the API: what it is told to send, it sends. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  let turn = 0;
  const models = script.models ?? ['tiny'];
  const replyTo = (path: string): Reply => {
    if (path === '/v1/models') return typeof models === 'function' ? models : listModels(models);
    if (path !== '/v1/chat/completions') return script.paths?.[path] ?? ((response) => sendJson(response, 404, { error: { message: 'File Not Found' } }));
    const replies = script.chat ?? [];
    const reply = replies[Math.min(turn, replies.length - 1)];
    turn += 1;
    return reply ?? ((response) => sendJson(response, 500, { error: { message: 'nothing is scripted' } }));
  };
  const server = createServer((request, response) => {
    const closed = new Promise<void>((resolve) => {
      request.socket.once('close', () => resolve());
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const one: Asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, text, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>), closed };
      asked.push(one);
      void replyTo(one.path)(response, one);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/v1`,
    port,
    asked,
    chats: () => asked.filter(({ path }) => path === '/v1/chat/completions'),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
