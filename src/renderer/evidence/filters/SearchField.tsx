import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { keyWords, useKeysOf } from '../../shortcuts/registry.ts';

/** Milliseconds without typing after which the search is made. */
const REST = 220;

/** Text search over path, camera, digest and notes. Enter and Escape give the keyboard back to the list. */
export function SearchField({ text, onSearch, onLeave, field }: { readonly text: string; readonly onSearch: (text: string) => void; readonly onLeave: () => void; readonly field: RefObject<HTMLInputElement | null> }): ReactNode {
  const [value, setValue] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const shortcut = useKeysOf('evidence.search');
  useEffect(() => setValue(text), [text]);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);

  function change(next: string, wait: number): void {
    setValue(next);
    clearTimeout(timer.current ?? undefined);
    timer.current = setTimeout(() => onSearch(next.trim()), wait);
  }
  return (
    <TextInput
      ref={field}
      size="xs"
      type="text"
      role="searchbox"
      aria-label="Search path, camera, SHA-256 and notes"
      title="Words that all occur in path, camera, SHA-256 or notes"
      placeholder={`Search${shortcut === null ? '' : ` (${keyWords(shortcut)})`}`}
      value={value}
      maxLength={500}
      leftSection={<IconSearch size={14} aria-hidden="true" />}
      rightSection={value === '' ? null : <CloseButton size="xs" aria-label="Clear the search" onClick={() => change('', 0)} />}
      onChange={(event) => change(event.currentTarget.value, REST)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && value !== '') change('', 0);
        else if (event.key === 'Enter' || event.key === 'Escape') {
          if (event.key === 'Enter') change(value, 0);
          onLeave();
        } else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
