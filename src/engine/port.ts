/** The wire to the host, whichever process launched this one. */
export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The host is gone. */
  onClose(listener: () => void): void;
}

/** What Electron puts on `process` in a utility process. Declared here because the engine knows no Electron types. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/** The port to the parent: Electron's in a utility process, the IPC channel of `child_process.fork` elsewhere. Throws where there is none. */
export function parentPort(): Port {
  const utility = (process as { parentPort?: UtilityPort }).parentPort;
  if (utility !== undefined) {
    return {
      post: (message) => utility.postMessage(message),
      onMessage: (listener) => void utility.on('message', (event) => listener(event.data)),
      onClose: (listener) => void utility.on('close', listener),
    };
  }
  if (process.send === undefined) throw new Error('the engine process must be started by its client, with a channel to it');
  return {
    // The channel may close while a reply is on its way; the host is gone then and nobody waits for it.
    post: (message) => void process.send?.(message, () => undefined),
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.on('disconnect', listener),
  };
}
