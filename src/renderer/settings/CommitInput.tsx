import { PasswordInput, TextInput } from '@mantine/core';
import { useState, type KeyboardEvent, type ReactNode } from 'react';

/** A text that takes effect when it is whole: on Enter or when the field is left. Escape brings the old one back. */
export function CommitInput({ label, value, onCommit, error, placeholder, maxLength = 500, secret = false }: {
  readonly label: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
  /** Why a text cannot be taken, or null. */
  readonly error?: (value: string) => string | null;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly secret?: boolean;
}): ReactNode {
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? value;
  const problem = draft === null ? null : (error?.(draft.trim()) ?? null);
  function commit(): void {
    if (draft === null || problem !== null) return;
    setDraft(null);
    if (draft.trim() !== value) onCommit(draft.trim());
  }
  function press(event: KeyboardEvent): void {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') setDraft(null);
  }
  const shared = { 'aria-label': label, value: text, error: problem, maxLength, placeholder: placeholder ?? '', spellCheck: false, autoComplete: 'off', onBlur: commit, onKeyDown: press };
  return secret ? <PasswordInput size="xs" {...shared} onChange={(event) => setDraft(event.currentTarget.value)} visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the key' }} /> : <TextInput {...shared} onChange={(event) => setDraft(event.currentTarget.value)} />;
}
