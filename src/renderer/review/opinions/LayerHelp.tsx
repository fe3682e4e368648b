import { Tooltip } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { SignalLayer } from '../../../contract/index.ts';
import { helpParts, signalWords } from '../layers.ts';
import classes from './opinions.module.css';

const EVENTS = { hover: true, focus: true, touch: true };

/** What a method shows, what to look for and to ignore, when it applies and where it is from; over a small mark, for pointer and keyboard. */
export function LayerHelp({ layer }: { readonly layer: SignalLayer }): ReactNode {
  const words = signalWords(layer);
  const parts = helpParts(words);
  return (
    <Tooltip
      multiline
      w={330}
      position="left"
      events={EVENTS}
      label={
        <dl className={classes.words}>
          {parts.map(([part, text]) => (
            <div key={part}>
              <dt>{part}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      }
    >
      <button type="button" className={classes.help} aria-label={`About ${words.title}. ${parts.map(([part, text]) => `${part}: ${text}`).join(' ')}`}>
        <IconInfoCircle size={14} aria-hidden="true" />
      </button>
    </Tooltip>
  );
}
