import { Accordion, Modal, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Exchange, Explanation } from '../../../contract/index.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatCount, formatTime } from '../../ui/words.ts';
import { useExchanges } from '../data.ts';
import { indented } from '../logic/exchange.ts';
import { EXCHANGE_STEP_WORDS, OUTCOME_WORDS } from '../logic/words.ts';
import { CopyText } from '../connection/CopyText.tsx';
import { openDialog, useExplain } from '../state.ts';
import classes from './dialogs.module.css';

/** Everything said between this program and the server, word for word. */
export function ExchangesDialog({ slug, explanation }: { readonly slug: string; readonly explanation: Explanation }): ReactNode {
  const open = useExplain((state) => state.dialog === 'exchanges');
  return (
    <Modal opened={open} onClose={() => openDialog(null)} title="Raw exchange" size="min(92vw, 960px)">
      {open && <Exchanges slug={slug} explanation={explanation} />}
    </Modal>
  );
}

function Exchanges({ slug, explanation }: { readonly slug: string; readonly explanation: Explanation }): ReactNode {
  const { data, error, refetch } = useExchanges(slug, explanation);
  if (error !== null) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height={240} aria-label="Loading the exchange" />;
  if (data.length === 0) return <p className={classes.hint}>{explanation.kind === 'measured' ? 'Nothing was sent: this explanation was measured by Palimpsest alone.' : 'Nothing has been sent yet.'}</p>;
  return (
    <>
      <p className={classes.hint}>Kept as sent and received. In place of a picture's bytes stands its SHA-256.</p>
      <Accordion defaultValue={String(data[0]!.number)} variant="separated" order={3} classNames={{ control: classes.control ?? '', content: classes.exchange ?? '' }}>
        {data.map((exchange) => (
          <Accordion.Item key={exchange.number} value={String(exchange.number)}>
            <Accordion.Control>
              <span className={classes.exchangeHead}>
                <strong>
                  {exchange.number}. {EXCHANGE_STEP_WORDS[exchange.step]}
                  {exchange.attempt > 1 && `, attempt ${exchange.attempt}`}
                </strong>
                <span data-outcome={exchange.outcome}>{OUTCOME_WORDS[exchange.outcome]}</span>
                <span>{(exchange.milliseconds / 1000).toFixed(1)} s</span>
              </span>
            </Accordion.Control>
            <Accordion.Panel>
              <ExchangeDetails exchange={exchange} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </>
  );
}

function ExchangeDetails({ exchange }: { readonly exchange: Exchange }): ReactNode {
  return (
    <>
      <dl className={classes.facts}>
        <dt>Model</dt>
        <dd>{exchange.model}</dd>
        <dt>Seed</dt>
        <dd>{exchange.seed ?? 'None'}</dd>
        <dt>Sent</dt>
        <dd>{formatTime(exchange.startedAt, true)}</dd>
        <dt>Took</dt>
        <dd>{formatCount(exchange.milliseconds)} ms</dd>
        {exchange.notes.length > 0 && (
          <>
            <dt>Notes</dt>
            <dd>{exchange.notes.join('; ')}</dd>
          </>
        )}
      </dl>
      <Verbatim name="request" text={indented(exchange.request)} verbatim={exchange.request} sha256={exchange.requestSha256} />
      <Verbatim name="reply" text={exchange.reply} verbatim={exchange.reply} sha256={exchange.replySha256} />
    </>
  );
}

function Verbatim({ name, text, verbatim, sha256 }: { readonly name: 'request' | 'reply'; readonly text: string; readonly verbatim: string; readonly sha256: string }): ReactNode {
  const title = name === 'request' ? 'Request' : 'Reply';
  return (
    <section className={classes.verbatim}>
      <header>
        <h4>{title}</h4>
        <code title="SHA-256 of the text as sent or received">{sha256}</code>
        <CopyText text={verbatim} name={`the ${name}`} />
      </header>
      {verbatim === '' ? (
        <p className={classes.hint}>Nothing came.</p>
      ) : (
        <pre tabIndex={0} role="region" aria-label={title}>
          {text}
        </pre>
      )}
    </section>
  );
}
