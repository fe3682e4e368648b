import type { ReactNode } from 'react';
import type { AuditEntry } from '../../contract/index.ts';
import screen from '../ui/screen.module.css';
import { formatCount, formatTime, shortHash } from '../ui/words.ts';
import classes from './audit.module.css';
import { actionWords, briefSubject, briefValue, detailPairs, readableFirst } from './entries.ts';

export function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }): ReactNode {
  return (
    <div className={classes.box}>
      <table className={screen.table}>
        <thead>
          <tr>
            <th scope="col" className={screen.number}>
              No.
            </th>
            <th scope="col">Time</th>
            <th scope="col">Who</th>
            <th scope="col">Action</th>
            <th scope="col">Subject</th>
            <th scope="col">Details</th>
            <th scope="col">Hash</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.sequence} className={classes.entry}>
              <td className={screen.number}>{formatCount(entry.sequence)}</td>
              <td className={classes.time} title={`${entry.at} (as written, UTC)`}>
                {formatTime(entry.at, true)}
              </td>
              <td className={classes.who}>{entry.actor}</td>
              <td className={classes.time}>{actionWords(entry.action)}</td>
              <td className={classes.time} title={entry.subject}>
                {briefSubject(entry.subject)}
              </td>
              <td className={classes.long}>
                <Details text={entry.details} />
              </td>
              <td className={screen.mono} title={entry.hash}>
                {shortHash(entry.hash, 10)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One line; opened, every value in full. */
function Details({ text }: { readonly text: string }): ReactNode {
  const pairs = detailPairs(text);
  if (pairs === null) return text;
  if (pairs.length === 0) return null;
  return (
    <details className={classes.details}>
      <summary>
        <b className={classes.less}>Less</b>
        {readableFirst(pairs).map(([key, value]) => (
          <span key={key}>
            <span className={classes.dim}>{key}</span> {briefValue(value)}{' '}
          </span>
        ))}
      </summary>
      <dl className={classes.pairs}>
        {pairs.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
