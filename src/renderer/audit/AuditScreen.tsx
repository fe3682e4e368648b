import { Button, CopyButton, Select, Skeleton, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconCheck, IconCopy, IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { api } from '../api/client.ts';
import { keys, useCase } from '../api/queries.ts';
import { useStatusLine } from '../app/frameState.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { ScreenHead } from '../ui/ScreenHead.tsx';
import screen from '../ui/screen.module.css';
import { countOf, formatCount } from '../ui/words.ts';
import classes from './audit.module.css';
import { AuditTable } from './AuditTable.tsx';
import { actionsIn, actionWords, filterEntries } from './entries.ts';

const PAGE = 200;

/** Everything done in the case, newest first, each entry sealed by the hash of the one before it. */
export function AuditScreen({ slug }: { readonly slug: string }): ReactNode {
  const { data: view } = useCase(slug);
  const [action, setAction] = useState<string | null>(null);
  const [text, setText] = useState('');
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: keys.audit(slug),
    queryFn: ({ pageParam, signal }) => api.cases.audit({ case: slug, before: pageParam, limit: PAGE }, { signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.sequence),
    staleTime: 2000,
    refetchOnMount: 'always',
  });
  const loaded = data?.pages.flat() ?? [];
  const shown = filterEntries(loaded, action, text);
  const filtered = action !== null || text.trim() !== '';
  const newest = loaded[0];
  const total = Math.max(newest?.sequence ?? 0, view?.audit?.sequence ?? 0);
  useStatusLine(data === undefined ? null : `${formatCount(shown.length)} of ${countOf(loaded.length, 'loaded entry', 'loaded entries')} shown, ${formatCount(total)} in the log`);
  return (
    <div className={screen.page}>
      <ScreenHead title="Audit log" text="Each entry holds the hash of the one before, so that nothing can be changed, removed or put in between without showing.">
        <TextInput type="search" className={classes.search} aria-label="Search the entries loaded" placeholder="Search" leftSection={<IconSearch size={15} aria-hidden="true" />} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Select className={classes.action} aria-label="Action" placeholder="Every action" clearable searchable value={action} onChange={setAction} data={actionsIn(loaded).map((value) => ({ value, label: actionWords(value) }))} />
      </ScreenHead>
      {newest !== undefined && (
        <div className={classes.headHash}>
          <span>Head hash</span>
          <code>{newest.hash}</code>
          <CopyButton value={newest.hash}>
            {({ copied, copy }) => (
              <Button variant="default" size="compact-xs" leftSection={copied ? <IconCheck size={13} aria-hidden="true" /> : <IconCopy size={13} aria-hidden="true" />} onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <span className={classes.dim}>Seals all {countOf(newest.sequence, 'entry', 'entries')}. Write it down to prove later that the log is the same.</span>
        </div>
      )}
      {isPending && <Skeleton height={320} />}
      {error !== null && data === undefined && <ErrorState error={error} retry={() => void refetch()} />}
      {data !== undefined && loaded.length === 0 && <EmptyState title="No entries yet" text="Everything done in this case will stand here, with who did it and when." />}
      {loaded.length > 0 && shown.length === 0 && <EmptyState title="No entry fits" text={hasNextPage ? 'None of the entries loaded so far fits. Older ones may.' : 'No entry of this case fits.'} />}
      {shown.length > 0 && <AuditTable entries={shown} />}
      {hasNextPage && (
        <Button variant="default" className={classes.moreButton} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {filtered ? 'Look through older entries' : 'Show older entries'}
        </Button>
      )}
    </div>
  );
}
