import { Button } from '@mantine/core';
import { IconFolder, IconPlus, IconRadar2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { CaseOverview, CaseStatus } from '../../contract/index.ts';
import { frameState } from '../app/frameState.ts';
import { toScan } from '../app/routes.ts';
import { ActionTooltip } from '../ui/ActionTooltip.tsx';
import { Panel } from '../ui/Panel.tsx';
import { countOf, formatTime } from '../ui/words.ts';
import classes from './cases.module.css';

/** Where the evidence lies. It is read in place and never written to. */
export function CaseRoots({ slug, roots, status }: { readonly slug: string; readonly roots: CaseOverview['roots']; readonly status: CaseStatus }): ReactNode {
  const [, go] = useLocation();
  return (
    <Panel
      title="Evidence added"
      description={status === 'open' ? 'Read where it lies, never written to.' : `The case is ${status}: reopen it to add more.`}
      actions={
        <>
          {roots.length > 0 && (
            <Button variant="default" leftSection={<IconRadar2 size={15} aria-hidden="true" />} onClick={() => go(toScan(slug))}>
              Scan
            </Button>
          )}
          <ActionTooltip action="case.add">
            <Button disabled={status !== 'open'} variant={roots.length === 0 ? 'filled' : 'default'} leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => frameState.setState({ addingTo: slug })}>
              Add evidence
            </Button>
          </ActionTooltip>
        </>
      }
    >
      {roots.length === 0 ? (
        <p className={classes.noRoots}>Add files, a folder or a drive: they are listed and hashed, not copied.</p>
      ) : (
        <ul className={classes.roots}>
          {roots.map((root) => (
            <li key={root.id}>
              <IconFolder size={16} stroke={1.5} aria-hidden="true" />
              <span className={classes.path} title={root.path}>
                {root.path}
              </span>
              <span className={classes.rootFacts}>
                {countOf(root.items, 'item')} · {formatTime(root.addedAt)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
