import { Button, Select, Slider } from '@mantine/core';
import type { ReactNode } from 'react';
import type { FindingView } from '../../../contract/index.ts';
import type { PaletteName } from '../../../contract/settings.ts';
import { useSettings } from '../../settings/useSettings.ts';
import { formatCount, formatPercent } from '../../ui/words.ts';
import { MOST_REGIONS, type ThresholdNumbers } from '../data.ts';
import { isSignalLayer, LAYERS, NUMBERED_LAYERS } from '../layers.ts';
import { PALETTE_NAMES, PALETTE_WORDS } from '../logic/palettes.ts';
import type { Opinions } from '../opinions/data.ts';
import { OpinionLayers } from '../opinions/OpinionLayers.tsx';
import { resetLayers, setThreshold } from '../state.ts';
import { LayerRow } from './LayerRow.tsx';
import classes from './panels.module.css';

/** The place of the group of second opinions in the list: that of its topmost layer. */
const LISTED = LAYERS.toReversed().filter(({ name }) => name === 'agreement' || !isSignalLayer(name));

export function LayersPanel({ finding, numbers, opinions }: { readonly finding: FindingView | null; readonly numbers: ThresholdNumbers; readonly opinions: Opinions }): ReactNode {
  const { settings, change } = useSettings();
  return (
    <div className={classes.panel}>
      <ul className={classes.layers} aria-label="Layers, top one first">
        {LISTED.map((layer) =>
          layer.name === 'agreement' ? <OpinionLayers key="opinions" opinions={opinions} /> : <LayerRow key={layer.name} layer={layer} disabled={layer.map !== null && finding === null} number={NUMBERED_LAYERS.indexOf(layer) + 1} />,
        )}
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
