import v8 from 'node:v8';
import vm from 'node:vm';

type Collect = () => void;

let collect: Collect | undefined;

/**
 * Frees large dead buffers now. V8 learns of a dropped 300 MB buffer only at its next full collection, and by then the next one has been
 * allocated beside it; the engine asks for a collection at the few points where something large was just let go.
 */
export function releaseMemory(): void {
  if (collect === undefined) {
    v8.setFlagsFromString('--expose-gc');
    const found: unknown = vm.runInNewContext('gc');
    collect = typeof found === 'function' ? (found as Collect) : () => undefined;
  }
  collect();
}
