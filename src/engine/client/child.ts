import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { engineReplySchema, type EngineReply, type EngineRequest } from '../../contract/engine.ts';
import { viewReplySchema, type ViewReply, type ViewRequest } from '../../contract/view.ts';

/** One running process of the engine, seen from its host. */
export interface Child<Request> {
  readonly pid: number | undefined;
  send(request: Request): void;
  kill(): void;
}
export type EngineChild = Child<EngineRequest>;

export interface Events<Reply> {
  onReply(reply: Reply): void;
  /** The process ended, for whatever reason; `note` says how, with the last lines it wrote to its error output. */
  onExit(note: string): void;
}
export type ChildEvents = Events<EngineReply>;

/** Starts an engine or view process. Another launcher (Electron's utility process) may take its place. */
export type Launch = (events: ChildEvents) => EngineChild;
export type ViewLaunch = (events: Events<ViewReply>) => Child<ViewRequest>;

const KEPT_OUTPUT = 2000;

/** Launches the engine as a Node child process; `entry` is process.ts or its bundled form. */
export function nodeLauncher(entry: string = fileURLToPath(new URL('../process.ts', import.meta.url))): Launch {
  return (events) => forkChild<EngineRequest, EngineReply>(entry, engineReplySchema, events);
}

/** As `nodeLauncher`, for the view process; `entry` is viewProcess.ts or its bundled form. */
export function nodeViewLauncher(entry: string = fileURLToPath(new URL('../viewProcess.ts', import.meta.url))): ViewLaunch {
  return (events) => forkChild<ViewRequest, ViewReply>(entry, viewReplySchema, events);
}

interface ReplySchema<Reply> {
  safeParse(message: unknown): { readonly success: true; readonly data: Reply } | { readonly success: false };
}

function forkChild<Request extends object, Reply>(entry: string, schema: ReplySchema<Reply>, events: Events<Reply>): Child<Request> {
  const child = fork(entry, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-KEPT_OUTPUT);
  });
  child.on('message', (message) => {
    const parsed = schema.safeParse(message);
    // A reply that the contract does not know comes from another version: nothing it says can be relied on.
    if (parsed.success) events.onReply(parsed.data);
    else child.kill('SIGKILL');
  });
  let ended = false;
  const end = (note: string): void => {
    if (ended) return;
    ended = true;
    events.onExit(output.trim() === '' ? note : `${note}: ${output.trim()}`);
  };
  child.on('error', (error) => end(`could not start: ${error.message}`));
  // 'close' and not 'exit': its last words may still be on their way.
  child.on('close', (code, signal) => end(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`));
  return {
    pid: child.pid,
    send: (request) => {
      // A failed send means a dying process: its 'close' event tells the story.
      if (child.connected) child.send(request, () => undefined);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
