import type { ErrorCode } from '../../src/contract/index.ts';

export type Outcome = 'analysed' | ErrorCode;

/** A file to be written and what a scan must make of it. */
export interface FileCase {
  /** Path below the folder, forward slashes; bytes where the name is not text. */
  readonly path: string | Buffer;
  readonly content: Buffer;
  /** The outcomes that are right; more than one only where a careful reader may decide either way. */
  readonly expected: readonly Outcome[];
  /** Whether the name claims another type than the content has; null where the content is of no picture type. */
  readonly extensionMismatch: boolean | null;
}
