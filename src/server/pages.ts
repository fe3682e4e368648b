import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentSecurityPolicy, pageFile, withNonce } from '../casework/index.ts';
import { sendText } from './answers.ts';
import { sendFile } from './sendFile.ts';

/** Sends a file of the built page; false when there is none. index.html gets a fresh nonce each time. */
export async function sendPage(request: IncomingMessage, response: ServerResponse, folder: string, path: string): Promise<boolean> {
  const file = await pageFile(folder, path);
  if (file === null) return false;
  const nonce = randomBytes(18).toString('base64url');
  // Scripts carry the policy too: it is theirs when they run as workers.
  const policy = contentSecurityPolicy({ nonce, connect: [`ws://${request.headers.host ?? ''}`] });
  if (!file.mimeType.startsWith('text/html')) return sendFile(request, response, { ...file, policy });
  const html = withNonce(await readFile(file.path, 'utf8'), nonce);
  sendText(response, 200, file.mimeType, html, { 'Content-Security-Policy': policy });
  return true;
}
