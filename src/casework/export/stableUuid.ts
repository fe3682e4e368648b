import { createHash } from 'node:crypto';

/** Namespace of Palimpsest's own identifiers. */
const NAMESPACE = Buffer.from('6f1f5b0a8a4e4e0c9a3b1d2c7e5f9041', 'hex');

/** A UUID that is always the same for the same words: version 5 of RFC 9562. Exporting the same case twice gives the same identifiers. */
export function stableUuid(words: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(words).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
