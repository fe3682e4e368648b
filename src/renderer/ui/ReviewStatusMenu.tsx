import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { REVIEW_STATUSES, type ReviewStatus } from '../../contract/index.ts';
import { StatusGlyph } from './StatusGlyph.tsx';
import classes from './ui.module.css';
import { REVIEW_HELP, REVIEW_WORDS } from './words.ts';

/** Shows an item's review status and lets it be chosen. Keys 0 to 5 set the same values in the same order. */
export function ReviewStatusMenu({ review, onChange, disabled = false, size = 'xs', label = 'Review status' }: {
  readonly review: ReviewStatus;
  readonly onChange: (review: ReviewStatus) => void;
  readonly disabled?: boolean;
  readonly size?: 'xs' | 'sm';
  readonly label?: string;
}): ReactNode {
  return (
    <Menu shadow="md" position="bottom-start" withinPortal>
      <Menu.Target>
        <Button variant="default" size={size} disabled={disabled} aria-label={`${label}: ${REVIEW_WORDS[review]}`} leftSection={<StatusGlyph review={review} decorative />} rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
          {REVIEW_WORDS[review]}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {REVIEW_STATUSES.map((status, index) => (
          <Menu.Item key={status} title={REVIEW_HELP[status]} leftSection={<StatusGlyph review={status} decorative />} rightSection={<kbd className={classes.key}>{index}</kbd>} aria-current={status === review || undefined} onClick={() => onChange(status)}>
            {REVIEW_WORDS[status]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
