import { useContext, useEffect, useRef } from 'react';
import type { Shape } from '../../../contract/annotations.ts';
import type { Point } from '../../../contract/geometry.ts';
import type { CanvasContext } from '../../review/canvas/context.ts';
import { PointerHubContext, type PointerTool } from '../../review/canvas/pointer.ts';
import { useReview } from '../../review/state.ts';
import { axesOf, textFrame } from '../layer/axes.ts';
import { targetAt, type Target } from '../layer/target.ts';
import { dragHandle } from '../logic/handles.ts';
import { moveShape, sameShape, SHAPE_WORDS } from '../logic/shapes.ts';
import type { AnnotateSession } from '../session/session.ts';
import { overlay } from '../tools.ts';

/** Screen pixels a press may move and still only select. */
const CLICK = 3;

/** The select tool: while the pointer is on an annotation it has the canvas's pointer, elsewhere the canvas pans and picks regions as ever. */
export function useSelecting(session: AnnotateSession, canvas: CanvasContext | null, active: boolean, readOnly: boolean): void {
  const hub = useContext(PointerHubContext);
  const latest = useRef({ canvas, readOnly });
  useEffect(() => {
    latest.current = { canvas, readOnly };
  });
  const stage = canvas?.stage ?? null;
  useEffect(() => {
    if (!active || stage === null || hub === null) return;
    const container = stage.container();
    let release: (() => void) | null = null;
    let target: Target | null = null;
    let drag: { readonly target: Target; readonly from: Point; readonly shape: Shape } | null = null;

    const tool: PointerTool = {
      onDown: ({ x, y }) => {
        const shape = target === null ? undefined : session.marks.get(target.id)?.shape;
        if (target === null || shape === undefined) return;
        session.select(target.id);
        useReview.setState({ tab: 'annotations' });
        if (!latest.current.readOnly && !session.store.getState().locked.has(target.id)) drag = { target, from: [x, y], shape };
      },
      onMove: ({ x, y, shiftKey }, dragging) => {
        const { canvas: now } = latest.current;
        if (!dragging || drag === null || now === null) return;
        if (overlay.preview === null && Math.hypot(x - drag.from[0], y - drag.from[1]) * now.scale < CLICK) return;
        const shape = drag.target.handle === null ? moveShape(drag.shape, x - drag.from[0], y - drag.from[1], now.size) : dragHandle(drag.shape, drag.target.handle, [x, y], shiftKey, now.size, textFrame(drag.shape, axesOf(now)));
        overlay.preview = { id: drag.target.id, shape };
        session.requestDraw();
      },
      onUp: () => {
        const { preview } = overlay;
        if (drag !== null && preview !== null && !sameShape(preview.shape, drag.shape)) {
          const word = SHAPE_WORDS[preview.shape.type].toLowerCase();
          session.change(preview.id, { shape: preview.shape }, drag.target.handle === null ? `${word} moved` : `${word} reshaped`);
        }
        end();
      },
      onCancel: end,
    };

    function end(): void {
      drag = null;
      overlay.preview = null;
      session.requestDraw();
    }

    /** Claims the pointer before the canvas decides who has it: these listeners see the event first. */
    function look(event: PointerEvent): void {
      const { canvas: now } = latest.current;
      if (drag !== null || now === null) return;
      const box = container.getBoundingClientRect();
      target = now.spaceHeld ? null : targetAt(session, now, now.toStored({ x: event.clientX - box.left, y: event.clientY - box.top }));
      if (target !== null) release ??= hub?.claim(() => tool) ?? null;
      else drop();
      const hovered = target?.id ?? null;
      if (session.store.getState().hovered !== hovered) {
        session.store.setState({ hovered });
        session.requestDraw();
      }
      const stuck = latest.current.readOnly || (hovered !== null && session.store.getState().locked.has(hovered));
      now.setCursor(target === null ? 'default' : stuck || target.handle !== null ? 'pointer' : 'move');
      if (event.type === 'pointerdown' && event.button === 0 && target === null) session.select(null);
    }
    function drop(): void {
      release?.();
      release = null;
    }
    const stop = new AbortController();
    for (const type of ['pointermove', 'pointerdown'] as const) container.addEventListener(type, look, { capture: true, signal: stop.signal });
    return () => {
      stop.abort();
      drop();
      overlay.preview = null;
    };
  }, [active, stage, hub, session]);
}
