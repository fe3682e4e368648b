import type { Point, Size } from '../../../contract/geometry.ts';
import { useActions, type ActionHandlers } from '../../shortcuts/registry.ts';
import type { CanvasContext } from '../../review/canvas/context.ts';
import { useReview, useView } from '../../review/state.ts';
import { visibleBox } from '../layer/maskView.ts';
import { removeCorner } from '../logic/draft.ts';
import type { Shape } from '../../../contract/annotations.ts';
import type { AnnotateSession } from '../session/session.ts';
import { brushDiameter, clearOverlay, isBrush, nextBrushSize, overlay, TOOLS, useTools, type ToolName } from '../tools.ts';
import { closePolygon, finish, showLayer } from './useDrawing.ts';

export interface ActionsOf {
  readonly session: AnnotateSession;
  readonly canvas: CanvasContext | null;
  readonly tool: ToolName;
  readonly refusal: () => string | null;
  readonly onText: (at: Point) => void;
}

export function chooseTool(session: AnnotateSession, tool: ToolName): void {
  clearOverlay();
  useTools.setState({ tool });
  session.say(`${TOOLS.find(({ name }) => name === tool)?.title ?? tool}. ${TOOLS.find(({ name }) => name === tool)?.help ?? ''}`);
  session.requestDraw();
}

/** Puts an id into a set of the session or takes it out. */
export function toggle(session: AnnotateSession, which: 'hidden' | 'locked', id: string): void {
  session.store.setState((state) => {
    const next = new Set(state[which]);
    if (!next.delete(id)) next.add(id);
    return { [which]: next };
  });
  session.requestDraw();
}

/** The keys of the annotation tools. */
export function useAnnotateActions({ session, canvas, tool, refusal, onText }: ActionsOf): void {
  const selected = (): string | null => session.store.getState().selected;
  const allowed = (work: () => void) => () => {
    const why = refusal();
    if (why === null) work();
    else session.say(why);
  };

  function remove(): void {
    const id = selected();
    if (id === null) return;
    if (session.store.getState().locked.has(id)) return session.say('The annotation is locked. Unlock it to remove it.');
    session.remove(id);
  }
  function cancel(): void {
    if (overlay.draft !== null) {
      overlay.draft = null;
      session.say('Drawing cancelled.');
    } else if (tool !== 'select') chooseTool(session, 'select');
    else session.select(null);
    session.requestDraw();
  }
  function stepSelection(step: 1 | -1): void {
    const { annotations } = session.store.getState();
    if (annotations.length === 0) return;
    const at = annotations.findIndex(({ id }) => id === selected());
    const next = annotations[at < 0 ? (step > 0 ? 0 : annotations.length - 1) : (at + step + annotations.length) % annotations.length];
    session.select(next?.id ?? null);
    useReview.setState({ tab: 'annotations' });
  }
  function place(): void {
    if (canvas === null) return;
    if (overlay.draft?.tool === 'polygon') return closePolygon(session, canvas);
    const { x, y, width, height } = visibleBox(canvas, useView.getState().viewport);
    const middle: Point = [Math.min(canvas.size.width, Math.max(0, x + width / 2)), Math.min(canvas.size.height, Math.max(0, y + height / 2))];
    if (tool === 'text') return onText(middle);
    if (isBrush(tool)) {
      showLayer('analyst_mask');
      session.mask.beginStroke(tool === 'eraser');
      session.mask.drawStroke([middle], brushDiameter(useTools.getState(), canvas.scale) / 2, performance.now());
      void session.mask.endStroke();
      return;
    }
    const shape = tool === 'select' ? null : shapeInMiddle(tool, middle, Math.max(4, Math.round(Math.min(width, height, canvas.size.width, canvas.size.height) / 8)), canvas.size);
    if (shape !== null) finish(session, canvas, shape);
  }
  const toggleSelected = (which: 'hidden' | 'locked') => () => {
    const id = selected();
    if (id !== null) toggle(session, which, id);
  };
  const resize = (direction: 1 | -1) => () => {
    useTools.setState(({ brushSize }) => ({ brushSize: nextBrushSize(brushSize, direction) }));
    session.say(`Brush ${useTools.getState().brushSize} pixels.`);
  };

  const handlers: ActionHandlers = {
    ...Object.fromEntries(TOOLS.map(({ name }) => [`annotate.${name}`, () => chooseTool(session, name)])),
    'annotate.brushSmaller': resize(-1),
    'annotate.brushLarger': resize(1),
    'annotate.brushFollow': () => useTools.setState(({ followZoom }) => ({ followZoom: !followZoom })),
    'annotate.finish': tool === 'select' ? undefined : allowed(place),
    'annotate.cancel': cancel,
    'annotate.remove': allowed(remove),
    'annotate.removeToo': allowed(() => {
      if (overlay.draft?.tool !== 'polygon') return remove();
      overlay.draft = removeCorner(overlay.draft);
      session.requestDraw();
    }),
    'annotate.next': () => stepSelection(1),
    'annotate.previous': () => stepSelection(-1),
    'annotate.hide': toggleSelected('hidden'),
    'annotate.lock': toggleSelected('locked'),
    'annotate.undo': allowed(session.undo),
    'annotate.redo': allowed(session.redo),
    'annotate.redoToo': allowed(session.redo),
  };
  useActions('canvas', handlers);
}

/** A shape placed without a pointer: in the middle of the view, `half` pixels to each side as far as the picture reaches. */
export function shapeInMiddle(tool: Exclude<ToolName, 'select' | 'text' | 'brush' | 'eraser'>, [x, y]: Point, half: number, { width, height }: Size): Shape {
  const left = Math.max(0, Math.round(x) - half);
  const top = Math.max(0, Math.round(y) - half);
  const right = Math.min(width, Math.round(x) + half);
  const bottom = Math.min(height, Math.round(y) + half);
  switch (tool) {
    case 'rectangle':
      return { type: 'rectangle', x: left, y: top, width: right - left, height: bottom - top };
    case 'ellipse':
      return { type: 'ellipse', x: (left + right) / 2, y: (top + bottom) / 2, radiusX: (right - left) / 2, radiusY: (bottom - top) / 2 };
    case 'polygon':
      return { type: 'polygon', points: [[left, bottom], [(left + right) / 2, top], [right, bottom]] };
    case 'arrow':
    case 'measure':
      return { type: tool, from: [left, bottom], to: [right, top] };
  }
}
