import { Button, Collapse, Radio, Select, UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconChevronRight, IconPlayerPlay } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { AnalysisOptions, CaseOverview, CaseStatus, EvidenceFilter, Job, ScanSettings } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { toRecord } from '../api/errors.ts';
import { withJob } from '../api/events.ts';
import { keys, queryClient, useModels } from '../api/queries.ts';
import { useSettings } from '../settings/useSettings.ts';
import { useActions } from '../shortcuts/registry.ts';
import { ActionTooltip } from '../ui/ActionTooltip.tsx';
import { Panel } from '../ui/Panel.tsx';
import { countOf, PROVIDER_WORDS } from '../ui/words.ts';
import { ModelFacts } from './ModelFacts.tsx';
import { OptionInputs } from './OptionInputs.tsx';
import { changedOptions, DEFAULT_OPTIONS, optionProblem, OPTIONS } from './options.ts';
import classes from './scan.module.css';

type What = 'pending' | 'all' | 'problems';

const FILTERS: Readonly<Record<Exclude<What, 'pending'>, EvidenceFilter>> = { all: { status: ['pending', 'analysed', 'failed'] }, problems: { status: ['failed', 'skipped'] } };

function start(slug: string, what: What, settings: ScanSettings): Promise<Job> {
  if (what === 'problems') return api.jobs.retry({ case: slug, items: { filter: FILTERS.problems }, settings });
  return api.jobs.scan({ case: slug, items: what === 'all' ? { filter: FILTERS.all } : null, settings });
}

export function StartScan({ slug, counts, queued, status }: { readonly slug: string; readonly status: CaseStatus; readonly counts: CaseOverview['counts']; /** A scan is already at work or waiting. */ readonly queued: boolean }): ReactNode {
  const { settings, loaded } = useSettings();
  const { data: models = [] } = useModels();
  const [chosen, setChosen] = useState<What | null>(null);
  const [model, setModel] = useState<string | null>(null);
  const [provider, setProvider] = useState<ScanSettings['provider'] | null>(null);
  const [edited, setEdited] = useState<AnalysisOptions | null>(null);
  const [more, setMore] = useState(false);
  const sizes: Readonly<Record<What, number>> = { pending: counts.pending, all: counts.pending + counts.analysed + counts.failed, problems: counts.failed + counts.skipped };
  const what = chosen ?? (counts.pending > 0 || counts.items === 0 ? 'pending' : 'all');
  const options = edited ?? { ...DEFAULT_OPTIONS, threshold: settings.threshold };
  const scanSettings: ScanSettings = { model: model ?? settings.model, provider: provider ?? settings.provider, options };
  const run = useMutation({
    mutationFn: () => start(slug, what, scanSettings),
    onSuccess: (job) => {
      queryClient.setQueryData<Job[]>(keys.jobs(slug), (jobs) => withJob(jobs, job));
      setChosen(null);
    },
  });
  const wrong = OPTIONS.some((definition) => optionProblem(options, definition) !== null);
  const ready = loaded && status === 'open' && sizes[what] > 0 && !wrong && !run.isPending;
  useActions('global', { 'scan.start': ready ? () => run.mutate() : undefined });
  const changed = changedOptions({ ...options, threshold: options.threshold === settings.threshold ? DEFAULT_OPTIONS.threshold : options.threshold });
  return (
    <Panel title="Start a scan">
      <div className={classes.start}>
        <Radio.Group label="What" value={what} onChange={(value) => setChosen(value as What)}>
          <div className={classes.radios}>
            <Radio value="pending" disabled={sizes.pending === 0} label={`What is not analysed yet: ${countOf(sizes.pending, 'item')}`} />
            <Radio value="all" disabled={sizes.all === 0} label={`All pictures: ${countOf(sizes.all, 'item')}`} description="What is known under the same model and options is not done again." />
            <Radio value="problems" disabled={sizes.problems === 0} label={`Problem files again: ${countOf(sizes.problems, 'item')}`} />
          </div>
        </Radio.Group>
        <Select label="Model" value={scanSettings.model} onChange={setModel} data={models.length === 0 ? [scanSettings.model] : models.map((one) => one.id)} />
        <ModelFacts model={scanSettings.model} />
        <Select label="Runs on" description="Automatic takes the fastest that works here. What was used is kept with each finding." value={scanSettings.provider} onChange={(value) => setProvider(value as ScanSettings['provider'] | null)} data={Object.entries(PROVIDER_WORDS).map(([value, label]) => ({ value, label }))} />
        <div>
          <UnstyledButton className={classes.more} aria-expanded={more} onClick={() => setMore((now) => !now)}>
            <IconChevronRight size={15} aria-hidden="true" data-open={more || undefined} />
            Options <span className={classes.dim}>{changed.length === 0 ? 'as usual' : changed.join(', ')}</span>
          </UnstyledButton>
          <Collapse expanded={more} transitionDuration={100}>
            <OptionInputs options={options} onChange={setEdited} />
            {edited !== null && (
              <Button variant="default" onClick={() => setEdited(null)}>
                Restore defaults
              </Button>
            )}
          </Collapse>
        </div>
        {run.isError && (
          <p role="alert" className={classes.problem}>
            {toRecord(run.error).message}
          </p>
        )}
        {status !== 'open' && <p className={classes.note}>{`The case is ${status}: reopen it to scan.`}</p>}
        {queued && <p className={classes.note}>A scan is in the queue already. Another one begins after it, and does nothing twice.</p>}
        <ActionTooltip action="scan.start">
          <Button size="sm" variant={queued ? 'default' : 'filled'} leftSection={<IconPlayerPlay size={16} aria-hidden="true" />} disabled={!ready} loading={run.isPending} onClick={() => run.mutate()}>
            {sizes[what] === 0 ? 'Nothing to scan' : `Scan ${countOf(sizes[what], 'item')}`}
          </Button>
        </ActionTooltip>
      </div>
    </Panel>
  );
}
