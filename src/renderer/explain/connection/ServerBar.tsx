import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconPlugConnected, IconSettings, IconShieldCheck, IconHelp, IconPhoto, IconArrowsShuffle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { Explanation, FindingView, ServerStatus } from '../../../contract/index.ts';
import { toRecord } from '../../api/errors.ts';
import { cancelExplanations, useAsking, useProbe, useServer } from '../data.ts';
import { serverWords, type ServerStep } from '../logic/server.ts';
import { modelName, STEP_WORDS } from '../logic/words.ts';
import { chooseExplanation, openDialog, useExplain } from '../state.ts';
import classes from './connection.module.css';

export interface ServerBarProps {
  readonly slug: string;
  readonly evidenceId: number;
  readonly finding: FindingView;
  readonly explanations: readonly Explanation[];
}

/** Where the language model stands, in one line at the foot of the panel, with the one thing to do next. */
export function ServerBar({ slug, evidenceId, finding, explanations }: ServerBarProps): ReactNode {
  const { data: status, error } = useServer(slug);
  const running = explanations.filter(({ status: state }) => state === 'running');
  return (
    <section className={classes.bar} aria-label="Language model">
      {error !== null && status === undefined && <p className={classes.text}>{toRecord(error).message}</p>}
      {running.length > 0 ? <RunningLine slug={slug} evidenceId={evidenceId} running={running} /> : status !== undefined && <StateLine slug={slug} evidenceId={evidenceId} finding={finding} status={status} />}
    </section>
  );
}

function RunningLine({ slug, evidenceId, running }: { readonly slug: string; readonly evidenceId: number; readonly running: readonly Explanation[] }): ReactNode {
  const active = running.find(({ progress }) => progress !== null) ?? running[0]!;
  return (
    <div className={classes.line}>
      <div className={classes.words}>
        <span className={classes.title}>{running.length > 1 ? `${running.length} runs with ${modelName(active)}` : `Asking ${modelName(active)}`}</span>
        <span className={classes.text}>{active.progress === null ? 'Waiting for its turn' : STEP_WORDS[active.progress.step]}</span>
      </div>
      <Button size="compact-xs" variant="default" onClick={() => chooseExplanation(active.id)}>
        Show
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => void cancelExplanations(slug, evidenceId, running.map(({ id }) => id))}>
        Cancel
      </Button>
    </div>
  );
}

function StateLine({ slug, evidenceId, finding, status }: { readonly slug: string; readonly evidenceId: number; readonly finding: FindingView; readonly status: ServerStatus }): ReactNode {
  const [, navigate] = useLocation();
  const asking = useAsking(slug, evidenceId);
  const probe = useProbe(slug);
  const { title, text, step, stepName, state } = serverWords(status);
  const regionless = finding.regions.length === 0;
  const ask = (): void => asking.mutate({ findingId: finding.id, variants: ['mask'] });
  const steps: Readonly<Record<ServerStep, () => void>> = { guide: () => openDialog('guide'), check: () => probe.mutate(), consent: () => openDialog('consent'), ask };
  return (
    <div className={classes.line}>
      <span className={classes.dot} data-state={state} aria-hidden="true" />
      <div className={classes.words} title={text}>
        <span className={classes.title}>{title}</span>
        <span className={classes.text} data-state={state} role="status">
          {text}
        </span>
        {status.remote && status.enabled && status.state !== 'needs_consent' && <span className={classes.remote}>Sends pictures to {status.origin}</span>}
      </div>
      <Button size="compact-sm" disabled={step === 'ask' && regionless} title={step === 'ask' && regionless ? 'The finding has no regions, so there is nothing for a model to describe.' : undefined} variant={step === 'ask' ? 'filled' : 'default'} loading={asking.isPending || probe.isPending} onClick={steps[step]}>
        {stepName}
      </Button>
      <Menu position="top-end" shadow="md" withinPortal width={290}>
        <Menu.Target>
          <ActionIcon size="sm" aria-label="More about the language model">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPhoto size={15} aria-hidden="true" />} onClick={() => useExplain.setState({ preview: true })}>
            What the model would see
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowsShuffle size={15} aria-hidden="true" />} disabled={status.state !== 'ready' || regionless} title="Asks three times: with the mask, with the mask moved, and without one" onClick={() => asking.mutate({ findingId: finding.id, variants: ['mask', 'shuffled', 'none'] })}>
            Test whether the words depend on the mask
          </Menu.Item>
          <Menu.Divider />
          {status.enabled && (
            <Menu.Item leftSection={<IconPlugConnected size={15} aria-hidden="true" />} onClick={() => probe.mutate()}>
              Check connection
            </Menu.Item>
          )}
          {status.remote && (
            <Menu.Item leftSection={<IconShieldCheck size={15} aria-hidden="true" />} onClick={() => openDialog('consent')}>
              Consent of this case
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconHelp size={15} aria-hidden="true" />} onClick={() => openDialog('guide')}>
            How to start a server
          </Menu.Item>
          <Menu.Item leftSection={<IconSettings size={15} aria-hidden="true" />} onClick={() => navigate('/settings')}>
            Settings of the server
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
