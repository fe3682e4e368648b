import { Button, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { MaskOperation } from '../../../contract/annotations.ts';
import { api } from '../../api/client.ts';
import { useCanvasOrNull } from '../../review/canvas/context.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatCount, formatPercent, formatTime } from '../../ui/words.ts';
import classes from '../annotate.module.css';
import { operationWords } from '../logic/revisions.ts';
import type { AnnotateSession } from '../session/session.ts';
import { useAnnotateState } from '../session/useAnnotate.ts';
import { useAgreement } from './useAgreement.ts';

/** The analyst's mask in numbers, beside the model's, and what can be done with the two. */
export function MaskPanel({ session, readOnly }: { readonly session: AnnotateSession; readonly readOnly: string | null }): ReactNode {
  const area = useAnnotateState(session, (state) => state.area);
  const head = useAnnotateState(session, (state) => state.head);
  const busy = useAnnotateState(session, (state) => state.busy);
  const size = useCanvasOrNull()?.size;
  const { finding, threshold, overlap, failed } = useAgreement(session);
  const blocked = readOnly !== null || busy !== null || head === null;
  const reason = readOnly ?? (finding === null ? 'There is no mask of the model yet. Scan the picture first.' : null);
  const at = threshold.toFixed(2);

  function combine(type: 'copy' | 'union' | 'subtract', label: string): ReactNode {
    const operation: MaskOperation | null = finding === null ? null : { type, findingId: finding.id, threshold };
    return (
      <Tooltip label={reason ?? COMBINE_HELP[type]} multiline maw={280}>
        <Button variant="default" disabled={blocked} aria-disabled={operation === null || undefined} {...(operation === null && { 'data-disabled': true })} onClick={() => operation !== null && void session.combine(operation, operationWords(operation))}>
          {label}
        </Button>
      </Tooltip>
    );
  }

  return (
    <section className={classes.section} aria-labelledby="analyst-mask-title">
      <div className={classes.head}>
        <h2 id="analyst-mask-title" className={classes.title}>
          Analyst mask
        </h2>
        <span className={classes.swatch} data-mask aria-hidden="true" />
      </div>
      <dl className={classes.numbers}>
        <dt title="Pixels of the stored picture that are painted">Area</dt>
        <dd>
          {formatCount(area)} px{size !== undefined && `, ${formatPercent(area / (size.width * size.height))}`}
        </dd>
        <dt title={`Intersection over union with the model's mask at ${at}, counted at full resolution: 1 is the same mask, 0 has nothing in common`}>IoU with the model</dt>
        <dd>{finding === null ? 'no finding yet' : failed ? 'could not be counted' : overlap === undefined ? 'counting…' : overlap === null ? 'both empty' : `${overlap.toFixed(3)} at ${at}`}</dd>
        <dt>Last change</dt>
        <dd>{head === null ? '–' : head.revision === 0 ? 'not painted yet' : `${head.author ?? ''}, ${formatTime(head.at, true)}`}</dd>
      </dl>
      <p className={classes.dim}>Paint with the brush (B) and the eraser (X). The mask of the model is never changed.</p>
      <div className={classes.buttons}>
        {combine('copy', 'Copy from model')}
        {combine('union', 'Add model')}
        {combine('subtract', 'Subtract model')}
        <Button variant="default" disabled={blocked || area === 0} onClick={() => void session.combine({ type: 'clear' }, 'mask cleared')}>
          Clear
        </Button>
      </div>
      {busy !== null && (
        <p className={classes.dim} role="status">
          Working: {busy}…
        </p>
      )}
      {head !== null && head.revision > 0 && <MaskHistory session={session} revision={head.revision} />}
    </section>
  );
}

const COMBINE_HELP = {
  copy: "Replaces the analyst mask by the model's mask at the current threshold",
  union: "Adds the model's mask at the current threshold to the analyst mask",
  subtract: "Takes the model's mask at the current threshold off the analyst mask",
} as const;

/** Revisions shown; a long day of painting makes thousands. */
const SHOWN = 100;

function MaskHistory({ session, revision }: { readonly session: AnnotateSession; readonly revision: number }): ReactNode {
  const [open, setOpen] = useState(false);
  const { slug, evidenceId } = session;
  const { data, error, refetch } = useQuery({ queryKey: ['mask history', slug, evidenceId, revision], queryFn: ({ signal }) => api.annotations.maskHistory({ case: slug, evidenceId }, { signal }), enabled: open, gcTime: 10_000, placeholderData: (old) => old });
  return (
    <details className={classes.details} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>History ({formatCount(revision)})</summary>
      {open && error !== null && data === undefined && <ErrorState error={error} retry={() => void refetch()} />}
      {open && data !== undefined && (
        <ol className={classes.revisions} aria-label="Revisions of the mask, newest first">
          {data.slice(-SHOWN).toReversed().map((entry) => (
            <li key={entry.revision}>
              <span>
                {entry.revision}: {operationWords(entry.operation)}, then {formatCount(entry.area)} px
              </span>
              <span className={classes.dim}>
                {entry.author}, {formatTime(entry.at, true)}
              </span>
            </li>
          ))}
        </ol>
      )}
      {open && data !== undefined && data.length > SHOWN && <p className={classes.dim}>The {formatCount(data.length - SHOWN)} older ones are in the case and its audit log.</p>}
    </details>
  );
}
