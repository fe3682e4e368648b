import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Job } from '../../contract/index.ts';
import { Panel } from '../ui/Panel.tsx';
import screen from '../ui/screen.module.css';
import { formatCount, formatDuration, formatTime, JOB_KIND_WORDS, JOB_STATUS_WORDS } from '../ui/words.ts';
import { mainStage } from './progress.ts';
import classes from './scan.module.css';

/** What was done before, newest first. */
export function JobHistory({ jobs, onFailures }: { readonly jobs: readonly Job[]; readonly onFailures: (jobId: number) => void }): ReactNode {
  return (
    <Panel title="Done">
      <div className={screen.scroll}>
        <table className={screen.table}>
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Of</th>
              <th scope="col">Ended</th>
              <th scope="col" className={screen.number}>
                Files
              </th>
              <th scope="col" className={screen.number}>
                Took
              </th>
              <th scope="col">Result</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <tr key={job.id}>
                <td className={classes.kind}>{JOB_KIND_WORDS[job.kind]}</td>
                <td className={classes.subject} title={job.subject}>
                  {job.subject}
                  {job.settings !== null && <span className={screen.dim}> · {job.settings.model}</span>}
                </td>
                <td className={classes.kind}>{formatTime(job.finishedAt)}</td>
                <td className={screen.number} title="Files done of files known">
                  {fileWords(job)}
                </td>
                <td className={screen.number}>{formatDuration(seconds(job))}</td>
                <td>
                  <div className={classes.resultCell}>
                  <span data-status={job.status} className={classes.result}>
                    {JOB_STATUS_WORDS[job.status]}
                  </span>
                  {job.failures > 0 && (
                    <Button variant="subtle" color="gray" size="compact-xs" leftSection={<IconAlertTriangle size={13} aria-hidden="true" />} onClick={() => onFailures(job.id)}>
                      {formatCount(job.failures)} {job.failures === 1 ? 'problem' : 'problems'}
                    </Button>
                  )}
                  </div>
                  {job.error !== null && <div className={classes.problem}>{job.error.message}</div>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** `17`, or `11 / 18` where not all were done. */
function fileWords(job: Job): string {
  const stage = mainStage(job);
  if (stage === null) return '–';
  return stage.done === stage.total ? formatCount(stage.done) : `${formatCount(stage.done)} / ${formatCount(stage.total)}`;
}

function seconds(job: Job): number | null {
  if (job.startedAt === null || job.finishedAt === null) return null;
  return (new Date(job.finishedAt).getTime() - new Date(job.startedAt).getTime()) / 1000;
}
