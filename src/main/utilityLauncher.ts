import { utilityProcess } from 'electron';
import { engineReplySchema, viewReplySchema } from '../contract/index.ts';
import type { Launch, ViewLaunch } from '../engine/index.ts';

/** Launches the engine as a utility process of Electron; `entry` is the bundled process. */
export function utilityLauncher(entry: string): Launch {
  return (events) => launch<Sent<Launch>, Told<Launch>>(entry, 'Palimpsest engine', engineReplySchema, events);
}

/** As `utilityLauncher`, for the view process. */
export function utilityViewLauncher(entry: string): ViewLaunch {
  return (events) => launch<Sent<ViewLaunch>, Told<ViewLaunch>>(entry, 'Palimpsest view', viewReplySchema, events);
}

type AnyLaunch = Launch | ViewLaunch;
type Sent<L extends AnyLaunch> = Parameters<ReturnType<L>['send']>[0];
type Told<L extends AnyLaunch> = Parameters<Parameters<L>[0]['onReply']>[0];

interface Schema<Reply> {
  safeParse(message: unknown): { readonly success: true; readonly data: Reply } | { readonly success: false };
}
interface Running<Request> {
  readonly pid: number | undefined;
  send(request: Request): void;
  kill(): void;
}

const KEPT_OUTPUT = 2000;
/** Time for the last words of a process that ended, in milliseconds. */
const LAST_WORDS = 50;

function launch<Request, Reply>(entry: string, serviceName: string, schema: Schema<Reply>, events: { onReply(reply: Reply): void; onExit(note: string): void }): Running<Request> {
  const child = utilityProcess.fork(entry, [], { serviceName, stdio: ['ignore', 'ignore', 'pipe'], execArgv: [] });
  let output = '';
  let isRunning = true;
  let isUnwanted = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
  });
  const kill = (): void => {
    if (!isRunning) return;
    isUnwanted = true;
    const { pid } = child;
    if (pid === undefined) return;
    // Electron's own kill asks politely, which a process deep in native code does not hear.
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      child.kill();
    }
  };
  child.on('spawn', () => {
    if (isUnwanted) kill();
  });
  child.on('message', (message: unknown) => {
    const parsed = schema.safeParse(message);
    // A reply that the contract does not know comes from another version: nothing it says can be relied on.
    if (parsed.success) events.onReply(parsed.data);
    else kill();
  });
  child.on('error', (type, location) => {
    output = `${output}${type} at ${location}`.slice(-KEPT_OUTPUT);
  });
  child.on('exit', (code) => {
    isRunning = false;
    setTimeout(() => events.onExit(output.trim() === '' ? `exit code ${code}` : `exit code ${code}: ${output.trim()}`), LAST_WORDS);
  });
  return {
    get pid() {
      return child.pid;
    },
    send(request) {
      if (isRunning) child.postMessage(request);
    },
    kill,
  };
}
