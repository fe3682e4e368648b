import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './screen.module.css';
import { shortHash } from './words.ts';

/** A digest in fixed letters with a button that copies the whole of it. */
export function CopyHash({ name, value, whole = false }: { /** What it is a digest of. */ readonly name: string; readonly value: string; /** Shown in full. */ readonly whole?: boolean }): ReactNode {
  return (
    <span className={classes.hash} title={`${name}: ${value}`}>
      <code>{whole ? value : shortHash(value, 12)}</code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <ActionIcon size={24} aria-label={copied ? `${name} copied` : `Copy ${name}`} onClick={copy}>
            {copied ? <IconCheck size={12} aria-hidden="true" /> : <IconCopy size={12} aria-hidden="true" />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}
