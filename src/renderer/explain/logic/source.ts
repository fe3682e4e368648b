import type { Statement } from '../../../contract/index.ts';

/** What stands behind a sentence. */
export type Source = 'measured' | 'bound' | 'opinion';

export function sourceOf({ source, grounds }: Pick<Statement, 'source' | 'grounds'>): Source {
  if (source === 'measured') return 'measured';
  return grounds.length > 0 ? 'bound' : 'opinion';
}

export const SOURCE_WORDS: Readonly<Record<Source, { readonly name: string; readonly help: string }>> = {
  measured: { name: 'Measured', help: 'Measured by Palimpsest. No language model had a part in it.' },
  bound: { name: 'Model, bound to measurement', help: "The model's words; what they claim rests on the measured values named." },
  opinion: { name: "Model's opinion", help: 'The model says so. Nothing measured stands behind it.' },
};
