import { createHash } from 'node:crypto';
import { SEED } from '../bootstrap.ts';
import type { Subject } from '../evaluateSet.ts';

/** How many pictures go through the changes: of altered and of untouched ones each, at most `most` and at most `share` (0..1, rounded up) of them. */
export interface Portion {
  readonly share: number;
  readonly most: number;
}

/**
 * The pictures drawn, in the set's order. Which ones hangs on the fixed seed and their names only: others added to the set change little,
 * and a smaller portion is part of a larger one.
 */
export function choose(set: string, subjects: readonly Subject[], { share, most }: Portion): readonly Subject[] {
  const drawn = new Set([true, false].flatMap((altered) => {
    const kind = subjects.filter(({ tampered }) => (tampered !== null) === altered);
    const count = Math.min(most, Math.ceil(share * kind.length));
    return kind.toSorted((a, b) => seedFor(set, a.name, 'draw') - seedFor(set, b.name, 'draw') || (a.name < b.name ? -1 : 1)).slice(0, count);
  }));
  return subjects.filter((subject) => drawn.has(subject));
}

/** 32 bits for one picture and one purpose: the first of the SHA-256 of seed, set, name and purpose. */
export function seedFor(set: string, name: string, purpose: string): number {
  return createHash('sha256').update(`${SEED}\n${set}\n${name}\n${purpose}`).digest().readUInt32BE(0);
}
