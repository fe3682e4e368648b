import { Radio, SegmentedControl, Select, Skeleton, Slider, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { HostInfo, Settings } from '../../contract/index.ts';
import { paletteSchema } from '../../contract/index.ts';
import { useHost, useModels } from '../api/queries.ts';
import { ModelFacts } from '../scan/ModelFacts.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Panel } from '../ui/Panel.tsx';
import { ScreenHead } from '../ui/ScreenHead.tsx';
import screen from '../ui/screen.module.css';
import { PROVIDER_WORDS } from '../ui/words.ts';
import { PALETTE_HELP, PALETTE_WORDS } from './palettes.ts';
import { ServerSettings } from './ServerSettings.tsx';
import { SettingRow } from './SettingRow.tsx';
import classes from './settings.module.css';
import { ShortcutSettings } from './ShortcutSettings.tsx';
import { Swatch } from './Swatch.tsx';
import { useSettings } from './useSettings.ts';

export function SettingsScreen(): ReactNode {
  const { settings, loaded, error, change } = useSettings();
  const { data: host } = useHost();
  return (
    <div className={screen.page}>
      <ScreenHead title="Settings" text="For this installation and account. Changes take effect and are kept at once." />
      {error !== null && !loaded && <ErrorState error={error} />}
      {!loaded && error === null && <Skeleton height={300} />}
      {loaded && (
        <div className={classes.columns}>
          <div className={classes.column}>
            <Appearance settings={settings} change={change} />
            <Analysis settings={settings} change={change} />
            <ServerSettings settings={settings} change={change} />
            <You settings={settings} change={change} host={host} />
          </div>
          <ShortcutSettings settings={settings} change={change} />
        </div>
      )}
    </div>
  );
}

interface Part {
  readonly settings: Settings;
  readonly change: (partial: Partial<Settings>) => void;
}

function Appearance({ settings, change }: Part): ReactNode {
  return (
    <Panel title="Appearance">
      <SettingRow title="Theme" help="The surround of a picture stays neutral grey in both.">
        <SegmentedControl
          aria-label="Theme"
          value={settings.theme}
          onChange={(theme) => change({ theme })}
          data={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
      </SettingRow>
      <SettingRow title="Heat map colours" help="All grow evenly in lightness and hold under every kind of colour vision.">
        <Radio.Group aria-label="Heat map colours" value={settings.palette} onChange={(value) => change({ palette: paletteSchema.parse(value) })}>
          <div className={classes.palettes}>
            {paletteSchema.options.map((palette) => (
              <Radio.Card key={palette} value={palette} className={classes.palette} title={PALETTE_HELP[palette]}>
                <Radio.Indicator size="xs" />
                <span className={classes.paletteName}>{PALETTE_WORDS[palette]}</span>
                <Swatch palette={palette} floor={settings.heatFloor} />
              </Radio.Card>
            ))}
          </div>
          <p className={classes.rowHelp}>{PALETTE_HELP[settings.palette]}</p>
        </Radio.Group>
      </SettingRow>
      <SettingRow title="Heat map floor" help="Below this probability the heat map is transparent. The legend says so.">
        <NumberSlider label="Heat map floor" value={settings.heatFloor} min={0} max={0.95} onChange={(heatFloor) => change({ heatFloor })} />
      </SettingRow>
    </Panel>
  );
}

function Analysis({ settings, change }: Part): ReactNode {
  const { data: models = [] } = useModels();
  return (
    <Panel title="Analysis" description="What a new scan starts with. Each scan can differ.">
      <SettingRow title="Threshold" help="Probability from which a pixel counts as altered.">
        <NumberSlider label="Threshold" value={settings.threshold} min={0.01} max={0.99} onChange={(threshold) => change({ threshold })} />
      </SettingRow>
      <SettingRow title="Runs on" help="Automatic takes the fastest that works on this machine.">
        <Select aria-label="Runs on" value={settings.provider} onChange={(value) => (value === null ? undefined : change({ provider: value as Settings['provider'] }))} data={Object.entries(PROVIDER_WORDS).map(([value, label]) => ({ value, label }))} />
      </SettingRow>
      <SettingRow title="Model" help="The network that finds the traces. Findings of another model stay in the case.">
        <Select aria-label="Model" value={settings.model} onChange={(model) => (model === null ? undefined : change({ model }))} data={models.length === 0 ? [settings.model] : models.map((one) => one.id)} />
        <div className={classes.modelFacts}>
          <ModelFacts model={settings.model} />
        </div>
      </SettingRow>
    </Panel>
  );
}

function You({ settings, change, host }: Part & { readonly host: HostInfo | undefined }): ReactNode {
  return (
    <Panel title="You and this installation">
      <SettingRow title="Examiner" help="Written as author of notes, masks and verdicts, and offered for new cases. Empty means the account's name.">
        <TextInput aria-label="Examiner" maxLength={200} placeholder={host?.user ?? ''} value={settings.examiner} onChange={(event) => change({ examiner: event.currentTarget.value })} />
      </SettingRow>
      {host !== undefined && (
        <SettingRow title="Folders" help="Chosen when Palimpsest is started, with --cases and --data.">
          <dl className={classes.folders}>
            <dt>Cases</dt>
            <dd>{host.casesFolder}</dd>
            <dt>Settings</dt>
            <dd>{host.dataFolder}</dd>
          </dl>
        </SettingRow>
      )}
      {host !== undefined && (
        <SettingRow title="Version">
          <p className={classes.plain}>
            Palimpsest {host.appVersion} on {host.platform}, {host.host === 'electron' ? 'desktop application' : 'in a browser'}
            <span className={classes.dim}>{host.reason}</span>
          </p>
        </SettingRow>
      )}
    </Panel>
  );
}

function NumberSlider({ label, value, min, max, onChange }: { readonly label: string; readonly value: number; readonly min: number; readonly max: number; readonly onChange: (value: number) => void }): ReactNode {
  return (
    <div className={classes.slider}>
      <Slider thumbLabel={label} min={min} max={max} step={0.01} label={null} value={value} onChange={(next) => onChange(Math.round(next * 100) / 100)} />
      <output>{value.toFixed(2)}</output>
    </div>
  );
}
