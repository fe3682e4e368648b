import type { ReactNode } from 'react';
import { useCase, useHost } from '../api/queries.ts';
import { useSettings } from '../settings/useSettings.ts';
import { useKeysOf, keyWords } from '../shortcuts/registry.ts';
import { countOf, formatCount } from '../ui/words.ts';
import classes from './frame.module.css';
import { frameState } from './frameState.ts';

export function StatusLine({ slug }: { readonly slug: string | null }): ReactNode {
  const status = frameState((state) => state.status);
  const { data: host } = useHost();
  const { settings } = useSettings();
  const map = useKeysOf('app.map');
  return (
    <footer className={classes.status}>
      <div className={classes.statusOwn}>{status ?? (slug !== null && <CaseCounts slug={slug} />)}</div>
      {map !== null && <span>{keyWords(map)} shortcuts</span>}
      {host !== undefined && (
        <>
          <span title="Name written as author of notes, masks and verdicts">{settings.examiner === '' ? host.user : settings.examiner}</span>
          <span title={host.reason}>
            {host.host === 'electron' ? 'Desktop' : 'Browser'} · {host.appVersion}
          </span>
        </>
      )}
    </footer>
  );
}

function CaseCounts({ slug }: { readonly slug: string }): ReactNode {
  const { data } = useCase(slug);
  if (data === undefined) return null;
  return (
    <span>
      {countOf(data.counts.items, 'item')}, {formatCount(data.counts.needReview)} need review
    </span>
  );
}
