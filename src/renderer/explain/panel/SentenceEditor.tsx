import { Button, Textarea } from '@mantine/core';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import classes from './panel.module.css';

/** The examiner's words in place of a sentence. Enter saves, Shift+Enter makes a line, Escape leaves all as it was. */
export function SentenceEditor({ text, onSave, onCancel }: { readonly text: string; readonly onSave: (text: string) => void; readonly onCancel: () => void }): ReactNode {
  const [words, setWords] = useState(text);
  const written = words.trim();
  function save(): void {
    if (written === '') return;
    if (written === text) onCancel();
    else onSave(written);
  }
  function press(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      onCancel();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  }
  return (
    <div className={classes.editor}>
      <Textarea aria-label="Your words for this sentence" autosize minRows={2} maxRows={12} maxLength={2000} value={words} onChange={(event) => setWords(event.currentTarget.value)} onKeyDown={press} data-autofocus ref={focusEnd} />
      <div className={classes.editorButtons}>
        <Button size="compact-xs" disabled={written === ''} onClick={save}>
          Save
        </Button>
        <Button size="compact-xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <span className={classes.hint}>Enter saves, Esc cancels</span>
      </div>
    </div>
  );
}

/** The keyboard goes to the end of the words, once, when they appear. */
function focusEnd(field: HTMLTextAreaElement | null): void {
  if (field === null || document.activeElement === field) return;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}
