import type { Ground, Strike } from '../../../contract/index.ts';

/** What one rule has to say of a sentence: a contradiction, and the measured values its words rest on. */
export interface Judged {
  readonly strike: Strike | null;
  readonly grounds: readonly Ground[];
}

export const UNDECIDED: Judged = { strike: null, grounds: [] };

export function struck(reason: Strike['reason'], words: string, because: string, grounds: readonly Ground[] = []): Judged {
  return { strike: { reason, words: words.trim(), because }, grounds };
}

/** The first contradiction, and all grounds, each once. */
export function together(all: readonly Judged[]): Judged {
  const grounds = all.flatMap((one) => one.grounds);
  const seen = new Set<string>();
  return {
    strike: all.find(({ strike }) => strike !== null)?.strike ?? null,
    grounds: grounds.filter(({ quantity, region, value }) => {
      const key = `${quantity}|${region ?? ''}|${value}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    }),
  };
}
