import type { Quirks } from './quirks.ts';
import type { Reach } from './reach.ts';

/** One server, as a client holds it. */
export interface Asker {
  readonly reach: Reach;
  readonly timeoutMilliseconds: number;
  readonly backoffMilliseconds: number;
  /** What this server takes; replaced when something else was found to work. */
  quirks: Quirks;
}
