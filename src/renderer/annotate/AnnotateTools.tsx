import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconArrowUpRight, IconBrush, IconCircle, IconEraser, IconPointer, IconPolygon, IconRectangle, IconRuler2, IconTypography } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';
import type { Point } from '../../contract/geometry.ts';
import { useCanvasOrNull } from '../review/canvas/context.ts';
import { usePointerTool } from '../review/canvas/pointer.ts';
import { ActionTooltip } from '../ui/ActionTooltip.tsx';
import classes from './annotate.module.css';
import { chooseTool, useAnnotateActions } from './input/useAnnotateActions.ts';
import { finish, useDrawing } from './input/useDrawing.ts';
import { useKeyboardMoves } from './input/useKeyboardMoves.ts';
import { useSelecting } from './input/useSelecting.ts';
import { CanvasBar } from './parts/CanvasBar.tsx';
import { TextEntry } from './parts/TextEntry.tsx';
import { useAnnotate, useAnnotateState, useAnnotationList, useMaskChanges, useReadOnly } from './session/useAnnotate.ts';
import { brushDiameter, clearOverlay, isBrush, overlay, TOOLS, useTools, type ToolName } from './tools.ts';

const ICONS: Readonly<Record<ToolName, ReactElement>> = {
  select: <IconPointer size={18} />,
  rectangle: <IconRectangle size={18} />,
  ellipse: <IconCircle size={18} />,
  polygon: <IconPolygon size={18} />,
  arrow: <IconArrowUpRight size={18} />,
  text: <IconTypography size={18} />,
  measure: <IconRuler2 size={18} />,
  brush: <IconBrush size={18} />,
  eraser: <IconEraser size={18} />,
};

/** The strip of tools beside the canvas. It also holds what the tools do with pointer and keys, for as long as a picture is shown. */
export function AnnotateTools({ slug, evidenceId }: { readonly slug: string; readonly evidenceId: number }): ReactNode {
  const session = useAnnotate(slug, evidenceId);
  const canvas = useCanvasOrNull();
  const readOnly = useReadOnly(slug);
  const tool = useTools((state) => state.tool);
  const stack = useAnnotateState(session, (state) => state.stack);
  const said = useAnnotateState(session, (state) => state.said);
  const [textAt, setTextAt] = useState<Point | null>(null);
  const size = canvas?.size;
  useAnnotationList(session);
  useMaskChanges(session);

  useEffect(() => {
    if (size !== undefined) session.open(size);
  }, [session, size]);
  useEffect(() => {
    clearOverlay();
    setTextAt(null);
  }, [session]);

  const refusal = useCallback(() => {
    const { head, busy } = session.store.getState();
    if (readOnly !== null) return readOnly;
    if (busy !== null) return `Wait until this is done: ${busy}.`;
    return head === null && isBrush(useTools.getState().tool) ? 'The analyst mask is still being loaded.' : null;
  }, [session, readOnly]);

  useCursor(tool);
  useAnnotateActions({ session, canvas, tool, refusal, onText: setTextAt });
  useSelecting(session, canvas, tool === 'select', readOnly !== null);
  useKeyboardMoves(session, canvas, readOnly !== null);

  return (
    <>
      {canvas !== null && <Pointer session={session} canvas={canvas} tool={tool} refusal={refusal} onText={setTextAt} />}
      <Strip>
        {TOOLS.map(({ name, title, help }) => (
          <ToolButton key={name} action={`annotate.${name}`} label={title} text={readOnly !== null && name !== 'select' ? readOnly : help} pressed={tool === name} disabled={readOnly !== null && name !== 'select'} onClick={() => chooseTool(session, name)}>
            {ICONS[name]}
          </ToolButton>
        ))}
        <span className={classes.gap} role="separator" />
        <ToolButton action="annotate.undo" label={`Undo${stack.undo.length === 0 ? '' : `: ${stack.undo.at(-1)!.label}`}`} text={readOnly ?? stepText(stack.undo)} disabled={readOnly !== null || stack.undo.length === 0} onClick={session.undo}>
          <IconArrowBackUp size={18} />
        </ToolButton>
        <ToolButton action="annotate.redo" label={`Redo${stack.redo.length === 0 ? '' : `: ${stack.redo.at(-1)!.label}`}`} text={readOnly ?? stepText(stack.redo)} disabled={readOnly !== null || stack.redo.length === 0} onClick={session.redo}>
          <IconArrowForwardUp size={18} />
        </ToolButton>
      </Strip>
      <VisuallyHidden role="status" aria-live="polite">
        {said}
      </VisuallyHidden>
      {canvas?.stage !== null && canvas?.stage !== undefined && (
        <>
          <CanvasBar session={session} canvas={canvas} tool={tool} readOnly={readOnly} />
          {textAt !== null && (
            <TextEntry
              canvas={canvas}
              at={textAt}
              onDone={(text, lineHeight) => {
                setTextAt(null);
                if (text.trim() !== '') finish(session, canvas, { type: 'text', at: textAt, text: text.trim(), size: lineHeight });
              }}
            />
          )}
        </>
      )}
    </>
  );
}

function stepText(steps: readonly { readonly label: string }[]): string {
  const last = steps.at(-1);
  return last === undefined ? 'Nothing yet' : `${last.label}. ${steps.length} of 200 steps.`;
}

/** Its own component, so that a tool claims the pointer only while there is one. */
function Pointer(props: Parameters<typeof useDrawing>[0]): ReactNode {
  const tool = useDrawing(props);
  usePointerTool(tool);
  return null;
}

function useCursor(tool: ToolName): void {
  const canvas = useCanvasOrNull();
  const setCursor = canvas?.setCursor;
  const scale = canvas?.scale ?? 1;
  const diameter = useTools((state) => brushDiameter(state, scale)) * scale;
  useEffect(() => {
    setCursor?.(tool === 'select' ? 'default' : tool === 'text' ? 'text' : isBrush(tool) && diameter >= 6 ? 'none' : 'crosshair');
  }, [setCursor, tool, diameter]);
  const stage = canvas?.stage ?? null;
  useEffect(() => {
    const container = stage?.container();
    if (container === undefined) return;
    const leave = (): void => {
      overlay.pointer = null;
      stage?.batchDraw();
    };
    container.addEventListener('pointerleave', leave);
    return () => container.removeEventListener('pointerleave', leave);
  }, [stage]);
}

/** A toolbar in which arrow keys go from button to button. */
function Strip({ children }: { readonly children: ReactNode }): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  function move(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' || event.key === 'ArrowRight' ? 1 : event.key === 'ArrowUp' || event.key === 'ArrowLeft' ? -1 : 0;
    const buttons = [...(element.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (step === 0 || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  }
  return (
    <div ref={element} className={classes.strip} role="toolbar" aria-label="Annotation tools" aria-orientation="vertical" onKeyDown={move}>
      {children}
    </div>
  );
}

interface ToolButtonProps {
  readonly action: string;
  readonly label: string;
  readonly text: string;
  readonly pressed?: boolean;
  readonly disabled: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** Stays reachable while disabled, so that the reason can be read. */
function ToolButton({ action, label, text, pressed, disabled, onClick, children }: ToolButtonProps): ReactNode {
  return (
    <ActionTooltip action={action} text={text} position="right">
      <ActionIcon size={32} variant={pressed === true ? 'filled' : 'subtle'} color={pressed === true ? 'accent' : 'gray'} aria-label={label} aria-pressed={pressed} aria-disabled={disabled || undefined} {...(disabled && { 'data-disabled': true })} className={classes.tool ?? ''} onClick={disabled ? undefined : onClick}>
        {children}
      </ActionIcon>
    </ActionTooltip>
  );
}
