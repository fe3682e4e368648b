import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDoorExit } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useCase } from '../api/queries.ts';
import { ScreenHead } from '../ui/ScreenHead.tsx';
import screen from '../ui/screen.module.css';
import { CASE_STATUS_WORDS, formatTime } from '../ui/words.ts';
import { CaseCounts } from './CaseCounts.tsx';
import { CaseCover } from './CaseCover.tsx';
import { CaseRoots } from './CaseRoots.tsx';
import { CaseStorage } from './CaseStorage.tsx';
import classes from './cases.module.css';
import { StatusItems } from './CasesTable.tsx';
import { leaveCase } from './caseCommands.ts';

/** The case at a glance: what it holds, where it came from, and its cover to fill in. */
export function CaseScreen({ slug }: { readonly slug: string }): ReactNode {
  const { data } = useCase(slug);
  const [, go] = useLocation();
  if (data === undefined) return null;
  const { details, status, createdAt } = data;
  return (
    <div className={screen.page}>
      <ScreenHead title={details.title === '' ? slug : details.title} text={`${details.number === '' ? '' : `${details.number} · `}${CASE_STATUS_WORDS[status]} · created ${formatTime(createdAt)}`}>
        <Button
          variant="default"
          leftSection={<IconDoorExit size={15} aria-hidden="true" />}
          title="Gives the case free, so that another application can open it. Nothing in it changes."
          onClick={() => void leaveCase(slug).then((left) => (left ? go('/') : undefined))}
        >
          Leave case
        </Button>
        <Menu shadow="md" position="bottom-end">
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
              {`Status: ${CASE_STATUS_WORDS[status].toLowerCase()}`}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <StatusItems slug={slug} status={status} open />
          </Menu.Dropdown>
        </Menu>
      </ScreenHead>
      <CaseCounts slug={slug} counts={data.counts} />
      <div className={classes.columns}>
        <CaseCover key={slug} slug={slug} details={details} status={status} />
        <div className={classes.side}>
          <CaseRoots slug={slug} roots={data.roots} status={status} />
          <CaseStorage slug={slug} view={data} />
        </div>
      </div>
    </div>
  );
}
