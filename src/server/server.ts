import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { requestPath, type Workbench } from '../casework/index.ts';
import { AppError } from '../contract/index.ts';
import { allowedHosts, refusal, requestFacts } from './access.ts';
import { refuseUpgrade, sendRefusal, writeHead } from './answers.ts';
import { sendCaseFile } from './caseFiles.ts';
import { LIMITS } from './limits.ts';
import { sendPage } from './pages.ts';
import { createSession, type Session, tokenOf } from './session.ts';
import { createSockets, type Sockets } from './sockets.ts';

export interface ServerConfig {
  readonly workbench: Pick<Workbench, 'router' | 'file'>;
  /** The built page, with index.html. */
  readonly rendererFolder: string;
  /** Any free one when 0 or left out. */
  readonly port?: number;
  /** The loopback address: Palimpsest is never offered to a network. */
  readonly host?: '127.0.0.1';
  /** Told of what nobody expected, for the terminal. */
  readonly onProblem?: (error: unknown) => void;
  /** Time between two pings of a line in milliseconds; a line that has not answered by the next one is ended. */
  readonly pingTime?: number;
}

export interface RunningServer {
  readonly origin: string;
  /** Address for people, with the token of this launch. */
  readonly url: string;
  /** An address that opens the page once. */
  readonly issueUrl: () => string;
  /** Ends every connection; what runs for them is aborted. The workbench stays as it is. */
  readonly close: () => Promise<void>;
}

const FILES_ROOT = 'files/';
const UNKNOWN = { status: 401, text: 'To open Palimpsest, use the address that it printed in its terminal when it was started. It holds the key to this launch; an address of an earlier launch no longer works.' };
const NOTHING_HERE = { status: 404, text: 'There is nothing under this address.' };
const NOT_A_PATH = { status: 400, text: 'This is not an address of Palimpsest.' };

/** Serves a workbench to browsers of this machine. Errors: ARGUMENT_INVALID when the port cannot be had. */
export async function startServer(config: ServerConfig): Promise<RunningServer> {
  const onProblem = config.onProblem ?? ((): void => undefined);
  const server = createServer({ maxHeaderSize: LIMITS.headerBytes, requestTimeout: LIMITS.requestTime, headersTimeout: LIMITS.requestTime, keepAliveTimeout: LIMITS.keepAliveTime, connectionsCheckingInterval: 5000 });
  server.maxHeadersCount = LIMITS.headerCount;
  server.maxConnections = LIMITS.connections;
  server.setTimeout(LIMITS.idleTime);
  const port = await listen(server, config.port ?? 0, config.host ?? '127.0.0.1');
  const session = createSession(port);
  const visit: Visit = { config, session, hosts: allowedHosts(port), sockets: createSockets(config.workbench.router, onProblem, config.pingTime ?? LIMITS.pingTime), onProblem };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    handle(visit, request, response).catch((error: unknown) => {
      onProblem(error);
      response.destroy();
    });
  };
  server.on('request', answer);
  // Who asks whether to send a body is answered like everybody else, and not told to go on.
  server.on('checkContinue', answer);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => handleUpgrade(visit, request, socket, head));
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    url: `${origin}/?token=${session.token}`,
    issueUrl: () => `${origin}/?token=${session.issueOnce()}`,
    close() {
      visit.sockets.close();
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      return promise;
    },
  };
}

interface Visit {
  readonly config: ServerConfig;
  readonly session: Session;
  readonly hosts: readonly string[];
  readonly sockets: Sockets;
  readonly onProblem: (error: unknown) => void;
}

async function handle({ config, session, hosts, onProblem }: Visit, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refused = refusal(requestFacts(request), hosts, false);
  if (refused !== null) return sendRefusal(response, refused);
  const target = request.url ?? '';
  const token = tokenOf(target);
  if (token !== null) {
    if (request.method !== 'GET' || !session.redeem(token)) return sendRefusal(response, UNKNOWN);
    // The key leaves the address bar, the history and everything that looks at them.
    writeHead(response, 303, { Location: '/', 'Set-Cookie': session.setCookie, 'Content-Length': 0 });
    response.end();
    return;
  }
  if (!session.isKnown(request.headers.cookie)) return sendRefusal(response, UNKNOWN);
  const path = requestPath(target);
  if (path === null) return sendRefusal(response, NOT_A_PATH);
  if (path === 'rpc') return sendRefusal(response, { status: 426, text: 'This address is for the page itself.' });
  if (path.startsWith(FILES_ROOT)) return sendCaseFile(request, response, config.workbench.file, path.slice(FILES_ROOT.length), onProblem);
  if (!(await sendPage(request, response, config.rendererFolder, path))) sendRefusal(response, NOTHING_HERE);
}

function handleUpgrade({ session, hosts, sockets }: Visit, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy());
  const refused = refusal(requestFacts(request), hosts, true);
  if (refused !== null) return refuseUpgrade(socket, refused);
  if (!session.isKnown(request.headers.cookie)) return refuseUpgrade(socket, UNKNOWN);
  if (request.url !== '/rpc') return refuseUpgrade(socket, NOTHING_HERE);
  sockets.accept(request, socket, head);
}

async function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ port, host, exclusive: true }, resolve);
  try {
    await promise;
  } catch (error) {
    throw new AppError('ARGUMENT_INVALID', `Port ${port} cannot be used. Name another with --port, or leave it out to get a free one.`, { port }, error);
  }
  server.removeListener('error', reject);
  return (server.address() as AddressInfo).port;
}
