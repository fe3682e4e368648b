import { onError, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain } from 'electron';
import type { Workbench } from '../casework/index.ts';

export interface Lines {
  /** Serves calls on this port. The line before it is ended: it belonged to the page before a reload. */
  readonly open: (port: MessagePortMain) => void;
  readonly close: () => void;
}

type Listener = (event?: { readonly data: unknown }) => void;

/** The line on which the page calls the workbench. What runs for it is aborted when it ends, whichever side ends it. */
export function createLines(router: Workbench['router'], onProblem: (error: unknown) => void): Lines {
  const handler = new RPCHandler(router, {
    interceptors: [
      onError((error) => {
        if (!isExpected(error)) onProblem(error);
      }),
    ],
  });
  let end: () => void = () => undefined;
  return {
    open(port) {
      end();
      end = serve(handler, port);
    },
    close: () => end(),
  };
}

/** Serves one port and returns what ends it. A port closed on this side says nothing of it to this side, so the handler is told here. */
function serve(handler: RPCHandler<Record<never, never>>, port: MessagePortMain): () => void {
  const closing: Listener[] = [];
  let isOpen = true;
  const ended = (): void => {
    if (!isOpen) return;
    isOpen = false;
    for (const listener of closing) listener();
  };
  handler.upgrade(
    {
      on(event: string, listener: Listener): void {
        if (event === 'message') port.on('message', listener);
        else if (event === 'close') closing.push(listener);
      },
      postMessage(data: unknown): void {
        // An answer that was on its way when the page left; nobody waits for it.
        if (isOpen) port.postMessage(data);
      },
    },
    { context: {} },
  );
  port.on('close', ended);
  port.start();
  return () => {
    ended();
    port.close();
  };
}

/** Errors of the contract, wrong input and aborts are answers; anything else is a bug somebody has to see. */
function isExpected(error: unknown): boolean {
  if (error instanceof ORPCError) return error.status < 500 || error.defined;
  return error instanceof Error && error.name === 'AbortError';
}
