import { Popover } from '@mantine/core';
import { IconCheck, IconPencil, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Explanation, ReviewedStatement } from '../../../contract/index.ts';
import { toRecord } from '../../api/errors.ts';
import { formatTime } from '../../ui/words.ts';
import { useDecisions } from '../data.ts';
import type { Decision } from '../logic/decisions.ts';
import { DECISION_WORDS } from '../logic/words.ts';
import classes from './panel.module.css';

const SHAPES: Readonly<Record<Decision, typeof IconCheck | null>> = { accepted: IconCheck, edited: IconPencil, rejected: IconX, open: null };

/** The decision that stands, with author and time; all earlier ones in a popover. */
export function DecisionTag({ slug, explanation, sentence }: { readonly slug: string; readonly explanation: Explanation; readonly sentence: ReviewedStatement }): ReactNode {
  const [open, setOpen] = useState(false);
  const { review } = sentence;
  if (review === null) return null;
  const Shape = SHAPES[review.decision];
  const name = DECISION_WORDS[review.decision];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" withinPortal trapFocus returnFocus width={300}>
      <Popover.Target>
        <button type="button" className={classes.decision} data-decision={review.decision} aria-expanded={open} title="All decisions on this sentence" onClick={() => setOpen(!open)}>
          {Shape !== null && <Shape size={13} stroke={2} aria-hidden="true" />}
          <span>
            {name}
            {review.author !== '' && `, ${review.author}`}
            {review.at !== '' && `, ${formatTime(review.at)}`}
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="All decisions on this sentence" tabIndex={-1} data-autofocus>
        <History slug={slug} explanation={explanation} sentence={sentence} />
      </Popover.Dropdown>
    </Popover>
  );
}

function History({ slug, explanation, sentence }: Parameters<typeof DecisionTag>[0]): ReactNode {
  const { data, error } = useDecisions(slug, explanation, sentence.id, true);
  if (error !== null) return <p className={classes.hint}>{toRecord(error).message}</p>;
  if (data === undefined) return <p className={classes.hint}>Loading…</p>;
  return (
    <ol className={classes.history} aria-label="Decisions">
      {data.toSorted((one, other) => other.at.localeCompare(one.at)).map((one, index) => (
        <li key={index}>
          <span>
            <strong>{DECISION_WORDS[one.decision]}</strong>, {one.author}
          </span>
          <time dateTime={one.at}>{formatTime(one.at, true)}</time>
          {one.text !== null && <q>{one.text}</q>}
        </li>
      ))}
    </ol>
  );
}
