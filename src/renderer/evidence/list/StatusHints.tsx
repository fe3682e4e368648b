import type { ReactNode } from 'react';
import { keyWords, useKeysOf } from '../../shortcuts/registry.ts';

const HINTS = [
  { from: 'evidence.set.unreviewed', to: 'evidence.set.verified', word: 'status' },
  { from: 'evidence.toggle', to: null, word: 'select' },
  { from: 'evidence.selectAll', to: null, word: 'all' },
  { from: 'evidence.open', to: null, word: 'review' },
  { from: 'evidence.undo', to: null, word: 'undo' },
] as const;

/** The keys that matter here, for the status line of the frame. */
export function StatusHints(): ReactNode {
  return HINTS.map((hint) => <Hint key={hint.word} {...hint} />);
}

function Hint({ from, to, word }: { readonly from: string; readonly to: string | null; readonly word: string }): ReactNode {
  const first = useKeysOf(from);
  const last = useKeysOf(to ?? from);
  if (first === null || last === null) return null;
  return (
    <span style={{ marginInlineEnd: 16 }}>
      {to === null ? keyWords(first) : `${keyWords(first)}–${keyWords(last)}`} {word}
    </span>
  );
}
