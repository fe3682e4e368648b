import type { ReactNode } from 'react';
import classes from './ui.module.css';
import { formatScore } from './words.ts';

/** The image-level score as a bar and a number. It orders pictures; it is no probability unless the model says that it was calibrated. */
export function ScoreBar({ score, threshold, calibrated = false, compact = false }: {
  /** 0..1, or null before the analysis. */
  readonly score: number | null;
  /** Where the operating point lies, marked on the bar. */
  readonly threshold?: number;
  readonly calibrated?: boolean;
  /** The bar alone; the number is in the tooltip. */
  readonly compact?: boolean;
}): ReactNode {
  if (score === null) {
    return (
      <span className={classes.score} title="No score: not analysed yet, or the analysis failed">
        <span className={classes.scoreTrack} data-empty />
        {!compact && <span className={classes.scoreNumber}>–</span>}
      </span>
    );
  }
  const title = `Score ${formatScore(score)} of 1, given by the model to the picture as a whole. ${calibrated ? 'Calibrated on a named set, see the model card.' : 'Not calibrated: it puts pictures in order and is not a probability.'}`;
  return (
    <span className={classes.score} title={title}>
      <span className={classes.scoreTrack} role="img" aria-label={`Score ${formatScore(score)}`}>
        <span className={classes.scoreFill} style={{ width: `${Math.round(score * 1000) / 10}%` }} />
        {threshold !== undefined && <span className={classes.scoreMark} style={{ left: `${threshold * 100}%` }} />}
      </span>
      {!compact && (
        <span className={classes.scoreNumber} aria-hidden="true">
          {formatScore(score)}
        </span>
      )}
    </span>
  );
}
