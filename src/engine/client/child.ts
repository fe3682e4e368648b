import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { engineReplySchema, type EngineReply, type EngineRequest } from '../../contract/engine.ts';

/** One running engine process, seen from its host. */
export interface EngineChild {
  readonly pid: number | undefined;
  send(request: EngineRequest): void;
  kill(): void;
}

export interface ChildEvents {
  onReply(reply: EngineReply): void;
  /** The process ended, for whatever reason; `note` says how, with the last lines it wrote to its error output. */
  onExit(note: string): void;
}

/** Starts an engine process. Another launcher (Electron's utility process) may take its place. */
export type Launch = (events: ChildEvents) => EngineChild;

const KEPT_OUTPUT = 2000;

/** Launches the engine as a Node child process; `entry` is process.ts or its bundled form. */
export function nodeLauncher(entry: string = fileURLToPath(new URL('../process.ts', import.meta.url))): Launch {
  return (events) => {
    const child = fork(entry, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
    let output = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_OUTPUT);
    });
    child.on('message', (message) => {
      const parsed = engineReplySchema.safeParse(message);
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
  };
}
