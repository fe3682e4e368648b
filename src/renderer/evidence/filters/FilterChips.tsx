import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { EvidenceFilter } from '../../../contract/evidence.ts';
import { ActionTooltip } from '../../ui/ActionTooltip.tsx';
import { DOMAIN_WORDS, formatBytes, REVIEW_WORDS, STATUS_WORDS } from '../../ui/words.ts';
import { filterChips, type FilterWords } from '../model/filters.ts';
import classes from './filters.module.css';

const WORDS: FilterWords = { review: (value) => REVIEW_WORDS[value].toLowerCase(), status: (value) => STATUS_WORDS[value].toLowerCase(), domain: (value) => DOMAIN_WORDS[value].toLowerCase(), format: (value) => value.toUpperCase(), bytes: formatBytes };

/** What is filtered by, in words; each condition can be taken away. */
export function FilterChips({ filter, onChange }: { readonly filter: EvidenceFilter; readonly onChange: (filter: EvidenceFilter) => void }): ReactNode {
  const chips = filterChips(filter, WORDS);
  if (chips.length === 0) return null;
  return (
    <div role="group" aria-label="Active filters" className={classes.chips}>
      {chips.map(({ key, text, without }) => (
        <button key={key} type="button" className={classes.chip} aria-label={`Remove filter ${text}`} title={text} onClick={() => onChange(without)}>
          <span>{text}</span>
          <IconX size={13} aria-hidden="true" />
        </button>
      ))}
      <ActionTooltip action="evidence.clearFilters">
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange({})}>
          Clear all
        </Button>
      </ActionTooltip>
    </div>
  );
}
