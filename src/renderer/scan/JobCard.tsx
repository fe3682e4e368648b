import { Button, Modal } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Job, JobStage } from '../../contract/index.ts';
import { ActionTooltip } from '../ui/ActionTooltip.tsx';
import { countOf, formatCount, formatDuration, formatRate, formatTime, JOB_KIND_WORDS, JOB_STATUS_WORDS, PROVIDER_WORDS, STAGE_WORDS } from '../ui/words.ts';
import { commandJob } from './jobCommands.ts';
import { commandsFor, currentStage, stageShare } from './progress.ts';
import classes from './scan.module.css';

/** One job in the queue with its stages and what can be asked of it. */
export function JobCard({ slug, job, onFailures }: { readonly slug: string; readonly job: Job; readonly onFailures: () => void }): ReactNode {
  const [asking, setAsking] = useState(false);
  const commands = commandsFor(job.status);
  const current = currentStage(job);
  const stopping = job.status === 'pausing' || job.status === 'cancelling';
  return (
    <section className={classes.job} aria-label={`${JOB_KIND_WORDS[job.kind]}, ${JOB_STATUS_WORDS[job.status]}`}>
      <header className={classes.jobHead}>
        <div className={classes.jobWords}>
          <h2>{JOB_KIND_WORDS[job.kind]}</h2>
          <p title={job.subject}>{job.subject}</p>
        </div>
        <span className={classes.jobStatus} data-status={job.status} role="status">
          {JOB_STATUS_WORDS[job.status]}
        </span>
        <div className={classes.jobActions}>
          {commands.includes('pause') && (
            <ActionTooltip action="scan.pause">
              <Button variant="default" leftSection={<IconPlayerPause size={15} aria-hidden="true" />} onClick={() => void commandJob(slug, job.id, 'pause')}>
                Pause
              </Button>
            </ActionTooltip>
          )}
          {commands.includes('resume') && (
            <Button leftSection={<IconPlayerPlay size={15} aria-hidden="true" />} onClick={() => void commandJob(slug, job.id, 'resume')}>
              Resume
            </Button>
          )}
          {commands.includes('cancel') && (
            <Button variant="default" leftSection={<IconPlayerStop size={15} aria-hidden="true" />} onClick={() => setAsking(true)}>
              Cancel
            </Button>
          )}
        </div>
      </header>
      <div className={classes.stages}>
        {job.stages.map((stage) => (
          <StageRow key={stage.stage} stage={stage} active={stage === current && job.status === 'running'} stopping={stopping} />
        ))}
        {job.stages.length === 0 && <p className={classes.dim}>Has not begun yet.</p>}
      </div>
      <footer className={classes.jobFoot}>
        <span className={classes.current} title="File in work now">
          {job.current ?? ''}
        </span>
        {job.failures > 0 && (
          <Button variant="subtle" color="gray" leftSection={<IconAlertTriangle size={15} aria-hidden="true" />} onClick={onFailures}>
            {countOf(job.failures, 'problem file')}
          </Button>
        )}
        {job.settings !== null && (
          <span className={classes.dim}>
            {job.settings.model} · {PROVIDER_WORDS[job.settings.provider]} · threshold {job.settings.options.threshold}
          </span>
        )}
        <span className={classes.dim} title={`Created ${formatTime(job.createdAt, true)}`}>
          {job.startedAt === null ? 'waiting' : `since ${formatTime(job.startedAt)}`}
        </span>
      </footer>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Cancel this job?">
        <p className={classes.ask}>{job.kind === 'add' ? 'Files listed so far stay in the case. The rest is not listed.' : 'Findings made so far stay in the case. The rest stays not analysed and can be scanned later.'}</p>
        <div className={classes.askActions}>
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            Let it run
          </Button>
          <Button
            color="red"
            onClick={() => {
              setAsking(false);
              void commandJob(slug, job.id, 'cancel');
            }}
          >
            Cancel the job
          </Button>
        </div>
      </Modal>
    </section>
  );
}

function StageRow({ stage, active, stopping }: { readonly stage: JobStage; readonly active: boolean; readonly stopping: boolean }): ReactNode {
  const share = stageShare(stage);
  const name = STAGE_WORDS[stage.stage];
  return (
    <div className={classes.stage} data-active={active || undefined}>
      <span>{name}</span>
      <span className={classes.track} role="progressbar" aria-label={name} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(share * 100)}>
        <span className={classes.fill} data-resting={stopping || !active || undefined} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={classes.stageNumber} title="Files done of files known so far">
        {formatCount(stage.done)} / {formatCount(stage.total)}
      </span>
      <span className={classes.stageNumber}>{stage.total === 0 ? '–' : `${Math.floor(share * 100)} %`}</span>
      <span className={classes.stageNumber} title="Files an hour, measured over the last files">
        {active ? formatRate(stage.ratePerHour) : ''}
      </span>
      <span className={classes.stageNumber} title="Time left at this rate">
        {active && stage.etaSeconds !== null ? `${formatDuration(stage.etaSeconds)} left` : ''}
      </span>
      <span className={classes.stageFailed} data-some={stage.failed > 0 || undefined}>
        {stage.failed > 0 ? `${formatCount(stage.failed)} failed` : ''}
      </span>
    </div>
  );
}
