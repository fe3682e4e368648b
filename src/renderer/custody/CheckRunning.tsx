import { Button } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatCount, formatDuration, formatRate } from '../ui/words.ts';
import classes from './custody.module.css';
import { cancelVerifying } from './data.ts';
import { paceOf, type CheckProgress } from './progress.ts';

/** How far a check of the evidence is, how fast it goes, and how to stop it. */
export function CheckRunning({ slug, progress }: { readonly slug: string; readonly progress: CheckProgress }): ReactNode {
  const share = progress.total === 0 ? 0 : progress.done / progress.total;
  const { ratePerHour, etaSeconds } = paceOf(progress);
  return (
    <section className={classes.running} aria-label="Verifying the evidence">
      <span className={classes.runningWords}>Reading every file again</span>
      <span className={classes.track} role="progressbar" aria-label="Files verified" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(share * 100)}>
        <span className={classes.fill} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={classes.runningNumber} title="Files read again of files to read">
        {formatCount(progress.done)} / {formatCount(progress.total)}
      </span>
      <span className={classes.runningNumber} title="Files an hour, measured over the last 20 seconds">
        {formatRate(ratePerHour)}
      </span>
      <span className={classes.runningNumber} title="Time left at this rate">
        {etaSeconds === null ? '' : `${formatDuration(etaSeconds)} left`}
      </span>
      <Button variant="default" leftSection={<IconPlayerStop size={15} aria-hidden="true" />} onClick={() => void cancelVerifying(slug)}>
        Cancel
      </Button>
    </section>
  );
}
