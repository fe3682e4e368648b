import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatCount } from '../ui/words.ts';
import { CheckGlyph } from './CheckGlyph.tsx';
import classes from './custody.module.css';
import { CHECK_HELP, CHECK_STATES, CHECK_WORDS, isBad, standingWords, type CheckState } from './items.ts';

/** How the evidence of the case stands as a whole, and the statement that goes into the report. */
export function Standing({ counts, statement }: { readonly counts: Readonly<Record<CheckState, number>>; readonly statement: string | null }): ReactNode {
  const bad = CHECK_STATES.some((state) => isBad(state) && counts[state] > 0);
  return (
    <section className={classes.standing} data-bad={bad || undefined} aria-label="Standing of the evidence">
      <div className={classes.standingHead}>
        <div role={bad ? 'alert' : undefined}>
          <h2>{standingWords(counts)}</h2>
        </div>
        <ul className={classes.counts}>
          {CHECK_STATES.filter((state) => counts[state] > 0).map((state) => (
            <li key={state} className={classes.state} data-check={state} title={CHECK_HELP[state]}>
              <CheckGlyph state={state} decorative />
              {formatCount(counts[state])} {CHECK_WORDS[state].toLowerCase()}
            </li>
          ))}
        </ul>
      </div>
      {statement === null ? (
        <p className={classes.dim}>Verify the evidence once as a whole; then the statement that it is unchanged stands here and in the report.</p>
      ) : (
        <div className={classes.statement}>
          <p>{statement}</p>
          <CopyButton value={statement}>
            {({ copied, copy }) => (
              <Button variant="default" size="compact-xs" leftSection={copied ? <IconCheck size={13} aria-hidden="true" /> : <IconCopy size={13} aria-hidden="true" />} onClick={copy}>
                {copied ? 'Copied' : 'Copy statement'}
              </Button>
            )}
          </CopyButton>
        </div>
      )}
    </section>
  );
}
