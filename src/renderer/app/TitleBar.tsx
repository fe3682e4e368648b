import { ActionIcon, Skeleton, UnstyledButton } from '@mantine/core';
import { IconHelp, IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useCase } from '../api/queries.ts';
import { runAction, useKeysOf } from '../shortcuts/registry.ts';
import { ActionTooltip, KeyCaps } from '../ui/ActionTooltip.tsx';
import { CASE_STATUS_WORDS } from '../ui/words.ts';
import classes from './frame.module.css';
import { JobsPill } from './JobsPill.tsx';
import { RemoteNotice } from './RemoteNotice.tsx';
import { toCase } from './routes.ts';

export function TitleBar({ slug, path }: { readonly slug: string | null; readonly path: string }): ReactNode {
  const keys = useKeysOf('app.palette');
  return (
    <header className={classes.bar}>
      <a className={classes.skip} href={`#${path}`} onClick={skipToMain}>
        Skip to the content
      </a>
      <Link href="/" className={classes.brand} aria-label="Palimpsest, all cases">
        <Mark />
        <span>Palimpsest</span>
      </Link>
      <div className={classes.caseTitle}>{slug !== null && <CaseTitle slug={slug} />}</div>
      <RemoteNotice slug={slug} />
      {slug !== null && <JobsPill slug={slug} />}
      <UnstyledButton className={classes.search} onClick={() => runAction('app.palette')}>
        <IconSearch size={15} aria-hidden="true" />
        <span>Search or run a command</span>
        {keys !== null && <KeyCaps keys={keys} />}
      </UnstyledButton>
      <ActionTooltip action="app.map">
        <ActionIcon aria-label="Show all shortcuts" onClick={() => runAction('app.map')}>
          <IconHelp size={19} stroke={1.6} aria-hidden="true" />
        </ActionIcon>
      </ActionTooltip>
    </header>
  );
}

function skipToMain(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#content')?.focus();
}

function CaseTitle({ slug }: { readonly slug: string }): ReactNode {
  const { data, isPending } = useCase(slug);
  if (isPending) return <Skeleton height={14} width={220} />;
  if (data === undefined) return null;
  const { number, title } = data.details;
  return (
    <Link href={toCase(slug)} className={classes.caseLink} title={[number, title].filter((part) => part !== '').join(' · ')}>
      {number !== '' && <span className={classes.caseNumber}>{number}</span>}
      <span className={classes.caseName}>{title === '' ? slug : title}</span>
      {data.status !== 'open' && <span className={classes.tag}>{CASE_STATUS_WORDS[data.status]}</span>}
    </Link>
  );
}

/** A page whose older writing shows through. */
function Mark(): ReactNode {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
      <rect x="1.75" y="1.75" width="16.500" height="16.500" rx="2" strokeWidth="1.500" />
      <path d="M6.500 14V6h4.300a2.500 2.500 0 0 1 0 5H8.500" strokeWidth="1.600" />
      <path d="M5.500 16h9" strokeWidth="1.400" strokeDasharray="2 1.400" className={classes.markTrace} />
    </svg>
  );
}
