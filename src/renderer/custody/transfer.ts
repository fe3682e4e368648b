import type { NewTransfer } from './data.ts';

/** A form to fill in, now. No items named means all of them. */
export function emptyTransfer(now: Date): NewTransfer {
  return { items: [], from: '', to: '', at: now.toISOString(), purpose: '', authority: '', medium: '' };
}

/** Why a transfer cannot be recorded yet, or null. */
export function transferProblem({ from, to, at, purpose }: NewTransfer): string | null {
  if (from.trim() === '') return 'Say who gave it.';
  if (to.trim() === '') return 'Say who received it.';
  if (at === '') return 'Say when it was.';
  if (purpose.trim() === '') return 'Say what for.';
  return null;
}
