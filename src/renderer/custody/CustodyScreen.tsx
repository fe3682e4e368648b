import { Button, Skeleton } from '@mantine/core';
import { IconPhotoPlus, IconShieldCheck } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useCase } from '../api/queries.ts';
import { useStatusLine } from '../app/frameState.ts';
import { markingStore } from '../evidence/data/marking.ts';
import { runAction, useActions } from '../shortcuts/registry.ts';
import { ActionTooltip } from '../ui/ActionTooltip.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { ScreenHead } from '../ui/ScreenHead.tsx';
import screen from '../ui/screen.module.css';
import { CheckRunning } from './CheckRunning.tsx';
import { useCustody, verifyEvidence } from './data.ts';
import { countStates, standingWords } from './items.ts';
import { ItemsPanel } from './ItemsPanel.tsx';
import { checkProgress } from './progress.ts';
import { Standing } from './Standing.tsx';
import { TransferForm } from './TransferForm.tsx';
import { Transfers } from './Transfers.tsx';

/** Whether the evidence is still what was taken in, and through whose hands it went. */
export function CustodyScreen({ slug }: { readonly slug: string }): ReactNode {
  const { data: view } = useCase(slug);
  const { data, error, isPending, refetch } = useCustody(slug);
  const progress = checkProgress((one) => one[slug]);
  const selection = markingStore(slug)((one) => one.selection);
  const [adding, setAdding] = useState(false);
  const items = data?.items ?? [];
  const counts = countStates(items);
  const writable = view?.status === 'open';
  const canVerify = items.length > 0 && progress === undefined;
  useStatusLine(data === undefined ? null : standingWords(counts));
  useActions('global', { 'custody.verify': canVerify ? () => void verifyEvidence(slug) : undefined, 'custody.transfer': writable ? () => setAdding(true) : undefined });
  return (
    <div className={screen.page}>
      <ScreenHead title="Custody" text="Every file is read again and compared with what was taken down at intake. Nothing is ever written to it.">
        <ActionTooltip action="custody.verify">
          <Button disabled={!canVerify} leftSection={<IconShieldCheck size={15} aria-hidden="true" />} onClick={() => void verifyEvidence(slug)}>
            Verify evidence
          </Button>
        </ActionTooltip>
      </ScreenHead>
      {progress !== undefined && <CheckRunning slug={slug} progress={progress} />}
      {isPending && <Skeleton height={320} />}
      {error !== null && data === undefined && <ErrorState error={error} retry={() => void refetch()} />}
      {data !== undefined && items.length === 0 && (
        <EmptyState title="No evidence yet" text="Add files or folders first: their digests are taken down at intake, and here they are verified." picture={<IconPhotoPlus size={40} stroke={1.2} />} action={<Button onClick={() => runAction('case.add')}>Add evidence</Button>} />
      )}
      {data !== undefined && items.length > 0 && (
        <>
          <Standing counts={counts} statement={data.statement} />
          <ItemsPanel slug={slug} items={items} />
        </>
      )}
      {data !== undefined && (
        <Transfers transfers={data.transfers} items={items} canAdd={writable} onAdd={() => setAdding(true)} />
      )}
      <TransferForm slug={slug} selected={selection.kind === 'some' ? [...selection.ids] : []} opened={adding} onClose={() => setAdding(false)} />
    </div>
  );
}
