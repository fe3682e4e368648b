import { ActionIcon, Select, Slider, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ActionTooltip } from '../../ui/ActionTooltip.tsx';
import { BLEND_WORDS, BLENDS, type Blend, type LayerDefinition } from '../layers.ts';
import { changeLayer, toggleLayer, useReview } from '../state.ts';
import classes from './panels.module.css';

export interface LayerRowProps {
  readonly layer: LayerDefinition;
  /** Its number, which with Shift is its key; null for layers without one. */
  readonly number: number | null;
  readonly disabled: boolean;
  /** Opacity and blend stand there only while the layer is shown. */
  readonly brief?: boolean;
  /** In place of the usual help. */
  readonly help?: ReactNode;
}

/** One layer: shown or not, how opaque, and blended how. */
export function LayerRow({ layer, number, disabled, brief = false, help }: LayerRowProps): ReactNode {
  const { name, title, raster } = layer;
  const state = useReview((review) => review.layers[name]);
  const active = useReview((review) => review.activeLayer === name);
  const percent = Math.round(state.opacity * 100);
  return (
    <li className={classes.layer} data-active={active || undefined} data-hidden={!state.visible || undefined} data-disabled={disabled || undefined} data-brief={brief || undefined} onPointerDown={() => useReview.setState({ activeLayer: name })}>
      <ActionTooltip action={`review.layer.${name}`} position="left">
        <ActionIcon size="sm" aria-label={`${state.visible ? 'Hide' : 'Show'} layer ${title}`} aria-pressed={state.visible} disabled={disabled} onClick={() => toggleLayer(name)}>
          {state.visible ? <IconEye size={16} /> : <IconEyeOff size={16} />}
        </ActionIcon>
      </ActionTooltip>
      <span className={classes.layerName}>
        {number !== null && (
          <span className={classes.layerNumber} aria-hidden="true">
            {number}
          </span>
        )}
        {title}
        {help ?? <UsualHelp title={title} help={disabled ? `${layer.help} There is no finding yet.` : layer.help} />}
      </span>
      {(!brief || state.visible) && (
        <>
          <span className={classes.number}>{percent} %</span>
          <div className={classes.layerControls}>
            <Slider thumbLabel={`Opacity of ${title}`} size="xs" min={0} max={100} step={1} value={percent} disabled={disabled} label={null} onChange={(value) => changeLayer(name, { opacity: value / 100 })} onFocus={() => useReview.setState({ activeLayer: name })} flex={1} />
            {raster && name !== 'picture' && active && (
              <Select aria-label={`Blend of ${title}`} size="xs" className={classes.blend ?? ''} data={BLENDS.map((value) => ({ value, label: BLEND_WORDS[value] }))} value={state.blend} disabled={disabled} onChange={(value) => value !== null && changeLayer(name, { blend: value as Blend })} />
            )}
          </div>
        </>
      )}
    </li>
  );
}

function UsualHelp({ title, help }: { readonly title: string; readonly help: string }): ReactNode {
  return (
    <Tooltip label={help} multiline maw={300} position="left">
      <button type="button" className={classes.help} aria-label={`About ${title}: ${help}`}>
        <IconInfoCircle size={14} aria-hidden="true" />
      </button>
    </Tooltip>
  );
}
