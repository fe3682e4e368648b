/** What one request or one visitor may cost. Bytes, milliseconds, counts. */
export const LIMITS = {
  targetLength: 2048,
  headerBytes: 16 * 1024,
  headerCount: 64,
  /** For all of a request to arrive: there is nothing to upload. */
  requestTime: 15_000,
  keepAliveTime: 10_000,
  /** A connection on which nothing moves, also in the middle of an answer. */
  idleTime: 120_000,
  connections: 128,
  sockets: 16,
  /** A whole mask of 4096 tiles of an ordinary drawing fits many times. */
  messageBytes: 16 * 1024 * 1024,
  pingTime: 30_000,
} as const;
