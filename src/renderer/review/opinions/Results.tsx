import { Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { SIGNAL_NAMES, SIGNAL_WORDS, type SignalName, type SignalResult, type SignalRun } from '../../../contract/index.ts';
import { formatPercent, formatScore } from '../../ui/words.ts';
import { LayerHelp } from './LayerHelp.tsx';
import classes from './opinions.module.css';
import { parameterWords, stateOf, workTime } from './run.ts';
import { ShowLayer } from './ShowLayer.tsx';

const WAITING_WORDS = { now: 'At work', waiting: 'Waiting for its turn', ended: 'Not run', not_run: 'Not run' } as const;
const EVENTS = { hover: true, focus: true, touch: true };

/** One row a method: what it marks, or why it says nothing here. */
export function Results({ run }: { readonly run: SignalRun }): ReactNode {
  return (
    <ul className={classes.results} aria-label="Results of the methods">
      {SIGNAL_NAMES.filter((name) => run.names.includes(name)).map((name) => (
        <ResultRow key={name} run={run} name={name} />
      ))}
    </ul>
  );
}

function ResultRow({ run, name }: { readonly run: SignalRun; readonly name: SignalName }): ReactNode {
  const method = stateOf(run, name);
  const marked = method.state === 'marked';
  return (
    <li className={classes.result} data-state={method.state} data-method={name}>
      {marked ? <ShowLayer layer={name} /> : <span className={classes.noMap} aria-hidden="true" />}
      <span className={classes.name}>
        {SIGNAL_WORDS[name].title}
        <LayerHelp layer={name} />
      </span>
      {marked && (
        <span className={classes.share} title="Share of the picture that this method marks: its map stands at 0.5 or more there, its own decision">
          {formatPercent(method.result.maskShare)} marked
        </span>
      )}
      {!('result' in method) && <span className={classes.still}>{WAITING_WORDS[method.state]}</span>}
      {method.state === 'marked' && <Facts name={name} result={method.result} />}
      {method.state === 'not_applicable' && (
        <p className={classes.reason}>
          <strong>Does not apply:</strong> {method.result.reason}
        </p>
      )}
    </li>
  );
}

function Facts({ name, result }: { readonly name: SignalName; readonly result: SignalResult }): ReactNode {
  const parameters = parameterWords(result.parameters);
  const { title } = SIGNAL_WORDS[name];
  return (
    <span className={classes.resultFacts}>
      <span title="Highest mean of the map over 16 × 16 pixels, 0 to 1: it puts pictures in order and is no probability">peak {formatScore(result.score)}</span>
      <span title="Time this method took">{workTime(result.milliseconds)}</span>
      <Tooltip
        multiline
        maw={320}
        position="left"
        events={EVENTS}
        label={
          <span className={classes.tip}>
            <span>Version {result.version}, parameters</span>
            {parameters.length === 0 ? <span>None</span> : parameters.map((one) => <span key={one}>{one}</span>)}
          </span>
        }
      >
        <button type="button" className={classes.parameters} aria-label={`Parameters of ${title}, version ${result.version}. ${parameters.join(', ')}`}>
          version {result.version}
          <IconAdjustmentsHorizontal size={13} aria-hidden="true" />
        </button>
      </Tooltip>
    </span>
  );
}
