import { Checkbox, NumberInput, Slider } from '@mantine/core';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { CanvasContext } from '../../review/canvas/context.ts';
import classes from '../annotate.module.css';
import type { AnnotateSession } from '../session/session.ts';
import { brushDiameter, isBrush, LEAST_BRUSH, MOST_BRUSH, TOOLS, useTools, type ToolName } from '../tools.ts';
import { SaveState } from './SaveState.tsx';

/** Sizes run over three powers of ten; the slider is even in their logarithm. */
const toSlider = (size: number): number => Math.log10(size) * 100;
const fromSlider = (value: number): number => Math.round(10 ** (value / 100));

/** What the chosen tool can be set to, and whether everything is saved; over the upper edge of the canvas while a tool is in the hand. */
export function CanvasBar({ session, canvas, tool, readOnly }: { readonly session: AnnotateSession; readonly canvas: CanvasContext; readonly tool: ToolName; readonly readOnly: string | null }): ReactNode {
  const place = canvas.stage?.container().closest('[role="application"]') ?? null;
  if (place === null) return null;
  const help = TOOLS.find(({ name }) => name === tool)?.help;
  return createPortal(
    <div className={classes.bar} data-over-canvas role="group" aria-label="Tool options" data-quiet={tool === 'select' || undefined}>
      {tool !== 'select' && (readOnly === null ? <span className={classes.barHelp}>{help}</span> : <span className={classes.barReason}>{readOnly}</span>)}
      {readOnly === null && isBrush(tool) && <BrushOptions scale={canvas.scale} />}
      <SaveState session={session} hideSaved={tool === 'select'} />
    </div>,
    place,
  );
}

function BrushOptions({ scale }: { readonly scale: number }): ReactNode {
  const brushSize = useTools((state) => state.brushSize);
  const followZoom = useTools((state) => state.followZoom);
  const set = (size: number): void => useTools.setState({ brushSize: Math.min(MOST_BRUSH, Math.max(LEAST_BRUSH, Math.round(size))) });
  return (
    <>
      <Slider className={classes.brushSlider ?? ''} thumbLabel="Brush size" min={0} max={300} step={1} value={toSlider(brushSize)} onChange={(value) => set(fromSlider(value))} label={null} size="xs" />
      <NumberInput className={classes.brushNumber ?? ''} aria-label={followZoom ? 'Brush diameter in screen pixels' : 'Brush diameter in picture pixels'} min={LEAST_BRUSH} max={MOST_BRUSH} value={brushSize} suffix=" px" hideControls onChange={(value) => typeof value === 'number' && set(value)} />
      <Checkbox label="Follows zoom" title="The brush keeps its size on the screen; its size in the picture changes with the zoom" checked={followZoom} onChange={(event) => useTools.setState({ followZoom: event.currentTarget.checked })} />
      {followZoom && (
        <span className={classes.barNumber} title="Diameter in pixels of the stored picture at this zoom">
          {Math.round(brushDiameter({ brushSize, followZoom }, scale))} px in the picture
        </span>
      )}
    </>
  );
}
