import type { Ground, Statement } from '../../../contract/index.ts';

/** A statement before it is numbered. */
export type Draft = Omit<Statement, 'id'>;

/** A sentence of this program, resting on measured values. */
export function measuredDraft(topic: Statement['topic'], regions: readonly number[], words: { plain: string; technical: string }, grounds: readonly Ground[]): Draft {
  return { topic, regions: [...regions], source: 'measured', plain: words.plain, technical: words.technical, grounds: [...grounds], struck: null };
}

export function ground(quantity: Ground['quantity'], region: number | null, value: string): Ground {
  return { quantity, region, value };
}

/** Ids 1.. in reading order. */
export function numbered(drafts: readonly Draft[]): Statement[] {
  return drafts.map((draft, index) => ({ id: index + 1, ...draft }));
}

/** Whole sentences as long as they fit into `length` characters. */
export function fitting(sentences: readonly string[], length: number): string {
  let text = '';
  for (const sentence of sentences) {
    const longer = text === '' ? sentence : `${text} ${sentence}`;
    if (longer.length > length) continue;
    text = longer;
  }
  return text;
}
