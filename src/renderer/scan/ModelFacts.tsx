import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { toRecord } from '../api/errors.ts';
import { useModels } from '../api/queries.ts';
import { formatBytes, formatCount, shortHash } from '../ui/words.ts';
import classes from './scan.module.css';

/** What is known of a model: which weights exactly, how large, how to read its score, and under which licence. */
export function ModelFacts({ model }: { readonly model: string }): ReactNode {
  const { data, error, isPending } = useModels();
  if (isPending) return <Skeleton height={72} />;
  if (error !== null) {
    return (
      <p role="alert" className={classes.problem}>
        {toRecord(error).message}
      </p>
    );
  }
  const facts = data.find((one) => one.id === model);
  if (facts === undefined) {
    return (
      <p role="alert" className={classes.problem}>
        {data.length === 0 ? 'No model is installed. Put one into the folder resources/models and start again.' : `The model ${model} is not installed. Choose another.`}
      </p>
    );
  }
  return (
    <dl className={classes.facts}>
      <dt>Version</dt>
      <dd>{facts.version}</dd>
      <dt>Parameters</dt>
      <dd>
        {facts.parameters >= 1e6 ? `${(facts.parameters / 1e6).toFixed(1)} million` : formatCount(facts.parameters)}, {formatBytes(facts.bytes)}
      </dd>
      <dt>Trained at</dt>
      <dd title="Side of the pictures that the network saw last in training; tiles of about this size suit it">{facts.trainedAt} px</dd>
      <dt>Score</dt>
      <dd>{facts.scoreCalibrated ? 'calibrated on a named set' : 'not calibrated: an order, not a probability'}</dd>
      <dt>Licence</dt>
      <dd>{facts.licence}</dd>
      <dt>SHA-256</dt>
      <dd>
        <code title={facts.sha256}>{shortHash(facts.sha256, 16)}</code>
      </dd>
    </dl>
  );
}
