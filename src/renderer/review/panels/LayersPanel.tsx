import { ActionIcon, Button, Select, Slider, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { FindingView } from '../../../contract/index.ts';
import type { PaletteName } from '../../../contract/settings.ts';
import { useSettings } from '../../settings/useSettings.ts';
import { ActionTooltip } from '../../ui/ActionTooltip.tsx';
import { formatCount, formatPercent } from '../../ui/words.ts';
import { MOST_REGIONS, type ThresholdNumbers } from '../data.ts';
import { BLEND_WORDS, BLENDS, LAYERS, type Blend, type LayerDefinition } from '../layers.ts';
import { PALETTE_NAMES, PALETTE_WORDS } from '../logic/palettes.ts';
import { changeLayer, resetLayers, setThreshold, toggleLayer, useReview } from '../state.ts';
import classes from './panels.module.css';

export function LayersPanel({ finding, numbers }: { readonly finding: FindingView | null; readonly numbers: ThresholdNumbers }): ReactNode {
  const { settings, change } = useSettings();
  return (
    <div className={classes.panel}>
      <ul className={classes.layers} aria-label="Layers, top one first">
        {LAYERS.toReversed().map((layer) => (
          <LayerRow key={layer.name} layer={layer} disabled={layer.map !== null && finding === null} number={LAYERS.indexOf(layer) + 1} />
        ))}
      </ul>
      <p className={classes.hint}>Ctrl and wheel over the canvas change the opacity of the marked layer.</p>
      {finding !== null && <ThresholdControl finding={finding} numbers={numbers} />}
      <section className={classes.section} aria-labelledby="heat-title">
        <h2 id="heat-title" className={classes.title}>
          Colours of the maps
        </h2>
        <Select label="Palette" data={PALETTE_NAMES.map((value) => ({ value, label: PALETTE_WORDS[value] }))} value={settings.palette} onChange={(value) => value !== null && change({ palette: value as PaletteName })} />
        <div className={classes.control}>
          <span id="floor-label">Transparent below</span>
          <Slider thumbLabel="Transparent below probability" min={0} max={0.95} step={0.01} value={settings.heatFloor} onChange={(heatFloor) => change({ heatFloor })} label={null} flex={1} />
          <span className={classes.number}>{settings.heatFloor.toFixed(2)}</span>
        </div>
      </section>
      <Button variant="subtle" color="gray" size="compact-xs" className={classes.reset ?? ''} onClick={resetLayers}>
        Back to the usual layers
      </Button>
    </div>
  );
}

function LayerRow({ layer, number, disabled }: { readonly layer: LayerDefinition; readonly number: number; readonly disabled: boolean }): ReactNode {
  const { name, title, help, raster } = layer;
  const state = useReview((review) => review.layers[name]);
  const active = useReview((review) => review.activeLayer === name);
  const percent = Math.round(state.opacity * 100);
  return (
    <li className={classes.layer} data-active={active || undefined} data-hidden={!state.visible || undefined} data-disabled={disabled || undefined} onPointerDown={() => useReview.setState({ activeLayer: name })}>
      <ActionTooltip action={`review.layer.${name}`} position="left">
        <ActionIcon size="sm" aria-label={`${state.visible ? 'Hide' : 'Show'} layer ${title}`} aria-pressed={state.visible} disabled={disabled} onClick={() => toggleLayer(name)}>
          {state.visible ? <IconEye size={16} /> : <IconEyeOff size={16} />}
        </ActionIcon>
      </ActionTooltip>
      <span className={classes.layerName}>
        <span className={classes.layerNumber} aria-hidden="true">
          {number}
        </span>
        {title}
        <Tooltip label={disabled ? `${help} There is no finding yet.` : help} multiline maw={300} position="left">
          <button type="button" className={classes.help} aria-label={`About ${title}: ${help}`}>
            <IconInfoCircle size={14} aria-hidden="true" />
          </button>
        </Tooltip>
      </span>
      <span className={classes.number}>{percent} %</span>
      <div className={classes.layerControls}>
        <Slider thumbLabel={`Opacity of ${title}`} size="xs" min={0} max={100} step={1} value={percent} disabled={disabled} label={null} onChange={(value) => changeLayer(name, { opacity: value / 100 })} onFocus={() => useReview.setState({ activeLayer: name })} flex={1} />
        {raster && name !== 'picture' && active && (
          <Select aria-label={`Blend of ${title}`} size="xs" className={classes.blend ?? ''} data={BLENDS.map((value) => ({ value, label: BLEND_WORDS[value] }))} value={state.blend} disabled={disabled} onChange={(value) => value !== null && changeLayer(name, { blend: value as Blend })} />
        )}
      </div>
    </li>
  );
}

export function ThresholdControl({ finding, numbers }: { readonly finding: FindingView; readonly numbers: ThresholdNumbers }): ReactNode {
  const { threshold, area, regions, settling } = numbers;
  const moved = threshold !== finding.threshold;
  return (
    <section className={classes.section} aria-labelledby="threshold-title">
      <div className={classes.head}>
        <h2 id="threshold-title" className={classes.title}>
          Threshold
        </h2>
        {moved && (
          <Button variant="subtle" size="compact-xs" onClick={() => setThreshold(null)}>
            Back to {finding.threshold.toFixed(2)}
          </Button>
        )}
      </div>
      <div className={classes.control}>
        <Slider thumbLabel="Threshold" min={0.01} max={0.99} step={0.01} value={threshold} label={null} marks={[{ value: finding.threshold }]} onChange={(value) => setThreshold(Math.abs(value - finding.threshold) < 0.005 ? null : value)} flex={1} />
        <span className={classes.number} title="Probability from which a pixel counts as altered">
          {threshold.toFixed(2)}
        </span>
      </div>
      <dl className={classes.numbers} aria-live="polite">
        <div>
          <dt title="Connected areas at or above the threshold, found at full resolution">Regions</dt>
          <dd data-settling={settling || undefined}>{regions.length >= MOST_REGIONS ? `${formatCount(MOST_REGIONS)} largest` : formatCount(regions.length)}</dd>
        </div>
        <div>
          <dt title="Pixels at or above the threshold, counted at full resolution">Area</dt>
          <dd>{area === null ? '–' : `${formatCount(area.area)} px`}</dd>
        </div>
        <div>
          <dt title="Share of the picture at or above the threshold">Share</dt>
          <dd>{area === null ? '–' : formatPercent(area.share)}</dd>
        </div>
      </dl>
    </section>
  );
}
