import { Button, Skeleton } from '@mantine/core';
import { IconScan } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import type { Explanation, FindingView } from '../../contract/index.ts';
import { setThreshold } from '../review/state.ts';
import { useSettings } from '../settings/useSettings.ts';
import { ErrorState } from '../ui/ErrorState.tsx';
import { cancelExplanations, useExplanations, useMeasuring } from './data.ts';
import { ConsentDialog } from './dialogs/ConsentDialog.tsx';
import { ExchangesDialog } from './dialogs/ExchangesDialog.tsx';
import { GuideDialog } from './dialogs/GuideDialog.tsx';
import { PicturesDialog, PreviewDialog } from './dialogs/PicturesDialog.tsx';
import { groupSentences, type SentenceGroup } from './logic/grouping.ts';
import { AblationView } from './panel/AblationView.tsx';
import { Failed } from './panel/Failed.tsx';
import { Head } from './panel/Head.tsx';
import classes from './panel/panel.module.css';
import { Running } from './panel/Running.tsx';
import { Sentences } from './panel/Sentences.tsx';
import { Struck } from './panel/Struck.tsx';
import { ServerBar } from './connection/ServerBar.tsx';
import { useExplain } from './state.ts';
import { useExplainActions } from './useExplainActions.ts';

export interface ExplainPanelProps {
  readonly slug: string;
  readonly evidenceId: number;
  readonly finding: FindingView | null;
  /** Threshold in force on the canvas. */
  readonly threshold: number;
  readonly scanning: boolean;
  readonly onScan: () => void;
  /** Lights and flashes regions of the finding on the canvas. */
  readonly onFlash: (regions: readonly number[]) => void;
}

/** What the finding says, in sentences that can be checked one by one. */
export function ExplainPanel(props: ExplainPanelProps): ReactNode {
  if (props.finding === null) {
    return (
      <div className={classes.empty}>
        <p>Here stands in words what was found and measured, sentence by sentence, once the picture has been scanned.</p>
        <Button leftSection={<IconScan size={16} aria-hidden="true" />} loading={props.scanning} onClick={props.onScan}>
          Scan this picture
        </Button>
      </div>
    );
  }
  return <Explained {...props} finding={props.finding} />;
}

function Explained({ slug, evidenceId, finding, threshold, onFlash }: ExplainPanelProps & { readonly finding: FindingView }): ReactNode {
  const list = useExplanations(slug, evidenceId);
  const measuring = useMeasuring(slug, evidenceId, finding, list.data);
  const chosen = useExplain((state) => state.chosen);
  const mine = useMemo(() => (list.data ?? []).filter(({ findingId }) => findingId === finding.id), [list.data, finding.id]);
  const explanation = mine.find(({ id }) => id === chosen) ?? mine.find(({ kind }) => kind === 'measured') ?? null;
  const groups = useMemo(() => groupSentences(explanation?.statements ?? []), [explanation]);
  useExplainActions({ slug, evidenceId, finding, explanation, groups, onFlash });
  return (
    <div className={classes.panel}>
      <div className={classes.content}>
        {explanation === null ? (
          <Waiting error={list.error ?? measuring.error} retry={() => void (list.error === null ? measuring.refetch() : list.refetch())} />
        ) : (
          <Shown slug={slug} explanation={explanation} groups={groups} mine={mine} finding={finding} threshold={threshold} onFlash={onFlash} />
        )}
      </div>
      <ServerBar slug={slug} evidenceId={evidenceId} finding={finding} explanations={mine} />
      {explanation !== null && <PicturesDialog slug={slug} explanation={explanation} />}
      {explanation !== null && <ExchangesDialog slug={slug} explanation={explanation} />}
      <ConsentDialog slug={slug} />
      <PreviewDialog slug={slug} findingId={finding.id} />
      <GuideDialog />
    </div>
  );
}

function Waiting({ error, retry }: { readonly error: unknown; readonly retry: () => void }): ReactNode {
  if (error !== null) return <ErrorState error={error} retry={retry} />;
  return (
    <div className={classes.waiting} role="status" aria-label="Measuring the regions" aria-busy="true">
      <p className={classes.hint}>Measuring inside each region against the rest of the picture…</p>
      {[90, 100, 70, 100, 85, 60].map((width, index) => (
        <Skeleton key={index} height={14} width={`${width}%`} />
      ))}
    </div>
  );
}

interface ShownProps {
  readonly slug: string;
  readonly explanation: Explanation;
  readonly groups: readonly SentenceGroup[];
  readonly mine: readonly Explanation[];
  readonly finding: FindingView;
  readonly threshold: number;
  readonly onFlash: (regions: readonly number[]) => void;
}

function Shown({ slug, explanation, groups, mine, finding, threshold, onFlash }: ShownProps): ReactNode {
  const { settings } = useSettings();
  const own = Math.abs(threshold - finding.threshold) < 1e-9;
  const runs = mine.filter(({ batch }) => batch !== null && batch === explanation.batch);
  const cancel = (): void => void cancelExplanations(slug, explanation.evidenceId, runs.length > 1 ? runs.filter(({ status }) => status === 'running').map(({ id }) => id) : [explanation.id]);
  return (
    <>
      <Head explanation={explanation} explanations={mine} />
      {!own && (
        <p className={classes.notice} role="note">
          The threshold stands at {threshold.toFixed(2)}. These sentences speak of the regions at {finding.threshold.toFixed(2)}, the threshold of the finding.{' '}
          <button type="button" className={classes.link} onClick={() => setThreshold(null)}>
            Back to {finding.threshold.toFixed(2)}
          </button>
        </p>
      )}
      {explanation.status === 'running' && <Running explanation={explanation} onCancel={cancel} />}
      {(explanation.status === 'failed' || explanation.status === 'cancelled') && <Failed explanation={explanation} />}
      {runs.length > 1 && <AblationView slug={slug} explanation={explanation} runs={runs} />}
      <Sentences slug={slug} explanation={explanation} groups={groups} finding={finding} level={settings.readingLevel} own={own} onFlash={onFlash} />
      <Struck statements={explanation.statements} level={settings.readingLevel} />
      {explanation.notes.length > 0 && (
        <section className={classes.struckSection}>
          <h3 className={classes.groupTitle}>Notes on this run</h3>
          <ul className={classes.unmeasured}>
            {explanation.notes.map((note, index) => (
              <li key={index}>{note}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
