import { Tooltip } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { actionOf, keyParts, useKeysOf } from '../shortcuts/registry.ts';
import classes from './ui.module.css';

export function KeyCaps({ keys }: { readonly keys: string }): ReactNode {
  return (
    <span className={classes.keys}>
      {keyParts(keys).map((part) => (
        <kbd key={part} className={classes.key}>
          {part}
        </kbd>
      ))}
    </span>
  );
}

/** Title and key of an action, shown over the control that does it. `text` adds what is worth knowing. */
export function ActionTooltip({ action, children, text, position = 'bottom' }: {
  /** Id of the action. */
  readonly action: string;
  /** One element that takes a ref. */
  readonly children: ReactElement;
  readonly text?: string;
  readonly position?: 'top' | 'bottom' | 'left' | 'right';
}): ReactNode {
  const keys = useKeysOf(action);
  const title = actionOf(action)?.title ?? action;
  return (
    <Tooltip
      position={position}
      openDelay={350}
      label={
        <span className={classes.tip}>
          <span>
            {title}
            {text !== undefined && <span className={classes.tipText}>{text}</span>}
          </span>
          {keys !== null && <KeyCaps keys={keys} />}
        </span>
      }
    >
      {children}
    </Tooltip>
  );
}
