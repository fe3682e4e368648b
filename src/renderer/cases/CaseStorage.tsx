import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { CaseOverview } from '../../contract/index.ts';
import { toAudit } from '../app/routes.ts';
import { Panel } from '../ui/Panel.tsx';
import { countOf, formatCount, shortHash } from '../ui/words.ts';
import classes from './cases.module.css';

/** Where the case lies and where its log stands. */
export function CaseStorage({ slug, view }: { readonly slug: string; readonly view: CaseOverview }): ReactNode {
  return (
    <Panel title="Record">
      <dl className={classes.facts}>
        <dt>Folder</dt>
        <dd className={classes.path}>{view.folder}</dd>
        <dt>Findings</dt>
        <dd title="Analyses kept, older ones of the same item included">{formatCount(view.counts.findings)}</dd>
        <dt>Audit log</dt>
        <dd>
          {view.audit === null ? (
            'no entries yet'
          ) : (
            <>
              <Link href={toAudit(slug)}>{countOf(view.audit.sequence, 'entry', 'entries')}</Link>, head <code title={`SHA-256 of the newest entry: ${view.audit.hash}`}>{shortHash(view.audit.hash)}</code>
            </>
          )}
        </dd>
      </dl>
    </Panel>
  );
}
