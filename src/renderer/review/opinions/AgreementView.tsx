import type { ReactNode } from 'react';
import type { Agreement } from '../../../contract/index.ts';
import { formatPercent } from '../../ui/words.ts';
import { LayerHelp } from './LayerHelp.tsx';
import classes from './opinions.module.css';
import { methodWords, overlapWords, shareFrom } from './run.ts';
import { ShowLayer } from './ShowLayer.tsx';

/** How far the methods agree: what share of the picture so many of them mark, and which of them mark the same. */
export function AgreementView({ agreement }: { readonly agreement: Agreement }): ReactNode {
  const count = agreement.methods.length;
  return (
    <section className={classes.section} aria-labelledby="agreement-title">
      <div className={classes.agreementHead}>
        <ShowLayer layer="agreement" />
        <h3 id="agreement-title" className={classes.subtitle}>
          Agreement
        </h3>
        <LayerHelp layer="agreement" />
      </div>
      <p className={classes.text}>
        {count} methods counted{agreement.methods.includes('network') ? ', the network among them' : ''}. Two or more mark {formatPercent(shareFrom(agreement, 2))} of the picture.
      </p>
      <SharesTable agreement={agreement} />
      <OverlapTable agreement={agreement} />
    </section>
  );
}

function SharesTable({ agreement }: { readonly agreement: Agreement }): ReactNode {
  const count = agreement.methods.length;
  return (
    <table className={classes.table}>
      <caption>Share of the picture that exactly so many methods mark</caption>
      <thead>
        <tr>
          <th scope="col">Methods</th>
          <th scope="col">Share</th>
          <th scope="col" aria-hidden="true" />
        </tr>
      </thead>
      <tbody>
        {agreement.shares.map((share, methods) => (
          <tr key={methods} data-none={share === 0 || undefined}>
            <th scope="row">{methods === 0 ? 'none' : `${methods} of ${count}`}</th>
            <td>{formatPercent(share)}</td>
            <td className={classes.bar} aria-hidden="true">
              <span style={{ width: `${share * 100}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function OverlapTable({ agreement }: { readonly agreement: Agreement }): ReactNode {
  const { methods, overlap } = agreement;
  return (
    <table className={`${classes.table} ${classes.overlap}`}>
      <caption>Overlap of what two methods mark, in per cent: what both mark, of what either marks. A dash: neither marks anything.</caption>
      <thead>
        <tr>
          <th scope="col">Method</th>
          {methods.slice(0, -1).map((method, index) => (
            <th key={method} scope="col" title={methodWords(method)}>
              <abbr title={methodWords(method)}>{index + 1}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {methods.map((method, row) => (
          <tr key={method}>
            <th scope="row">
              <span className={classes.index}>{row + 1}</span> {methodWords(method)}
            </th>
            {methods.slice(0, -1).map((other, column) => {
              const value = overlap[row]?.[column] ?? null;
              return column < row ? (
                <td key={other} data-much={(value !== null && value >= 0.5) || undefined} title={`${methodWords(method)} and ${methodWords(other)}: ${value === null ? 'neither marks anything' : `overlap ${formatPercent(value)}`}`}>
                  {overlapWords(value)}
                </td>
              ) : (
                <td key={other} className={classes.blank} aria-hidden="true" />
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
