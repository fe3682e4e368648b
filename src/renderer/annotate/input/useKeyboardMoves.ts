import { useEffect, useRef } from 'react';
import type { Shape } from '../../../contract/annotations.ts';
import type { CanvasContext } from '../../review/canvas/context.ts';
import { dragHandle } from '../logic/handles.ts';
import { boundsOf, moveShape, sameShape, SHAPE_WORDS } from '../logic/shapes.ts';
import { axesOf } from '../layer/axes.ts';
import type { AnnotateSession } from '../session/session.ts';
import { overlay } from '../tools.ts';

/** Milliseconds of rest after which moves by key are one step, saved together. */
const REST = 250;
const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta']);
const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Arrows move the selected annotation by 1 px (Shift: 10), with Ctrl they change its size. They reach the page before the canvas pans. */
export function useKeyboardMoves(session: AnnotateSession, canvas: CanvasContext | null, readOnly: boolean): void {
  const latest = useRef({ canvas, readOnly });
  useEffect(() => {
    latest.current = { canvas, readOnly };
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    function commit(): void {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      const { preview } = overlay;
      overlay.preview = null;
      const before = preview === null ? undefined : session.marks.get(preview.id)?.shape;
      if (preview === null || before === undefined || sameShape(before, preview.shape)) return;
      session.change(preview.id, { shape: preview.shape }, `${SHAPE_WORDS[preview.shape.type].toLowerCase()} moved`);
    }
    function key(event: KeyboardEvent): void {
      const direction = DIRECTIONS[event.key];
      const { canvas: now, readOnly: fixed } = latest.current;
      const { selected, locked } = session.store.getState();
      if (direction === undefined) {
        // Whatever comes next (undo, a tool) starts from what is shown.
        if (timer !== null && !MODIFIERS.has(event.key)) commit();
        return;
      }
      if (now === null || fixed || selected === null || locked.has(selected) || event.altKey || event.metaKey || !onCanvas(event.target)) return;
      const shape = overlay.preview?.id === selected ? overlay.preview.shape : session.marks.get(selected)?.shape;
      if (shape === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const { right, down } = axesOf(now);
      const length = event.shiftKey ? 10 : 1;
      const dx = (right[0] * direction[0] + down[0] * direction[1]) * length;
      const dy = (right[1] * direction[0] + down[1] * direction[1]) * length;
      overlay.preview = { id: selected, shape: event.ctrlKey ? grow(shape, dx, dy, now) : moveShape(shape, dx, dy, now.size) };
      session.requestDraw();
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(commit, REST);
    }
    document.addEventListener('keydown', key, { capture: true });
    return () => {
      document.removeEventListener('keydown', key, { capture: true });
      commit();
    };
  }, [session]);
}

/** Moves the lower right corner, the end of a line, or the size of a text. */
function grow(shape: Shape, dx: number, dy: number, { size }: CanvasContext): Shape {
  switch (shape.type) {
    case 'rectangle':
    case 'ellipse': {
      const { left, top, right, bottom } = boundsOf(shape);
      return dragHandle(shape, 'se', [Math.max(left + 1, right + dx), Math.max(top + 1, bottom + dy)], false, size, null);
    }
    case 'arrow':
    case 'measure':
      return dragHandle(shape, 'to', [shape.to[0] + dx, shape.to[1] + dy], false, size, null);
    case 'text':
      return { ...shape, size: Math.max(4, shape.size + dx + dy) };
    case 'polygon':
      return shape;
  }
}

/** On the canvas or nowhere in particular: lists and fields keep their arrow keys. */
function onCanvas(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target === document.body || target.closest('[role="application"]') !== null;
}
