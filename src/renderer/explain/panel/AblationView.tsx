import type { ReactNode } from 'react';
import type { Explanation } from '../../../contract/index.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatPercent } from '../../ui/words.ts';
import { useAblation } from '../data.ts';
import { VARIANT_WORDS } from '../logic/words.ts';
import { chooseExplanation } from '../state.ts';
import classes from './panel.module.css';

/** Whether the words changed when the mask was moved or left out. */
export function AblationView({ slug, explanation, runs }: { readonly slug: string; readonly explanation: Explanation; readonly runs: readonly Explanation[] }): ReactNode {
  const { data, error, refetch } = useAblation(slug, explanation);
  const done = runs.filter(({ status }) => status !== 'running').length;
  const failed = runs.some(({ status }) => status === 'failed' || status === 'cancelled');
  return (
    <section className={classes.ablation} aria-labelledby="ablation-title">
      <h3 id="ablation-title" className={classes.groupTitle}>
        Do the words depend on the mask?
      </h3>
      {error !== null && <ErrorState error={error} retry={() => void refetch()} />}
      {(data === null || data === undefined) && error === null && (
        <p className={classes.hint} role="status">
          {failed ? 'Not all runs came to an end, so they cannot be compared. Run the test again.' : `${done} of ${runs.length} runs are done. They are compared when all are.`}
        </p>
      )}
      {data !== null && data !== undefined && (
        <>
          <p className={classes.reading}>{data.reading}</p>
          <table className={classes.table}>
            <caption>Share of the words that stayed the same as with the mask</caption>
            <thead>
              <tr>
                <th scope="col">Run</th>
                <th scope="col">Titles</th>
                <th scope="col">Traces</th>
                <th scope="col">Methods</th>
                <th scope="col" title="Overlap of the descriptions (ROUGE-L F)">
                  Text
                </th>
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <tr key={row.explanationId} data-current={row.explanationId === explanation.id || undefined}>
                  <th scope="row" title={VARIANT_WORDS[row.variant].help}>
                    <button type="button" className={classes.link} onClick={() => chooseExplanation(row.explanationId)}>
                      {VARIANT_WORDS[row.variant].name}
                    </button>
                  </th>
                  {[row.sameTitles, row.sameTraces, row.sameMethods, row.sameDescriptions].map((share, index) => (
                    <td key={index}>{formatPercent(share)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
