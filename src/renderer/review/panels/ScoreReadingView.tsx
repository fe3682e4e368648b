import type { ReactNode } from 'react';
import type { ScoreReading } from '../../../contract/index.ts';
import { formatPercent, formatScore } from '../../ui/words.ts';
import { bandsOf, boundWords, CLASS_TITLES, countWords, intervalWords, OUTCOMES, rateRows, ratioWords } from '../logic/scoreWords.ts';
import classes from './panels.module.css';

/** What may be said of a score for this kind of picture, with the error rates measured on its class, or the refusal to say it. */
export function ScoreReadingView({ reading }: { readonly reading: ScoreReading }): ReactNode {
  const { outcome, classification, point, log10LikelihoodRatio, words } = reading;
  const { title, state } = OUTCOMES[outcome];
  return (
    <div className={classes.reading}>
      {point !== null && <Bands point={point} score={reading.score} />}
      <p className={classes.verdict} data-state={state}>
        {title}.
      </p>
      {!(outcome === 'not_validated' && classification.class === 'other') && <p className={classes.text}>{words}</p>}
      {log10LikelihoodRatio !== null && (
        <p className={classes.text} title="Likelihood ratio: how much likelier this score is among altered pictures of this class than among untouched ones, as measured. It is no probability that this picture was altered.">
          {ratioWords(log10LikelihoodRatio)} <span className={classes.dim}>{boundWords(reading)}</span>
        </p>
      )}
      {point !== null && <Rates point={point} />}
      <h3 className={classes.subtitle}>Class of picture</h3>
      <p className={classes.text}>{CLASS_TITLES[classification.class]}</p>
      <ul className={classes.reasons}>
        {classification.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}

const BAND_WORDS = { no_traces: 'no traces', inconclusive: 'inconclusive', traces: 'traces' } as const;

function Bands({ point, score }: { readonly point: NonNullable<ScoreReading['point']>; readonly score: number }): ReactNode {
  const bands = bandsOf(point);
  const words = `Score ${formatScore(score)}. Traces from ${formatScore(point.flag)} up, no traces by this method below ${formatScore(point.clear)}, inconclusive between them.`;
  return (
    <div className={classes.bands} role="img" aria-label={words} title={words}>
      {bands.map(({ outcome, from, to }) => (
        <span key={outcome} className={classes.band} data-outcome={outcome} style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}>
          {to - from > 0.2 && <span>{BAND_WORDS[outcome]}</span>}
        </span>
      ))}
      <span className={classes.bandMark} style={{ left: `${score * 100}%` }} />
    </div>
  );
}

function Rates({ point }: { readonly point: NonNullable<ScoreReading['point']> }): ReactNode {
  return (
    <table className={classes.rates}>
      <caption>
        Measured on pictures of this class. Traces from score {formatScore(point.flag)}, no traces below {formatScore(point.clear)}.
      </caption>
      <thead>
        <tr>
          <th scope="col">Rate</th>
          <th scope="col">Share</th>
          <th scope="col">Pictures</th>
          <th scope="col" title="Clopper and Pearson 1934">
            95 % interval
          </th>
        </tr>
      </thead>
      <tbody>
        {rateRows(point).map(({ name, help, rate }) => (
          <tr key={name} title={help}>
            <th scope="row">{name}</th>
            <td>{formatPercent(rate.value)}</td>
            <td>{countWords(rate)}</td>
            <td>{intervalWords(rate)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
