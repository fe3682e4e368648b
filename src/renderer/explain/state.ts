import { create } from 'zustand';
import type { PromptVariant } from '../../contract/index.ts';

export type ExplainDialog = 'pictures' | 'exchanges' | 'consent' | 'guide';

export interface ExplainState {
  /** Explanation chosen by hand; null shows the measured one. */
  readonly chosen: number | null;
  /** Sentence the keys act on. */
  readonly sentence: number | null;
  readonly editing: number | null;
  readonly dialog: ExplainDialog | null;
  /** The pictures a model would see are shown, over any other dialog. */
  readonly preview: boolean;
  readonly variant: PromptVariant;
}

const START: ExplainState = { chosen: null, sentence: null, editing: null, dialog: null, preview: false, variant: 'mask' };

export const useExplain = create<ExplainState>(() => START);

/** What belongs to one picture alone starts anew with the next one. */
export function startExplain(): void {
  useExplain.setState(START);
}

export function chooseExplanation(chosen: number | null): void {
  useExplain.setState({ chosen, sentence: null, editing: null });
}

export function openDialog(dialog: ExplainDialog | null): void {
  useExplain.setState({ dialog });
}
