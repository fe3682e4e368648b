import type { Strike } from '../../../contract/index.ts';
import type { Known } from '../types.ts';
import { judgeSentence } from './judge.ts';

/**
 * What of one English sentence the evidence contradicts, or null where nothing does or nothing can be decided. `regions` are those the sentence was said of; empty
 * means the picture as a whole, and then a sentence on regions is contradicted only where it fits none of them. Pure.
 */
export function contradictionOf(sentence: string, regions: readonly number[], known: Known): Strike | null {
  return judgeSentence(sentence, regions, known).strike;
}
