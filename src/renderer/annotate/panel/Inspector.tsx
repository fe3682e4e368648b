import { Button, MultiSelect, Select, Textarea } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { confidenceSchema, type Annotation, type LayerName } from '../../../contract/annotations.ts';
import { useCanvasOrNull } from '../../review/canvas/context.ts';
import { LAYERS } from '../../review/layers.ts';
import { formatTime } from '../../ui/words.ts';
import classes from '../annotate.module.css';
import { isClosed } from '../logic/fill.ts';
import { CONFIDENCE_WORDS, geometryWords, SHAPE_WORDS } from '../logic/shapes.ts';
import type { AnnotateSession } from '../session/session.ts';
import { useAnnotateState } from '../session/useAnnotate.ts';
import { History } from './History.tsx';

/** Milliseconds of rest after which what is typed becomes a revision. */
const REST = 500;
const CONFIDENCES = confidenceSchema.options.map((value) => ({ value, label: CONFIDENCE_WORDS[value] }));
const LAYER_CHOICES = LAYERS.map(({ name, title }) => ({ value: name, label: title }));

/** What is said about one annotation, and its revisions. */
export function Inspector({ session, annotation, number, readOnly }: { readonly session: AnnotateSession; readonly annotation: Annotation; readonly number: number; readonly readOnly: boolean }): ReactNode {
  const { id, shape, note, confidence, layers, author, at, revision } = annotation;
  const size = useCanvasOrNull()?.size ?? { width: 1, height: 1 };
  const locked = useAnnotateState(session, (state) => state.locked.has(id));
  const fixed = readOnly || locked;
  const word = SHAPE_WORDS[shape.type];
  return (
    <section className={classes.section} aria-label={`M${number} ${word}`}>
      <div className={classes.head}>
        <h2 className={classes.title}>
          M{number} {word}
        </h2>
        {locked && <span className={classes.dim}>locked</span>}
      </div>
      <p className={classes.facts} title="In pixels of the stored picture">
        {geometryWords(shape, size)}
      </p>
      <p className={classes.facts}>{revision === 0 ? 'Being saved' : `${author}, ${formatTime(at, true)}, revision ${revision}`}</p>
      {shape.type === 'text' && <TypedText label="Text on the picture" value={shape.text} disabled={fixed} least={1} most={2000} onRest={(text) => session.change(id, { shape: { ...shape, text } }, 'text changed')} />}
      <TypedText label="Note" value={note} disabled={fixed} least={0} most={20_000} onRest={(text) => session.change(id, { note: text }, 'note changed')} />
      <Select label="Confidence" description="How sure you are of what the note says" data={CONFIDENCES} value={confidence} disabled={fixed} onChange={(value) => value !== null && session.change(id, { confidence: confidenceSchema.parse(value) }, 'confidence changed')} />
      <MultiSelect label="Layers it refers to" data={LAYER_CHOICES} value={layers} disabled={fixed} onChange={(value) => session.change(id, { layers: value as LayerName[] }, 'layers changed')} />
      <div className={classes.buttons}>
        {isClosed(shape) && (
          <>
            <Button variant="default" disabled={readOnly} onClick={() => session.fillMask(id, true)}>
              Add to mask
            </Button>
            <Button variant="default" disabled={readOnly} onClick={() => session.fillMask(id, false)}>
              Take off mask
            </Button>
          </>
        )}
        <Button variant="default" color="red" disabled={fixed} onClick={() => session.remove(id)}>
          Remove
        </Button>
      </div>
      <History session={session} annotation={annotation} readOnly={fixed} />
    </section>
  );
}

interface TypedTextProps {
  readonly label: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly least: number;
  readonly most: number;
  readonly onRest: (text: string) => void;
}

/** A text that is taken over when typing rests, and when the field is left or goes away. */
function TypedText({ label, value, disabled, least, most, onRest }: TypedTextProps): ReactNode {
  const [typed, setTyped] = useState<string | null>(null);
  const latest = useRef({ typed, onRest });
  useEffect(() => {
    latest.current = { typed, onRest };
  });
  function commit(): void {
    const { typed: text, onRest: take } = latest.current;
    if (text === null) return;
    latest.current.typed = null;
    setTyped(null);
    if (text.trim().length >= least) take(text);
  }
  const commitLast = useRef(commit);
  useEffect(() => {
    commitLast.current = commit;
  });
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => commitLast.current(), REST);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => () => commitLast.current(), []);
  return <Textarea label={label} autosize minRows={2} maxRows={10} maxLength={most} disabled={disabled} value={typed ?? value} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={commit} />;
}
