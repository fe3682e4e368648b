import { Button, Skeleton } from '@mantine/core';
import { IconDownload, IconFileText, IconGitMerge, IconRosette } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import type { Lint } from '../../contract/index.ts';
import { useLocation } from 'wouter';
import { useCase } from '../api/queries.ts';
import { useStatusLine } from '../app/frameState.ts';
import { useCustody } from '../custody/data.ts';
import { countStates, isBad, CHECK_STATES } from '../custody/items.ts';
import { useActions } from '../shortcuts/registry.ts';
import { ActionTooltip } from '../ui/ActionTooltip.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { ScreenHead } from '../ui/ScreenHead.tsx';
import { countOf } from '../ui/words.ts';
import { countChosen, makeReport, useChosen, useLints, useReports } from './data.ts';
import { flushDraft, loadDraft, useDraft } from './draft.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { FieldsColumn } from './FieldsColumn.tsx';
import { FinalDialog } from './FinalDialog.tsx';
import { ItemsColumn } from './ItemsColumn.tsx';
import { followJump } from './jump.ts';
import { countErrors, finalObstacle, groupLints, jumpOf, nextError } from './lint.ts';
import { MergeDialog } from './MergeDialog.tsx';
import { MissingList } from './MissingList.tsx';
import classes from './report.module.css';
import { newestReadable } from './ReportCard.tsx';
import { ReportsList } from './ReportsList.tsx';

const NONE: readonly Lint[] = [];

/** Builds the report: its items, its text, what is missing, and what was made. */
export function ReportScreen({ slug }: { readonly slug: string }): ReactNode {
  const { data: view } = useCase(slug);
  const { data: custody } = useCustody(slug);
  const draft = useDraft(slug);
  const chosen = useChosen(slug);
  const lints = useLints(slug, chosen.selection, draft.revision);
  const reports = useReports(slug);
  const [dialog, setDialog] = useState<'final' | 'export' | 'merge' | null>(null);
  const [at, setAt] = useState(-1);
  const [, go] = useLocation();
  const items = chosen.selection === null ? 0 : countChosen(chosen);
  const found = chosen.selection === null ? undefined : lints.data;
  const running = reports.data?.some(({ status }) => status === 'running') ?? false;
  const writable = view?.status === 'open';
  const obstacle = !writable ? 'The case is not active. Reopen it to issue a report.' : finalObstacle({ lints: lints.isPlaceholderData ? undefined : found, items, saved: draft.save === 'idle' || draft.save === 'saved', running });
  const canDraft = writable && items > 0 && !running && draft.fields !== null;
  const readable = newestReadable(slug, reports.data ?? []);
  const counts = countStates(custody?.items ?? []);
  const ordered = useMemo(() => groupLints(found ?? NONE).flatMap((group) => group.lints), [found]);

  async function makeDraft(): Promise<void> {
    await flushDraft(slug);
    if (chosen.selection !== null) await makeReport(slug, chosen.selection, false, null);
  }
  function nextMissing(): void {
    const next = nextError(ordered, at);
    const lint = next === null ? undefined : ordered[next];
    if (next === null || lint === undefined) return;
    setAt(next);
    followJump(slug, jumpOf(lint), go);
  }
  useStatusLine(found === undefined ? null : `${countOf(items, 'item')} in the report, ${countErrors(found) === 0 ? 'nothing required is missing' : `${countErrors(found)} required`}`);
  useActions('global', {
    'report.draft': canDraft ? () => void makeDraft() : undefined,
    'report.final': obstacle === null ? () => setDialog('final') : undefined,
    'report.preview': readable === null ? undefined : () => void globalThis.open(readable, '_blank', 'noopener,noreferrer'),
    'report.missing': ordered.length > 0 ? nextMissing : undefined,
    'report.export': items > 0 ? () => setDialog('export') : undefined,
    'report.merge': writable ? () => setDialog('merge') : undefined,
  });
  if (view === undefined) return null;
  return (
    <div className={classes.screen}>
      <div className={classes.screenHead}>
        <ScreenHead title="Report" text="Made from the extract of the case alone, and states its SHA-256. Drafts carry a watermark.">
          <span id="report-obstacle" className={classes.obstacle}>
            {obstacle ?? ''}
          </span>
          <ActionTooltip action="report.merge">
            <Button variant="subtle" color="gray" disabled={!writable} leftSection={<IconGitMerge size={15} aria-hidden="true" />} onClick={() => setDialog('merge')}>
              Merge notes
            </Button>
          </ActionTooltip>
          <ActionTooltip action="report.export">
            <Button variant="default" disabled={items === 0} leftSection={<IconDownload size={15} aria-hidden="true" />} onClick={() => setDialog('export')}>
              Export
            </Button>
          </ActionTooltip>
          <ActionTooltip action="report.draft">
            <Button variant="default" disabled={!canDraft} leftSection={<IconFileText size={15} aria-hidden="true" />} onClick={() => void makeDraft()}>
              Make draft
            </Button>
          </ActionTooltip>
          <ActionTooltip action="report.final" {...(obstacle === null ? {} : { text: obstacle })}>
            <Button {...(obstacle === null ? {} : { 'data-disabled': true })} aria-disabled={obstacle !== null} aria-describedby="report-obstacle" leftSection={<IconRosette size={15} aria-hidden="true" />} onClick={() => (obstacle === null ? setDialog('final') : undefined)}>
              Issue final
            </Button>
          </ActionTooltip>
        </ScreenHead>
      </div>
      <div className={classes.columns}>
        <ItemsColumn slug={slug} />
        {draft.fields === null ? (
          <section className={classes.column} aria-label="Text of the report">
            {draft.error === null ? <Skeleton height={400} m={16} /> : <ErrorState error={draft.error} retry={() => void loadDraft(slug)} />}
          </section>
        ) : (
          <FieldsColumn slug={slug} view={view} fields={draft.fields} lints={found ?? NONE} changed={CHECK_STATES.some((state) => isBad(state) && counts[state] > 0)} readOnly={!writable} save={draft.save} problem={draft.problem} />
        )}
        <div className={classes.right}>
          <MissingList slug={slug} lints={found} error={lints.error} items={items} />
          <ReportsList slug={slug} />
        </div>
      </div>
      {draft.fields !== null && <FinalDialog slug={slug} selection={chosen.selection} items={items} fields={draft.fields} advice={found?.length ?? 0} opened={dialog === 'final'} onClose={() => setDialog(null)} />}
      <ExportDialog slug={slug} selection={chosen.selection} items={items} opened={dialog === 'export'} onClose={() => setDialog(null)} />
      <MergeDialog slug={slug} opened={dialog === 'merge'} onClose={() => setDialog(null)} />
    </div>
  );
}
