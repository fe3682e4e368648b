import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import { type Reply, sendJson } from './scriptedServer.ts';

/** The faults of servers and models, each as a reply (model.md 6.1 and 6.4 name where they were seen). */

export interface Message {
  readonly content?: string | null;
  readonly reasoning_content?: string;
  readonly reasoning?: string;
  readonly thinking?: string;
  readonly refusal?: string;
}

/** One answer in one piece. */
export function whole(message: Message | string, finish = 'stop', contentType = 'application/json'): Reply {
  const said = typeof message === 'string' ? { content: message } : message;
  return (response) => sendJson(response, 200, { object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', ...said }, finish_reason: finish }], usage: { prompt_tokens: 30 } }, { 'content-type': contentType });
}

function event(response: ServerResponse, value: unknown): void {
  response.write(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
}

function delta(message: Message, finish: string | null = null): unknown {
  return { object: 'chat.completion.chunk', choices: [{ index: 0, delta: message, finish_reason: finish }] };
}

function startStream(response: ServerResponse, contentType = 'text/event-stream'): void {
  response.writeHead(200, { 'content-type': contentType });
}

/** An answer as a stream of pieces. */
export function streamed(pieces: readonly (Message | string)[], finish = 'stop', contentType = 'text/event-stream'): Reply {
  return (response) => {
    startStream(response, contentType);
    event(response, delta({ content: null }));
    for (const piece of pieces) event(response, delta(typeof piece === 'string' ? { content: piece } : piece));
    event(response, delta({}, finish));
    event(response, '[DONE]');
    response.end();
  };
}

/** An error with the message a server of some kind gives. */
export function complaint(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return (response) => sendJson(response, status, { error: { message, type: 'invalid_request_error' } }, headers);
}

/** A stream that says the same for ever, until the other side hangs up. */
export function endless(phrase: string): Reply {
  return async (response, { closed }) => {
    startStream(response);
    let gone = false;
    void closed.then(() => {
      gone = true;
    });
    while (!gone) {
      for (let times = 0; times < 4; times += 1) event(response, delta({ content: phrase }));
      await sleep(1);
    }
  };
}

/** Says nothing at all. */
export const silent: Reply = () => undefined;

/** Begins an answer, then says nothing more. */
export function stalled(begin: string): Reply {
  return (response) => {
    startStream(response);
    event(response, delta({ content: begin }));
  };
}

/** Begins an answer, then drops the connection. */
export function hangUp(begin: string): Reply {
  return async (response) => {
    startStream(response);
    event(response, delta({ content: begin }));
    await sleep(5);
    response.destroy();
  };
}

/** Ends a stream in order, but in the middle of the answer. */
export function endsEarly(begin: string): Reply {
  return (response) => {
    startStream(response);
    event(response, delta({ content: begin }));
    response.end();
  };
}

export function redirect(location: string): Reply {
  return (response) => {
    response.writeHead(307, { location });
    response.end();
  };
}

/** A reply of so many bytes. */
export function huge(bytes: number): Reply {
  return async (response, { closed }) => {
    startStream(response);
    let gone = false;
    void closed.then(() => {
      gone = true;
    });
    const piece = `: ${'x'.repeat(1 << 18)}\n`;
    for (let sent = 0; sent < bytes && !gone; sent += piece.length) {
      if (!response.write(piece)) await sleep(1);
    }
    response.end();
  };
}

/** What answers when the address is that of some other program. */
export const webPage: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<!doctype html><title>It works</title><p>Hello</p>');
};

/** Takes the request only if `takes` says so; complains otherwise. */
export function onlyIf(takes: (body: Readonly<Record<string, unknown>>) => boolean, status: number, message: string, answer: Reply): Reply {
  return (response, asked) => (takes(asked.body) ? answer(response, asked) : complaint(status, message)(response, asked));
}
