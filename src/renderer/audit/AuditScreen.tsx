import { Button, CopyButton, NumberInput, Select, Skeleton, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconAlertOctagon, IconCheck, IconCopy, IconLink, IconSearch } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { AuditEntry } from '../../contract/index.ts';
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
import { checkChain, type ChainState } from './chain.ts';
import { actionsIn, actionWords, actorsIn, filterEntries, narrowEntries } from './entries.ts';

const PAGE = 200;

/** Everything done in the case, newest first, each entry sealed by the hash of the one before it. */
export function AuditScreen({ slug }: { readonly slug: string }): ReactNode {
  const { data: view } = useCase(slug);
  const [action, setAction] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [actor, setActor] = useState<string | null>(null);
  const [item, setItem] = useState<number | null>(null);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: keys.audit(slug),
    queryFn: ({ pageParam, signal }) => api.cases.audit({ case: slug, before: pageParam, limit: PAGE }, { signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.sequence),
    staleTime: 2000,
    refetchOnMount: 'always',
  });
  const loaded = data?.pages.flat() ?? [];
  const shown = narrowEntries(filterEntries(loaded, action, text), actor, item);
  const filtered = action !== null || actor !== null || item !== null || text.trim() !== '';
  const chain = useChain(data?.pages);
  const newest = loaded[0];
  const total = Math.max(newest?.sequence ?? 0, view?.audit?.sequence ?? 0);
  useStatusLine(data === undefined ? null : `${formatCount(shown.length)} of ${countOf(loaded.length, 'loaded entry', 'loaded entries')} shown, ${formatCount(total)} in the log`);
  return (
    <div className={screen.page}>
      <ScreenHead title="Audit log" text="Each entry holds the hash of the one before, so that nothing can be changed, removed or put in between without showing.">
        <TextInput type="search" className={classes.search} aria-label="Search the entries loaded" placeholder="Search" leftSection={<IconSearch size={15} aria-hidden="true" />} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Select className={classes.action} aria-label="Action" placeholder="Every action" clearable searchable value={action} onChange={setAction} data={actionsIn(loaded).map((value) => ({ value, label: actionWords(value) }))} />
        <Select className={classes.actor} aria-label="Who" placeholder="Everybody" clearable value={actor} onChange={setActor} data={actorsIn(loaded)} />
        <NumberInput className={classes.item} aria-label="Number of the item" placeholder="Every item" min={1} allowDecimal={false} allowNegative={false} hideControls value={item ?? ''} onChange={(value) => setItem(typeof value === 'number' && value > 0 ? value : null)} />
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
          {chain !== null && <ChainMark chain={chain} total={total} />}
          <span className={classes.dim}>Seals all {countOf(newest.sequence, 'entry', 'entries')}. Write it down to prove later that the log is the same.</span>
        </div>
      )}
      {isPending && <Skeleton height={320} />}
      {error !== null && data === undefined && <ErrorState error={error} retry={() => void refetch()} />}
      {data !== undefined && loaded.length === 0 && <EmptyState title="No entries yet" text="Everything done in this case will stand here, with who did it and when." />}
      {loaded.length > 0 && shown.length === 0 && <EmptyState title="No entry fits" text={hasNextPage ? 'None of the entries loaded so far fits. Older ones may.' : 'No entry of this case fits.'} />}
      {shown.length > 0 && <AuditTable slug={slug} entries={shown} broken={chain?.state === 'broken' ? chain.sequence : null} onItem={setItem} />}
      {hasNextPage && (
        <Button variant="default" className={classes.moreButton} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {filtered ? 'Look through older entries' : 'Show older entries'}
        </Button>
      )}
    </div>
  );
}

/** Computes the hashes of the entries loaded anew whenever they change; null before the first time. */
function useChain(pages: readonly AuditEntry[][] | undefined): ChainState | null {
  const [chain, setChain] = useState<ChainState | null>(null);
  useEffect(() => {
    if (pages === undefined) return undefined;
    let gone = false;
    void checkChain(pages.flat()).then((state) => (gone ? undefined : setChain(state)));
    return () => {
      gone = true;
    };
  }, [pages]);
  return chain;
}

function ChainMark({ chain, total }: { readonly chain: ChainState; readonly total: number }): ReactNode {
  if (chain.state === 'broken') {
    return (
      <span className={classes.chain} data-state="broken" role="alert">
        <IconAlertOctagon size={14} aria-hidden="true" /> The chain is broken. {chain.why}
      </span>
    );
  }
  const all = chain.fromStart && chain.entries >= total;
  return (
    <span className={classes.chain} data-state="whole" role="status" title="Every hash was computed again in this window from what the entry says and the hash before it.">
      <IconLink size={14} aria-hidden="true" /> {all ? `All ${countOf(chain.entries, 'entry', 'entries')} hold together` : `The newest ${countOf(chain.entries, 'entry', 'entries')} hold together; load older ones to check them too`}
    </span>
  );
}
