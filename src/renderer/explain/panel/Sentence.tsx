import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconChevronDown, IconPencil, IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { Explanation, ReviewedStatement, Settings } from '../../../contract/index.ts';
import { ActionTooltip } from '../../ui/ActionTooltip.tsx';
import { countOf } from '../../ui/words.ts';
import { decisionOf, wordsOf, type Decision } from '../logic/decisions.ts';
import { sourceOf } from '../logic/source.ts';
import { groundWords } from '../logic/words.ts';
import { DecisionTag } from './Decisions.tsx';
import { Grounds } from './Grounds.tsx';
import classes from './panel.module.css';
import { SentenceEditor } from './SentenceEditor.tsx';
import { SourceGlyph } from './SourceGlyph.tsx';

export interface SentenceProps {
  readonly slug: string;
  readonly explanation: Explanation;
  readonly sentence: ReviewedStatement;
  readonly level: Settings['readingLevel'];
  /** The keys act on it. */
  readonly current: boolean;
  readonly editing: boolean;
  /** Its region is chosen on the canvas. */
  readonly lit: boolean;
  /** Regions whose outlines can be shown. */
  readonly known: ReadonlySet<number>;
  readonly onChoose: (sentence: ReviewedStatement) => void;
  readonly onHover: (sentence: ReviewedStatement | null) => void;
  readonly onRegion: (region: number) => void;
  readonly onDecide: (sentence: ReviewedStatement, decision: Decision, text: string | null) => void;
  readonly onEdit: (sentence: ReviewedStatement | null) => void;
}

/** One sentence: its words, what stands behind it, the regions it speaks of, and what the examiner decided. */
export function Sentence({ slug, explanation, sentence, level, current, editing, lit, known, onChoose, onHover, onRegion, onDecide, onEdit }: SentenceProps): ReactNode {
  const [open, setOpen] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  const groundsId = useId();
  const decision = decisionOf(sentence);
  const words = wordsOf(sentence, level);
  const { regions, grounds } = sentence;
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const wasEditing = useRef(false);
  useEffect(() => {
    // The keyboard goes back to the sentence, unless it has gone on to another field.
    if (wasEditing.current && !editing && document.activeElement === document.body) row.current?.querySelector<HTMLElement>('[data-sentence]')?.focus({ preventScroll: true });
    wasEditing.current = editing;
  }, [editing]);
  return (
    <li ref={row} className={classes.sentence} data-current={current || undefined} data-lit={lit || undefined} data-decision={decision} onPointerEnter={() => onHover(sentence)} onPointerLeave={() => onHover(null)}>
      <SourceGlyph source={sourceOf(sentence)} />
      <div className={classes.sentenceBody}>
        {editing ? (
          <SentenceEditor text={words} onSave={(text) => onDecide(sentence, 'edited', text)} onCancel={() => onEdit(null)} />
        ) : (
          <Tooltip disabled={grounds.length === 0 || open || current} label={<GroundsTip sentence={sentence} />} multiline maw={340} position="left" openDelay={600} events={{ hover: true, focus: true, touch: false }}>
            <button type="button" className={classes.words} aria-pressed={current} data-sentence={sentence.id} onClick={() => onChoose(sentence)}>
              {words}
            </button>
          </Tooltip>
        )}
        {decision === 'edited' && !editing && <p className={classes.was}>Before: {level === 'plain' ? sentence.plain : sentence.technical}</p>}
        <div className={classes.meta}>
          {regions.map((region) => (
            <button key={region} type="button" className={classes.chip} disabled={!known.has(region)} aria-label={`Show region ${region}`} title={`Show region ${region}`} onClick={() => onRegion(region)}>
              {region}
            </button>
          ))}
          {grounds.length > 0 && (
            <button type="button" className={classes.disclosure} aria-expanded={open} aria-controls={groundsId} onClick={() => setOpen(!open)}>
              {countOf(grounds.length, 'value')}
              <IconChevronDown size={13} aria-hidden="true" />
            </button>
          )}
          <DecisionButtons decision={decision} sentence={sentence} onDecide={onDecide} onEdit={onEdit} />
        </div>
        <DecisionTag slug={slug} explanation={explanation} sentence={sentence} />
        {open && <Grounds grounds={grounds} id={groundsId} />}
      </div>
    </li>
  );
}

function GroundsTip({ sentence }: { readonly sentence: ReviewedStatement }): ReactNode {
  return (
    <span className={classes.tip}>
      <span>Rests on</span>
      {sentence.grounds.map((ground, index) => (
        <span key={index}>{groundWords(ground)}</span>
      ))}
    </span>
  );
}

function DecisionButtons({ decision, sentence, onDecide, onEdit }: { readonly decision: Decision } & Pick<SentenceProps, 'sentence' | 'onDecide' | 'onEdit'>): ReactNode {
  return (
    <span className={classes.buttons}>
      <ActionTooltip action="explain.accept">
        <ActionIcon size="sm" aria-label="Accept" aria-pressed={decision === 'accepted'} onClick={() => onDecide(sentence, 'accepted', null)}>
          <IconCheck size={15} />
        </ActionIcon>
      </ActionTooltip>
      <ActionTooltip action="explain.edit">
        <ActionIcon size="sm" aria-label="Edit" aria-pressed={decision === 'edited'} onClick={() => onEdit(sentence)}>
          <IconPencil size={15} />
        </ActionIcon>
      </ActionTooltip>
      <ActionTooltip action="explain.reject">
        <ActionIcon size="sm" aria-label="Reject" aria-pressed={decision === 'rejected'} onClick={() => onDecide(sentence, 'rejected', null)}>
          <IconX size={15} />
        </ActionIcon>
      </ActionTooltip>
      {decision !== 'open' && (
        <Tooltip label="Reopen: take the decision back. It stays in the history." openDelay={350}>
          <ActionIcon size="sm" aria-label="Reopen" onClick={() => onDecide(sentence, 'open', null)}>
            <IconArrowBackUp size={15} />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  );
}
