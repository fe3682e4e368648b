import { Button, SegmentedControl, Skeleton, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { CaseStatus } from '../../contract/index.ts';
import { useCases } from '../api/queries.ts';
import { frameState, useStatusLine } from '../app/frameState.ts';
import { ActionTooltip } from '../ui/ActionTooltip.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { ScreenHead } from '../ui/ScreenHead.tsx';
import screen from '../ui/screen.module.css';
import { CASE_STATUS_WORDS, countOf } from '../ui/words.ts';
import classes from './cases.module.css';
import { CasesTable } from './CasesTable.tsx';
import { FolderPicture } from './FolderPicture.tsx';
import { filterCases } from './filterCases.ts';

type Shown = CaseStatus | 'all';

export function CasesScreen(): ReactNode {
  const { data, error, isPending, refetch } = useCases();
  const [text, setText] = useState('');
  const [shown, setShown] = useState<Shown>('open');
  useStatusLine(data === undefined ? null : countOf(data.length, 'case'));
  const cases = filterCases(data ?? [], text, shown);
  return (
    <div className={screen.page}>
      <ScreenHead title="Cases" text="Opened last stands first.">
        {data !== undefined && data.length > 0 && (
          <>
            <TextInput className={classes.caseSearch} type="search" aria-label="Search cases" placeholder="Number, title or examiner" leftSection={<IconSearch size={15} aria-hidden="true" />} value={text} onChange={(event) => setText(event.currentTarget.value)} />
            <SegmentedControl
              aria-label="Status of cases"
              value={shown}
              onChange={setShown}
              data={[...(['open', 'closed', 'archived'] as const).map((status) => ({ value: status, label: `${CASE_STATUS_WORDS[status]} ${data.filter((one) => one.status === status).length}` })), { value: 'all' as const, label: `All ${data.length}` }]}
            />
          </>
        )}
        <CreateButton />
      </ScreenHead>
      {isPending && <TableSkeleton />}
      {error !== null && data === undefined && <ErrorState error={error} retry={() => void refetch()} />}
      {data !== undefined && data.length === 0 && (
        <EmptyState title="No cases yet" text="A case holds the pictures you examine, what was found in them, and a log of everything done." picture={<FolderPicture />} action={<CreateButton />} />
      )}
      {data !== undefined && data.length > 0 && cases.length === 0 && (
        <EmptyState
          title={text.trim() === '' && shown !== 'all' ? `No ${CASE_STATUS_WORDS[shown].toLowerCase()} cases` : 'No case fits'}
          text={text.trim() === '' ? 'The other cases have another status.' : 'No case of this status has these words in its number, title or examiner.'}
          action={
            <Button
              variant="default"
              onClick={() => {
                setText('');
                setShown('all');
              }}
            >
              Show all cases
            </Button>
          }
        />
      )}
      {cases.length > 0 && <CasesTable cases={cases} />}
    </div>
  );
}

function CreateButton(): ReactNode {
  return (
    <ActionTooltip action="cases.new">
      <Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => frameState.setState({ creating: true })}>
        Create case
      </Button>
    </ActionTooltip>
  );
}

function TableSkeleton(): ReactNode {
  return (
    <div aria-busy="true" aria-label="Loading cases" className={classes.rowsSkeleton}>
      {Array.from({ length: 6 }, (_, row) => (
        <Skeleton key={row} height={34} />
      ))}
    </div>
  );
}
