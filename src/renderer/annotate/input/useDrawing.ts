import { useMemo } from 'react';
import type { Point } from '../../../contract/geometry.ts';
import type { CanvasContext } from '../../review/canvas/context.ts';
import type { PointerTool, StoredPointer } from '../../review/canvas/pointer.ts';
import { changeLayer, useReview } from '../../review/state.ts';
import { addCorner, closes, shapeOf, startDrag } from '../logic/draft.ts';
import type { AnnotateSession } from '../session/session.ts';
import { brushDiameter, isBrush, overlay, useTools, type ToolName } from '../tools.ts';

/** Screen pixels: a shorter drag draws nothing, a click this near to the first corner closes a polygon. */
const LEAST_DRAG = 3;
const CLOSE_REACH = 9;
/** Milliseconds within which a second click makes a double click. */
const DOUBLE_CLICK = 400;

export interface DrawingHooks {
  readonly session: AnnotateSession;
  readonly canvas: CanvasContext;
  readonly tool: ToolName;
  /** Why nothing can be drawn now, or null. */
  readonly refusal: () => string | null;
  readonly onText: (at: Point) => void;
}

/** What the chosen tool does with the pointer; null leaves it to the canvas (the select tool claims it only on an annotation). */
export function useDrawing({ session, canvas, tool, refusal, onText }: DrawingHooks): PointerTool | null {
  return useMemo(() => {
    if (tool === 'select') return null;
    const guarded = (down: (event: StoredPointer) => void) => (event: StoredPointer) => {
      const why = refusal();
      if (why === null) down(event);
      else session.say(why);
    };
    if (isBrush(tool)) return brushTool(session, canvas, tool, guarded);
    if (tool === 'polygon') return polygonTool(session, canvas, guarded);
    if (tool === 'text') return { onDown: guarded(({ x, y }) => onText([x, y])) };
    return {
      onDown: guarded(({ x, y }) => {
        overlay.draft = startDrag(tool, [x, y], canvas.size);
      }),
      onMove: ({ x, y, shiftKey, altKey }) => {
        if (overlay.draft === null || overlay.draft.tool === 'polygon') return;
        overlay.draft = { ...overlay.draft, at: [x, y], even: shiftKey, centred: altKey };
        session.requestDraw();
      },
      onUp: () => {
        const { draft } = overlay;
        overlay.draft = null;
        const shape = draft === null ? null : shapeOf(draft, canvas.size, LEAST_DRAG / canvas.scale);
        if (shape !== null) finish(session, canvas, shape);
        session.requestDraw();
      },
      onCancel: () => {
        overlay.draft = null;
        session.requestDraw();
      },
    };
  }, [session, canvas, tool, refusal, onText]);
}

export function finish(session: AnnotateSession, { size }: Pick<CanvasContext, 'size'>, shape: Parameters<AnnotateSession['add']>[0]): void {
  showLayer('annotations');
  session.add(shape, size);
  useReview.setState({ tab: 'annotations' });
}

/** Nothing is drawn that cannot be seen. */
export function showLayer(name: 'annotations' | 'analyst_mask'): void {
  const { visible, opacity } = useReview.getState().layers[name];
  if (!visible || opacity < 0.1) changeLayer(name, { visible: true, opacity: Math.max(opacity, 0.6) });
}

type Guard = (down: (event: StoredPointer) => void) => (event: StoredPointer) => void;

function brushTool(session: AnnotateSession, canvas: CanvasContext, tool: 'brush' | 'eraser', guarded: Guard): PointerTool {
  let last: Point = [0, 0];
  let radius = 1;
  let lastScreen = { x: 0, y: 0 };
  const point = ({ x, y }: StoredPointer): Point => [x, y];
  /** From one pane of a comparison into the other the stored place jumps while the pointer does not: no line is drawn over it. */
  const isJump = ({ x, y, screen }: StoredPointer): boolean => Math.hypot(x - last[0], y - last[1]) * canvas.scale > Math.hypot(screen.x - lastScreen.x, screen.y - lastScreen.y) + 24;
  function end(): void {
    if (!session.mask.isDrawing()) return;
    overlay.lastPoint = last;
    overlay.erasing = false;
    session.requestDraw();
    void session.mask.endStroke().then(() => session.say(`Stroke drawn. The analyst mask has ${session.store.getState().area} pixels.`));
  }
  return {
    onDown: guarded((event) => {
      showLayer('analyst_mask');
      const erase = tool === 'eraser' || event.altKey;
      overlay.erasing = erase;
      overlay.pointer = point(event);
      radius = brushDiameter(useTools.getState(), canvas.scale) / 2;
      const from = event.shiftKey ? overlay.lastPoint : null;
      last = point(event);
      lastScreen = event.screen;
      session.mask.beginStroke(erase);
      session.mask.drawStroke(from === null ? [last] : [from, last], radius, performance.now());
      session.requestDraw();
    }),
    onMove: (event, dragging) => {
      overlay.pointer = point(event);
      overlay.erasing = dragging ? overlay.erasing : event.altKey;
      if (dragging && session.mask.isDrawing()) {
        session.mask.drawStroke(isJump(event) ? [point(event)] : [last, ...event.path], radius, performance.now());
        last = point(event);
        lastScreen = event.screen;
      }
      session.requestDraw();
    },
    onUp: end,
    // Taken away by Space or a second finger: what is painted stays, and one undo takes it back.
    onCancel: end,
  };
}

function polygonTool(session: AnnotateSession, canvas: CanvasContext, guarded: Guard): PointerTool {
  let lastDown = -Infinity;
  return {
    onDown: guarded(({ x, y }) => {
      const now = performance.now();
      const isDouble = now - lastDown < DOUBLE_CLICK;
      lastDown = now;
      const near = CLOSE_REACH / canvas.scale;
      if (closes(overlay.draft, [x, y], near)) return closePolygon(session, canvas);
      const before = overlay.draft?.tool === 'polygon' ? overlay.draft.points.length : 0;
      overlay.draft = addCorner(overlay.draft, [x, y], canvas.size, 4 / canvas.scale);
      if (isDouble && overlay.draft.tool === 'polygon' && overlay.draft.points.length === before) closePolygon(session, canvas);
      session.requestDraw();
    }),
    onMove: ({ x, y }) => {
      if (overlay.draft?.tool !== 'polygon') return;
      overlay.draft = { ...overlay.draft, at: [x, y] };
      session.requestDraw();
    },
  };
}

/** Closes the polygon being drawn, where it has corners enough. */
export function closePolygon(session: AnnotateSession, canvas: Pick<CanvasContext, 'size'>): void {
  if (overlay.draft === null) return;
  const shape = shapeOf(overlay.draft, canvas.size, 0);
  if (shape === null) return session.say('A polygon needs three corners.');
  overlay.draft = null;
  finish(session, canvas, shape);
}
