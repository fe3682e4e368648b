import { Button, Skeleton } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ItemCheck } from '../../contract/index.ts';
import { ErrorState } from '../ui/ErrorState.tsx';
import { CopyHash } from '../ui/CopyHash.tsx';
import { countOf, formatBytes, formatTime } from '../ui/words.ts';
import { CheckGlyph } from './CheckGlyph.tsx';
import classes from './custody.module.css';
import { useChecks, verifyEvidence, type CustodyItem } from './data.ts';
import { CHECK_WORDS, sentence } from './items.ts';
import { checkProgress } from './progress.ts';

/** Intake and every check of one item, newest first. */
export function ItemHistory({ slug, item }: { readonly slug: string; readonly item: CustodyItem }): ReactNode {
  const { data, error, isPending, refetch } = useChecks(slug, item.evidenceId);
  const busy = checkProgress((one) => one[slug] !== undefined);
  if (isPending) return <Skeleton height={64} />;
  if (error !== null) return <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <div className={classes.history}>
      <div className={classes.historyHead}>
        <span>{data.length === 0 ? 'Not read again since intake.' : `${countOf(data.length, 'check')}, newest first.`}</span>
        <Button variant="default" size="compact-xs" disabled={busy} leftSection={<IconShieldCheck size={14} aria-hidden="true" />} onClick={() => void verifyEvidence(slug, [item.evidenceId])}>
          Verify this item
        </Button>
      </div>
      <ol className={classes.checks}>
        {data.map((check) => (
          <CheckRow key={`${check.at}${check.outcome}`} check={check} />
        ))}
        <li>
          <CheckGlyph state="none" decorative />
          <span>Taken in</span>
          <span>{formatTime(item.hashedAt, true)}</span>
          <span className={classes.digest}>
            {item.sha256 === null ? 'Not hashed yet.' : <CopyHash name="SHA-256 at intake" value={item.sha256} whole />}
          </span>
        </li>
      </ol>
    </div>
  );
}

function CheckRow({ check }: { readonly check: ItemCheck }): ReactNode {
  return (
    <li>
      <CheckGlyph state={check.outcome} decorative />
      <span className={classes.state} data-check={check.outcome}>
        {CHECK_WORDS[check.outcome]}
      </span>
      <span>
        {formatTime(check.at, true)}, {check.author}
      </span>
      <span className={classes.digest}>
        {check.sha256 !== null && <CopyHash name="SHA-256 found" value={check.sha256} whole />}
        {check.bytes !== null && <span>{formatBytes(check.bytes)}</span>}
        {check.message !== '' && <span>{sentence(check.message)}</span>}
      </span>
    </li>
  );
}
