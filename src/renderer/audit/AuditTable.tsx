import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { AuditEntry } from '../../contract/index.ts';
import { toReview } from '../app/routes.ts';
import screen from '../ui/screen.module.css';
import { formatCount, formatTime, shortHash } from '../ui/words.ts';
import classes from './audit.module.css';
import { actionWords, briefSubject, briefValue, detailPairs, itemOf, readableDetails, readableFirst } from './entries.ts';

/** The log as a table. `broken`: number of the entry at which the chain breaks. */
export function AuditTable({ slug, entries, broken, onItem }: { readonly slug: string; readonly entries: readonly AuditEntry[]; readonly broken: number | null; readonly onItem: (evidenceId: number) => void }): ReactNode {
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
            <tr key={entry.sequence} className={classes.entry} data-broken={entry.sequence === broken || undefined}>
              <td className={screen.number}>{formatCount(entry.sequence)}</td>
              <td className={classes.time} title={`${entry.at} (as written, UTC)`}>
                {formatTime(entry.at, true)}
              </td>
              <td className={classes.who}>{entry.actor}</td>
              <td className={classes.time}>{actionWords(entry.action)}</td>
              <td className={classes.time} title={entry.subject}>
                <Subject slug={slug} entry={entry} onItem={onItem} />
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

/** What an entry is about; an item leads to its review, and to its other entries. */
function Subject({ slug, entry, onItem }: { readonly slug: string; readonly entry: AuditEntry; readonly onItem: (evidenceId: number) => void }): ReactNode {
  const item = itemOf(entry);
  if (item === null) return briefSubject(entry.subject);
  return (
    <>
      <Link className={classes.subject} href={toReview(slug, item)}>{briefSubject(entry.subject)}</Link>
      <button type="button" className={classes.only} aria-label={`Only entries of item ${item}`} title={`Only entries of item ${item}`} onClick={() => onItem(item)}>
        only
      </button>
    </>
  );
}

/** One line; opened, every value in full and the whole as JSON. */
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
      <details className={classes.json}>
        <summary>JSON</summary>
        <pre>{readableDetails(text)}</pre>
      </details>
    </details>
  );
}
