import { ActionIcon, Button, Input, Textarea } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { insertedAfter, linesOf, moved, textOf, withLine, withoutLine } from './conclusions.ts';
import classes from './report.module.css';

/** Conclusions one by one with their numbers. Enter begins the next, Backspace in an empty one takes it away. */
export function ConclusionsInput({ id, label, description, error, withAsterisk = false, value, readOnly, onChange }: {
  /** Of the first one. */
  readonly id: string;
  readonly label: ReactNode;
  readonly description?: string;
  readonly error?: ReactNode;
  readonly withAsterisk?: boolean;
  readonly value: string;
  readonly readOnly: boolean;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const lines = linesOf(value);
  const list = useRef<HTMLOListElement>(null);
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    // Each growing text brings a hidden twin that measures it.
    list.current?.querySelectorAll<HTMLTextAreaElement>('textarea:not([aria-hidden])')[wanted.current]?.focus();
    wanted.current = null;
  });
  function put(next: readonly string[], focus: number | null): void {
    wanted.current = focus;
    onChange(textOf(next));
  }
  function press(event: KeyboardEvent<HTMLTextAreaElement>, index: number): void {
    if (readOnly || event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      put(insertedAfter(lines, index), index + 1);
    }
    if (event.key === 'Backspace' && lines[index] === '' && lines.length > 1) {
      event.preventDefault();
      put(withoutLine(lines, index), Math.max(0, index - 1));
    }
  }
  return (
    <Input.Wrapper label={label} error={error} withAsterisk={withAsterisk} labelProps={{ htmlFor: id }} {...(description === undefined ? {} : { description })}>
      <ol className={classes.conclusions} ref={list}>
        {lines.map((line, index) => (
          <li key={index}>
            <span className={classes.conclusionNumber} aria-hidden="true">
              {index + 1}.
            </span>
            <Textarea id={index === 0 ? id : `${id}-${index + 1}`} aria-label={`Conclusion ${index + 1}`} autosize minRows={1} maxRows={8} maxLength={4000} readOnly={readOnly} value={line} onChange={(event) => put(withLine(lines, index, event.currentTarget.value), null)} onKeyDown={(event) => press(event, index)} />
            {!readOnly && (
              <span className={classes.conclusionButtons}>
                <ActionIcon size={24} aria-label={`Move conclusion ${index + 1} up`} disabled={index === 0} onClick={() => put(moved(lines, index, -1), null)}>
                  <IconArrowUp size={13} aria-hidden="true" />
                </ActionIcon>
                <ActionIcon size={24} aria-label={`Move conclusion ${index + 1} down`} disabled={index === lines.length - 1} onClick={() => put(moved(lines, index, 1), null)}>
                  <IconArrowDown size={13} aria-hidden="true" />
                </ActionIcon>
                <ActionIcon size={24} aria-label={`Remove conclusion ${index + 1}`} disabled={lines.length === 1 && line === ''} onClick={() => put(withoutLine(lines, index), Math.max(0, index - 1))}>
                  <IconX size={13} aria-hidden="true" />
                </ActionIcon>
              </span>
            )}
          </li>
        ))}
      </ol>
      {!readOnly && (
        <Button variant="subtle" size="compact-xs" leftSection={<IconPlus size={13} aria-hidden="true" />} onClick={() => put(insertedAfter(lines, lines.length - 1), lines.length)}>
          Add a conclusion
        </Button>
      )}
    </Input.Wrapper>
  );
}
