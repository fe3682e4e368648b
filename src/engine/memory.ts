import v8 from 'node:v8';
import vm from 'node:vm';

type Collect = () => void;

let collect: Collect | undefined;

/** A collection takes some ten milliseconds whatever it frees. */
const WORTH_COLLECTING = 24_000_000;

let dropped = 0;

/**
 * Tells that buffers of about `bytes` were just let go, and frees them once enough have come together. V8 learns of a dropped 300 MB buffer only at its
 * next full collection, and by then the next one has been allocated beside it.
 */
export function releaseMemory(bytes: number): void {
  dropped += bytes;
  if (dropped < WORTH_COLLECTING) return;
  dropped = 0;
  if (collect === undefined) {
    v8.setFlagsFromString('--expose-gc');
    const found: unknown = vm.runInNewContext('gc');
    collect = typeof found === 'function' ? (found as Collect) : () => undefined;
  }
  collect();
}
