import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import type { EvidenceFilter } from '../../../contract/evidence.ts';
import classes from './filters.module.css';

const FLAGS = [
  { key: 'extensionMismatch', label: 'Extension mismatch', meaning: 'The content is of another type than the extension says' },
  { key: 'duplicated', label: 'Duplicates', meaning: 'Another item has the same SHA-256' },
  { key: 'annotated', label: 'Annotated', meaning: 'Somebody has drawn or written on it' },
] as const;

/** Marks a file can have or not. */
export function FlagFilters({ filter, onChange }: { readonly filter: EvidenceFilter; readonly onChange: (part: EvidenceFilter) => void }): ReactNode {
  return (
    <div role="group" aria-label="Marks" className={classes.flags}>
      {FLAGS.map(({ key, label, meaning }) => (
        <Checkbox key={key} size="xs" label={label} title={meaning} checked={filter[key] === true} classNames={{ label: classes.flagText ?? '' }} onChange={(event) => onChange({ [key]: event.currentTarget.checked ? true : undefined })} />
      ))}
    </div>
  );
}
