import { ActionIcon } from '@mantine/core';
import { IconEye, IconEyeOff, IconLock, IconLockOpen } from '@tabler/icons-react';
import { useEffect, useRef, type CSSProperties, type ReactNode } from 'react';
import type { Annotation } from '../../../contract/annotations.ts';
import { formatAgo } from '../../ui/words.ts';
import classes from '../annotate.module.css';
import { toggle } from '../input/useAnnotateActions.ts';
import { CONFIDENCE_WORDS, SHAPE_COLOURS, SHAPE_WORDS } from '../logic/shapes.ts';
import type { AnnotateSession } from '../session/session.ts';
import { useAnnotateState } from '../session/useAnnotate.ts';

/** The annotations of the picture, linked with the canvas both ways. */
export function MarksList({ session, annotations, selected }: { readonly session: AnnotateSession; readonly annotations: readonly Annotation[]; readonly selected: string | null }): ReactNode {
  if (annotations.length === 0) return <p className={classes.empty}>Nothing is drawn on this picture yet. Choose a tool on the left, such as the rectangle (M), and drag over what you want to point out.</p>;
  return (
    <ol className={classes.marks} aria-label="Annotations">
      {annotations.map((annotation, index) => (
        <MarkRow key={annotation.id} session={session} annotation={annotation} number={index + 1} selected={annotation.id === selected} />
      ))}
    </ol>
  );
}

function MarkRow({ session, annotation, number, selected }: { readonly session: AnnotateSession; readonly annotation: Annotation; readonly number: number; readonly selected: boolean }): ReactNode {
  const { id, shape, note, confidence, author, at } = annotation;
  const hovered = useAnnotateState(session, (state) => state.hovered === id);
  const hidden = useAnnotateState(session, (state) => state.hidden.has(id));
  const locked = useAnnotateState(session, (state) => state.locked.has(id));
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const hover = (value: string | null) => () => {
    session.store.setState({ hovered: value });
    session.requestDraw();
  };
  const name = `M${number} ${SHAPE_WORDS[shape.type]}`;
  const words = shape.type === 'text' ? shape.text : note;
  return (
    <li ref={row} className={classes.mark} data-selected={selected || undefined} data-hovered={hovered || undefined} data-hidden={hidden || undefined}>
      <button type="button" className={classes.markButton} aria-pressed={selected} onClick={() => session.select(selected ? null : id)} onPointerEnter={hover(id)} onPointerLeave={hover(null)} onFocus={hover(id)} onBlur={hover(null)}>
        <span className={classes.swatch} style={{ '--mark-colour': SHAPE_COLOURS[shape.type] } as CSSProperties} aria-hidden="true" />
        <span className={classes.markName}>{name}</span>
        <span className={classes.markNote}>{words === '' ? 'No note yet' : words}</span>
        <span className={classes.markFacts}>
          {confidence === 'unstated' ? '' : `${CONFIDENCE_WORDS[confidence]} · `}
          {author === '' ? 'being saved' : `${author}, ${formatAgo(at)}`}
        </span>
      </button>
      <ActionIcon size="sm" aria-label={`${hidden ? 'Show' : 'Hide'} ${name}`} aria-pressed={hidden} onClick={() => toggle(session, 'hidden', id)}>
        {hidden ? <IconEyeOff size={16} /> : <IconEye size={16} />}
      </ActionIcon>
      <ActionIcon size="sm" aria-label={`${locked ? 'Unlock' : 'Lock'} ${name}`} aria-pressed={locked} onClick={() => toggle(session, 'locked', id)}>
        {locked ? <IconLock size={16} /> : <IconLockOpen size={16} />}
      </ActionIcon>
    </li>
  );
}
