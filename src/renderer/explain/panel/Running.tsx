import { Button, Progress } from '@mantine/core';
import { IconCheck, IconCircle, IconCircleDot } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Explanation } from '../../../contract/index.ts';
import { formatCount } from '../../ui/words.ts';
import { modelName, STEP_WORDS, STEPS } from '../logic/words.ts';
import classes from './panel.module.css';

/** How far a run with the language model is, step by step. */
export function Running({ explanation, onCancel }: { readonly explanation: Explanation; readonly onCancel: () => void }): ReactNode {
  const { progress, server } = explanation;
  const at = progress === null ? -1 : STEPS.indexOf(progress.step);
  return (
    <section className={classes.running} aria-label="Progress">
      <p className={classes.runningTitle} role="status">
        {progress === null ? 'Waiting for its turn' : STEP_WORDS[progress.step]}
      </p>
      <Progress value={(progress?.value ?? 0) * 100} size="sm" aria-label="Progress of the explanation" />
      <ol className={classes.steps}>
        {STEPS.map((step, index) => (
          <li key={step} data-state={index < at ? 'done' : index === at ? 'now' : 'next'}>
            {index < at ? <IconCheck size={14} aria-label="Done" /> : index === at ? <IconCircleDot size={14} aria-label="Now" /> : <IconCircle size={14} aria-label="Not yet" />}
            <span>{STEP_WORDS[step]}</span>
            {index === at && progress !== null && progress.received > 0 && <span className={classes.received}>{formatCount(progress.received)} characters</span>}
          </li>
        ))}
      </ol>
      <div className={classes.row}>
        <Button variant="default" size="compact-sm" onClick={onCancel}>
          Cancel
        </Button>
        <span className={classes.hint}>{server === null ? '' : `${modelName(explanation)} at ${server.origin}`}</span>
      </div>
    </section>
  );
}
