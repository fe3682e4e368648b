import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { CaseOverview, EvidenceFilter } from '../../contract/index.ts';
import { toEvidence } from '../app/routes.ts';
import { evidenceQueryStore } from '../evidence/query.ts';
import { formatCount } from '../ui/words.ts';
import classes from './cases.module.css';

interface Count {
  readonly label: string;
  readonly help: string;
  readonly value: number;
  readonly filter: EvidenceFilter;
}

/** What the case holds, as numbers that lead to the evidence they count. */
export function CaseCounts({ slug, counts }: { readonly slug: string; readonly counts: CaseOverview['counts'] }): ReactNode {
  const [, go] = useLocation();
  const list: readonly Count[] = [
    { label: 'Items', help: 'Files listed in this case. Shows them in evidence', value: counts.items, filter: {} },
    { label: 'Need review', help: 'Items on which no verdict has been given yet; skipped files are not counted', value: counts.needReview, filter: { status: ['pending', 'analysed', 'failed'], review: ['unreviewed', 'in_review'] } },
    { label: 'Analysed', help: 'Items with a finding for their present content', value: counts.analysed, filter: { status: ['analysed'] } },
    { label: 'Not analysed yet', help: 'Listed and hashed, waiting for a scan', value: counts.pending, filter: { status: ['pending'] } },
    { label: 'Failed', help: 'Pictures that could not be analysed; each has its reason', value: counts.failed, filter: { status: ['failed'] } },
    { label: 'Skipped', help: 'Files that are not pictures to analyse; each has its reason', value: counts.skipped, filter: { status: ['skipped'] } },
    { label: 'Annotations', help: 'Marks made by examiners. Leads to the items that have any', value: counts.annotations, filter: { annotated: true } },
  ];
  return (
    <ul className={classes.counts} aria-label="What the case holds">
      {list.map(({ label, help, value, filter }) => (
        <li key={label}>
          <UnstyledButton
            className={classes.count}
            data-problem={(label === 'Failed' && value > 0) || undefined}
            title={help}
            onClick={() => {
              evidenceQueryStore(slug).getState().setFilter(filter);
              go(toEvidence(slug));
            }}
          >
            <span className={classes.countValue}>{formatCount(value)}</span>
            <span className={classes.countLabel}>{label}</span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
