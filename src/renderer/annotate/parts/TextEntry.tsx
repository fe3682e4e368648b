import { Button, Textarea } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { Point } from '../../../contract/geometry.ts';
import type { CanvasContext } from '../../review/canvas/context.ts';
import { axesOf } from '../layer/axes.ts';
import classes from '../annotate.module.css';

/** Height of a new text's line on the screen, in pixels; kept in stored pixels from then on. */
const LINE = 20;

/** A field on the canvas for a new text. Empty, or Esc, draws nothing. */
export function TextEntry({ canvas, at, onDone }: { readonly canvas: CanvasContext; readonly at: Point; readonly onDone: (text: string, lineHeight: number) => void }): ReactNode {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const place = canvas.stage?.container().closest<HTMLElement>('[role="application"]') ?? null;
  useEffect(() => {
    field.current?.focus();
  }, []);
  if (place === null) return null;
  const { x, y } = screenOf(canvas, at);
  const done = (value: string): void => {
    onDone(value, Math.max(4, Math.round((LINE / canvas.scale) * 10) / 10));
    place.focus({ preventScroll: true });
  };
  function key(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Escape') done('');
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      done(text);
    }
  }
  return createPortal(
    <div className={classes.textEntry} data-over-canvas style={{ left: Math.min(Math.max(4, x), place.clientWidth - 244), top: Math.min(Math.max(4, y), place.clientHeight - 110) }}>
      <Textarea ref={field} label="Text on the picture" description="Enter places it, Shift+Enter starts a new line, Esc cancels." autosize minRows={1} maxRows={6} maxLength={2000} value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={key} />
      <div className={classes.textButtons}>
        <Button size="compact-xs" variant="default" onClick={() => done('')}>
          Cancel
        </Button>
        <Button size="compact-xs" disabled={text.trim() === ''} onClick={() => done(text)}>
          Place text
        </Button>
      </div>
    </div>,
    place,
  );
}

/** Where a stored point lies on the stage. */
function screenOf(canvas: CanvasContext, [x, y]: Point): { readonly x: number; readonly y: number } {
  const [fromX, fromY] = canvas.toStored({ x: 0, y: 0 });
  const { right, down } = axesOf(canvas);
  const dx = x - fromX;
  const dy = y - fromY;
  return { x: (dx * right[0] + dy * right[1]) * canvas.scale, y: (dx * down[0] + dy * down[1]) * canvas.scale };
}
