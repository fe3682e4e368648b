import { Autocomplete, Button, NumberInput, Switch } from '@mantine/core';
import { IconCheck, IconChevronDown, IconPlugConnected, IconX } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import type { ModelServer, ServerStatus, Settings } from '../../contract/index.ts';
import { useProbe, useServer } from '../explain/data.ts';
import { capabilityWords, isOwnMachine, originOf, serverWords } from '../explain/logic/server.ts';
import { Guide } from '../explain/connection/Guide.tsx';
import { Panel } from '../ui/Panel.tsx';
import { formatTime } from '../ui/words.ts';
import { CommitInput } from './CommitInput.tsx';
import { SettingRow } from './SettingRow.tsx';
import classes from './settings.module.css';

/** Where the language model is that puts findings into words; off until it is turned on here. */
export function ServerSettings({ settings, change }: { readonly settings: Settings; readonly change: (partial: Partial<Settings>) => void }): ReactNode {
  const { server } = settings;
  const { data: status } = useServer(null);
  const set = (partial: Partial<ModelServer>): void => change({ server: { ...server, ...partial } });
  const origin = originOf(server.address);
  return (
    <Panel title="Language model server" description="Measured explanations need none. Nothing is sent before you ask.">
      <SettingRow title="In use" help="Off: no packet leaves Palimpsest.">
        <Switch label={server.enabled ? 'On' : 'Off'} aria-label="Use a language model" checked={server.enabled} onChange={(event) => set({ enabled: event.currentTarget.checked })} />
      </SettingRow>
      <SettingRow title="Address" help="Base address of an OpenAI-compatible server.">
        <CommitInput label="Address" value={server.address} onCommit={(address) => set({ address, model: '' })} error={(address) => (originOf(address) === null ? 'Write an address such as http://127.0.0.1:8080/v1' : null)} />
        <p className={classes.rowHelp} data-warn={!isOwnMachine(server.address) || undefined}>
          {isOwnMachine(server.address) ? 'This machine. Pictures do not leave it.' : `Another machine. Each case must agree before pictures are sent to ${origin ?? 'it'}.`}
        </p>
      </SettingRow>
      <SettingRow title="Model" help="Empty: the first the server lists.">
        <ModelInput value={server.model} models={status?.models ?? []} onCommit={(model) => set({ model })} />
      </SettingRow>
      <SettingRow title="Key" help="Sent as a bearer token. Kept in the settings of this account, never logged.">
        <CommitInput label="Key" secret value={server.key} onCommit={(key) => set({ key })} placeholder="None" />
      </SettingRow>
      <SettingRow title="Limits" help="How long a reply may take and be. The seed makes a run repeatable where the server honours it.">
        <div className={classes.numbers}>
          <Whole label="Timeout in seconds" value={server.timeoutSeconds} min={5} max={3600} onCommit={(timeoutSeconds) => set({ timeoutSeconds })} />
          <Whole label="Most tokens" value={server.maximumTokens} min={100} max={8000} onCommit={(maximumTokens) => set({ maximumTokens })} />
          <Whole label="Seed" value={server.seed} min={0} max={2_147_483_647} onCommit={(seed) => set({ seed })} />
        </div>
      </SettingRow>
      <SettingRow title="Connection" help="Asks for its models and tries a made test picture of 32 × 32 pixels.">
        <Connection enabled={server.enabled} status={status} />
      </SettingRow>
      <GuideRow />
    </Panel>
  );
}

function ModelInput({ value, models, onCommit }: { readonly value: string; readonly models: readonly string[]; readonly onCommit: (model: string) => void }): ReactNode {
  const [draft, setDraft] = useState<string | null>(null);
  function commit(model: string | null): void {
    setDraft(null);
    if (model !== null && model.trim() !== value) onCommit(model.trim());
  }
  return (
    <Autocomplete
      aria-label="Model of the server"
      size="xs"
      data={[...new Set(models)]}
      value={draft ?? value}
      placeholder={models[0] ?? 'First listed'}
      maxLength={200}
      spellCheck={false}
      onChange={setDraft}
      onOptionSubmit={commit}
      onBlur={() => commit(draft)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.defaultPrevented) commit(draft);
      }}
    />
  );
}

function Whole({ label, value, min, max, onCommit }: { readonly label: string; readonly value: number; readonly min: number; readonly max: number; readonly onCommit: (value: number) => void }): ReactNode {
  const [draft, setDraft] = useState<string | number | null>(null);
  return (
    <NumberInput
      label={label}
      value={draft ?? value}
      min={min}
      max={max}
      allowDecimal={false}
      clampBehavior="blur"
      hideControls
      onChange={setDraft}
      onBlur={() => {
        const next = Math.round(Number(draft));
        setDraft(null);
        if (draft !== null && draft !== '' && Number.isFinite(next)) onCommit(Math.min(max, Math.max(min, next)));
      }}
    />
  );
}

function Connection({ enabled, status }: { readonly enabled: boolean; readonly status: ServerStatus | undefined }): ReactNode {
  const probe = useProbe(null);
  const words = status === undefined ? null : serverWords(status);
  return (
    <div className={classes.connection}>
      <Button variant="default" leftSection={<IconPlugConnected size={16} aria-hidden="true" />} disabled={!enabled} loading={probe.isPending} onClick={() => probe.mutate()}>
        Check connection
      </Button>
      {enabled && status !== undefined && words !== null && (
        <div role="status">
          <p className={classes.plain}>
            <strong>{words.title}</strong>
            <span className={classes.dim}>{status.state === 'needs_consent' ? 'Agree in a case first: Review, Explain.' : words.text}</span>
          </p>
          {status.capabilities !== null && (
            <ul className={classes.abilities} aria-label="What the server can do">
              {capabilityWords(status).map(({ name, able, help }) => (
                <li key={name} title={help}>
                  {able ? <IconCheck size={14} aria-label="Can" /> : <IconX size={14} aria-label="Cannot" />}
                  {name}
                </li>
              ))}
            </ul>
          )}
          {status.checkedAt !== null && <p className={classes.rowHelp}>Checked {formatTime(status.checkedAt, true)}</p>}
        </div>
      )}
    </div>
  );
}

function GuideRow(): ReactNode {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={classes.guideRow}>
      <Button variant="subtle" color="gray" size="compact-sm" aria-expanded={open} aria-controls={id} rightSection={<IconChevronDown size={14} aria-hidden="true" />} onClick={() => setOpen(!open)}>
        How to start a server on this machine
      </Button>
      {open && (
        <div id={id}>
          <Guide />
        </div>
      )}
    </div>
  );
}
