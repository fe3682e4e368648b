import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { onError, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Workbench } from '../casework/index.ts';
import { refuseUpgrade } from './answers.ts';
import { LIMITS } from './limits.ts';

export interface Sockets {
  /** Takes over a connection whose sender has been let in. */
  readonly accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly close: () => void;
}

const GOING_AWAY = 1001;
/** Time for a browser to answer the closing of a line, in milliseconds. */
const CLOSING_TIME = 500;

/** The lines on which pages call the workbench. What is running for a line is aborted when the line ends. */
export function createSockets(router: Workbench['router'], onProblem: (error: unknown) => void, pingTime: number): Sockets {
  const handler = new RPCHandler(router, {
    interceptors: [
      onError((error) => {
        if (!isExpected(error)) onProblem(error);
      }),
    ],
  });
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.messageBytes, perMessageDeflate: false });
  const silent = new Set<WebSocket>();
  const beat = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate();
      else {
        silent.add(socket);
        socket.ping();
      }
    }
  }, pingTime);
  beat.unref();
  return {
    accept(request, socket, head) {
      if (server.clients.size >= LIMITS.sockets) return refuseUpgrade(socket, { status: 503, text: 'Palimpsest is open in too many windows. Close one and reload.' });
      server.handleUpgrade(request, socket, head, (line) => {
        line.on('pong', () => silent.delete(line));
        line.on('close', () => silent.delete(line));
        // Too large a message or a broken frame: ws closes the line, and that is all there is to do.
        line.on('error', () => undefined);
        void handler.upgrade({ addEventListener: line.addEventListener.bind(line), send: sendSlowly(line) }, { context: {} });
      });
    },
    close() {
      clearInterval(beat);
      for (const line of server.clients) {
        line.close(GOING_AWAY, 'Palimpsest was closed');
        setTimeout(() => line.terminate(), CLOSING_TIME).unref();
      }
    },
  };
}

/** Resolves when a message has left the process: the handler waits for it, so a page that reads slowly slows its own stream and fills no memory. */
function sendSlowly(line: WebSocket): WebSocket['send'] {
  const send = (data: Parameters<WebSocket['send']>[0]): Promise<void> => new Promise((resolve) => line.send(data, () => resolve()));
  return send as WebSocket['send'];
}

/** Errors of the contract, wrong input and aborts are answers; anything else is a bug somebody has to see. */
function isExpected(error: unknown): boolean {
  if (error instanceof ORPCError) return error.status < 500 || error.defined;
  return error instanceof Error && error.name === 'AbortError';
}
