import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorState } from '../ui/ErrorState.tsx';
import classes from './annotate.module.css';
import { Inspector } from './panel/Inspector.tsx';
import { MarksList } from './panel/MarksList.tsx';
import { MaskPanel } from './panel/MaskPanel.tsx';
import { SaveState } from './parts/SaveState.tsx';
import { useAnnotate, useAnnotateState, useAnnotationList, useReadOnly } from './session/useAnnotate.ts';

/** Everything drawn on the picture in words and numbers: annotations with author, time, confidence and note, and the analyst's mask. */
export function AnnotatePanel({ slug, evidenceId }: { readonly slug: string; readonly evidenceId: number }): ReactNode {
  const session = useAnnotate(slug, evidenceId);
  const readOnly = useReadOnly(slug);
  const { error, loading, retry } = useAnnotationList(session);
  const annotations = useAnnotateState(session, (state) => state.annotations);
  const selected = useAnnotateState(session, (state) => state.selected);
  const chosen = annotations.find(({ id }) => id === selected);
  if (error !== null && error !== undefined) return <ErrorState error={error} retry={retry} />;
  return (
    <div className={classes.panel}>
      {readOnly !== null && <p className={classes.reason}>{readOnly}</p>}
      <section aria-labelledby="marks-title">
        <div className={classes.head}>
          <h2 id="marks-title" className={classes.title}>
            Annotations
          </h2>
          <SaveState session={session} />
        </div>
        {loading ? <Skeleton height={64} /> : <MarksList session={session} annotations={annotations} selected={selected} />}
      </section>
      {chosen !== undefined && <Inspector key={chosen.id} session={session} annotation={chosen} number={annotations.indexOf(chosen) + 1} readOnly={readOnly !== null} />}
      <MaskPanel session={session} readOnly={readOnly} />
    </div>
  );
}
