import { AppError, type ErrorCode } from '../contract/index.ts';

/** What the process says when it ends. Documented in docs/cli.md and in --help. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  problemFiles: 3,
  verificationFailed: 4,
  unavailable: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    internal error
  2    wrong usage: a name, path or option is not right, or the case is in use
  3    finished, some files have a problem (each is listed with its reason)
  4    verification failed: something is not as it was recorded
  5    model, engine or language model server unavailable
  130  interrupted; the same command goes on where it stopped`;

const UNAVAILABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['MODEL_MISSING', 'MODEL_INVALID', 'PROVIDER_UNAVAILABLE', 'ENGINE_CRASHED', 'ENGINE_TIMEOUT', 'ENGINE_PROTOCOL', 'OUT_OF_MEMORY', 'SERVER_UNREACHABLE', 'SERVER_UNFIT', 'SERVER_TIMEOUT']);
const FAILED_CHECK: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['AUDIT_BROKEN', 'CASE_CORRUPT']);
const INTERNAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['INTERNAL', 'ARTIFACT_WRITE_FAILED']);

/** Exit code for an error that ended a command. */
export function exitCodeFor(error: unknown): ExitCode {
  if (!(error instanceof AppError) || INTERNAL.has(error.code)) return EXIT.internal;
  if (error.code === 'CANCELLED') return EXIT.interrupted;
  if (UNAVAILABLE.has(error.code)) return EXIT.unavailable;
  return FAILED_CHECK.has(error.code) ? EXIT.verificationFailed : EXIT.usage;
}
