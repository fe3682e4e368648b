import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { FILE_POLICY, SECURITY_HEADERS } from '../casework/index.ts';
import type { Refusal } from './access.ts';

type Headers = Readonly<Record<string, string | number>>;

/** Writes the head of an answer: what every answer carries, then `headers`. */
export function writeHead(response: ServerResponse, status: number, headers: Headers): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'Content-Security-Policy': FILE_POLICY, 'Cache-Control': 'no-store', ...headers });
}

export function sendText(response: ServerResponse, status: number, mimeType: string, text: string, headers: Headers = {}): void {
  const body = Buffer.from(text);
  writeHead(response, status, { 'Content-Type': mimeType, 'Content-Length': body.length, ...headers });
  // Node itself leaves the body out of an answer to HEAD.
  response.end(body);
}

/** A plain page for a person who came the wrong way. A refused sender is not listened to any further. */
export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  sendText(response, refusal.status, 'text/html; charset=utf-8', refusalPage(refusal), refusal.status === 405 ? { Connection: 'close', Allow: 'GET, HEAD' } : { Connection: 'close' });
}

/** The same for a socket that asked to become a WebSocket: there is no response object yet. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const body = refusalPage(refusal);
  const headers = { ...SECURITY_HEADERS, 'Content-Security-Policy': FILE_POLICY, 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': Buffer.byteLength(body), Connection: 'close' };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\n${head}\r\n${body}`, () => socket.destroy());
}

/** Only texts of ours stand in it, never a part of the request. */
function refusalPage({ status, text }: Refusal): string {
  return `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Palimpsest</title></head>\n<body><h1>Palimpsest</h1><p>${text}</p><p>(${status} ${STATUS_CODES[status] ?? ''})</p></body>\n</html>\n`;
}
