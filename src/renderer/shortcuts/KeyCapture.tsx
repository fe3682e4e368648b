import { UnstyledButton } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { KeyCaps } from '../ui/ActionTooltip.tsx';
import type { ActionDefinition } from './definitions.ts';
import { keysOfEvent, keyWords } from './keys.ts';
import classes from './shortcuts.module.css';

/** Shows an action's keys; pressed, it takes the next keys as theirs. Escape leaves them, Backspace takes them away. */
export function KeyCapture({ action, keys, editing, onEdit, onChange }: {
  readonly action: ActionDefinition;
  readonly keys: string | null;
  readonly editing: boolean;
  readonly onEdit: (editing: boolean) => void;
  readonly onChange: (keys: string | null) => void;
}): ReactNode {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (editing) button.current?.focus();
  }, [editing]);
  function press(event: KeyboardEvent): void {
    if (!editing || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    const pressed = keysOfEvent(event.nativeEvent)[0];
    if (pressed === undefined) return;
    onEdit(false);
    if (pressed === 'Escape') return;
    onChange(pressed === 'Backspace' ? null : pressed);
  }
  return (
    <UnstyledButton
      ref={button}
      className={classes.capture}
      data-editing={editing || undefined}
      onClick={() => onEdit(!editing)}
      onKeyDown={press}
      onBlur={() => (editing ? onEdit(false) : undefined)}
    >
      <span className={classes.hidden}>
        {action.title}: {editing ? '' : keys === null ? 'none. Change' : `${keyWords(keys)}. Change`}
      </span>
      {editing ? (
        <span className={classes.captureHint}>Press keys; Esc leaves, Backspace clears</span>
      ) : (
        <span aria-hidden="true">{keys === null ? <span className={classes.none}>none</span> : <KeyCaps keys={keys} />}</span>
      )}
    </UnstyledButton>
  );
}
