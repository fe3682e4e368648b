import { type ChildProcess, fork as forkNode } from 'node:child_process';
import { EventEmitter } from 'node:events';

const PORT = new URL('utilityPort.ts', import.meta.url).href;

/** Every utility process that was started, in order. */
export const utilities: { readonly entry: string; readonly name: string; readonly child: ChildProcess }[] = [];

class UtilityProcess extends EventEmitter {
  readonly stderr: ChildProcess['stderr'];
  readonly stdout = null;
  pid: number | undefined;
  private readonly child: ChildProcess;

  constructor(child: ChildProcess) {
    super();
    this.child = child;
    this.stderr = child.stderr;
    // As in Electron, the number is known when the process runs and no longer when it has ended.
    child.on('spawn', () => {
      this.pid = child.pid;
      this.emit('spawn');
    });
    child.on('message', (message) => this.emit('message', message));
    child.on('exit', (code) => {
      this.pid = undefined;
      this.emit('exit', code ?? 1);
    });
  }

  postMessage(message: object): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  kill(): boolean {
    return this.child.kill('SIGTERM');
  }
}

export const utilityProcess = {
  fork(entry: string, parameters: readonly string[], { serviceName, execArgv }: { readonly serviceName: string; readonly execArgv: readonly string[] }): UtilityProcess {
    const child = forkNode(entry, parameters, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [...execArgv, '--import', PORT] });
    utilities.push({ entry, name: serviceName, child });
    return new UtilityProcess(child);
  },
};
