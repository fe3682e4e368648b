import { Button, Select, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { isErrorCode, SIGNAL_NAMES, type FindingView, type SignalRun } from '../../../contract/index.ts';
import { errorTitle } from '../../api/errors.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatTime } from '../../ui/words.ts';
import { useReview } from '../state.ts';
import { AgreementView } from './AgreementView.tsx';
import type { Opinions } from './data.ts';
import classes from './opinions.module.css';
import { Results } from './Results.tsx';
import { outcomeWords, runTitle } from './run.ts';
import { ChooseMethods, Progressing } from './Start.tsx';

/** Classical methods run over the picture beside the network: what each says, and how far they agree. */
export function OpinionsPanel({ opinions, findings }: { readonly opinions: Opinions; readonly findings: readonly FindingView[] }): ReactNode {
  const { runs, run, running, starting, error, retry, start, cancel } = opinions;
  return (
    <div className={classes.panel}>
      <div>
        <h2 className={classes.title}>Second opinions</h2>
        <p className={classes.hint}>Classical methods that look at the same file, each by its own rule. A place that one of them marks is a reason to look there, and no proof.</p>
      </div>
      {running === null ? (
        <div className={classes.row}>
          <Button loading={starting} disabled={runs === undefined} variant={run === null ? 'filled' : 'default'} onClick={() => start(null)}>
            Run all {SIGNAL_NAMES.length} methods
          </Button>
          <ChooseMethods disabled={starting || runs === undefined} onRun={start} />
        </div>
      ) : (
        <Progressing run={running} onCancel={cancel} />
      )}
      {runs === undefined && error !== null && <ErrorState error={error} retry={retry} />}
      {runs === undefined && error === null && <Waiting />}
      {runs !== undefined && runs.length > 1 && (
        <Select label="Run" data={runs.map((one, index) => ({ value: String(one.id), label: runTitle(one, index === 0) }))} value={run === null ? null : String(run.id)} onChange={(value) => value !== null && useReview.setState({ opinionRun: Number(value) })} />
      )}
      {run === null ? runs !== undefined && <p className={classes.empty}>Nothing has been run on this picture yet. What each method marks, and where they agree, will stand here and on the picture.</p> : <ShownRun run={run} newest={runs?.[0] ?? run} findings={findings} />}
    </div>
  );
}

function ShownRun({ run, newest, findings }: { readonly run: SignalRun; readonly newest: SignalRun; readonly findings: readonly FindingView[] }): ReactNode {
  const counted = findings.find(({ id }) => id === run.findingId);
  return (
    <>
      {newest.id !== run.id && newest.status === 'failed' && <Failure run={newest} />}
      {run.status === 'failed' && <Failure run={run} />}
      {run.status !== 'running' && run.results.length > 0 && (
        <p className={classes.text} role="status">
          {run.status === 'cancelled' && 'Cancelled. '}
          {outcomeWords(run)}
        </p>
      )}
      <Results run={run} />
      {run.agreement !== null && <AgreementView agreement={run.agreement} />}
      {run.agreement === null && run.status === 'done' && <p className={classes.hint}>Fewer than two methods apply, the network counted, so there is no agreement to show.</p>}
      <p className={classes.hint}>
        {counted === undefined ? 'No finding was there when they ran, so the network is not counted.' : `The network counts with its mask of the finding of ${formatTime(counted.createdAt)}.`} Run by {run.author}, {formatTime(run.createdAt)},{' '}
        <span title={`sharp ${run.record.versions.sharp}, libvips ${run.record.versions.libvips}, Node ${run.record.versions.node}, ${run.record.platform}. SHA-256 of the file: ${run.record.inputSha256}`}>engine version {run.record.versions.engine}</span>.
      </p>
    </>
  );
}

function Failure({ run }: { readonly run: SignalRun }): ReactNode {
  return (
    <section className={classes.failed} role="note">
      <h3 className={classes.subtitle}>
        {run.error !== null && isErrorCode(run.error.code) ? errorTitle(run.error.code) : 'The run came to nothing'}, {formatTime(run.createdAt)}
      </h3>
      {run.error !== null && <p className={classes.text}>{run.error.message}</p>}
      {run.error !== null && <code className={classes.code}>{run.error.code}</code>}
    </section>
  );
}

function Waiting(): ReactNode {
  return (
    <div className={classes.waiting} role="status" aria-label="Loading the second opinions" aria-busy="true">
      {[70, 100, 100, 100].map((width, index) => (
        <Skeleton key={index} height={18} width={`${width}%`} />
      ))}
    </div>
  );
}
