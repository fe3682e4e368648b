import type { Point } from '../../../contract/geometry.ts';
import type { CanvasContext } from '../../review/canvas/context.ts';
import { useReview } from '../../review/state.ts';
import { handleAt, handlesOf } from '../logic/handles.ts';
import { hits } from '../logic/hit.ts';
import type { AnnotateSession } from '../session/session.ts';
import { axesOf, textFrame } from './axes.ts';

/** What the pointer of the select tool is on. `handle` is null on the shape itself. */
export interface Target {
  readonly id: string;
  readonly handle: string | null;
}

/** Screen pixels around a line or handle that still count. */
const REACH = 6;
const HANDLE_REACH = 8;

/** The annotation under a point: handles of the selected one first, then lines, the one drawn last first. The inside counts for the selected one only, so that a large shape does not keep the picture from being moved. */
export function targetAt(session: AnnotateSession, canvas: Pick<CanvasContext, 'toStored' | 'scale'>, point: Point): Target | null {
  if (!useReview.getState().layers.annotations.visible) return null;
  const { annotations, selected, hidden, locked } = session.store.getState();
  const axes = axesOf(canvas);
  const shown = annotations.filter(({ id }) => !hidden.has(id));
  const chosen = shown.find(({ id }) => id === selected);
  if (chosen !== undefined && !locked.has(chosen.id)) {
    const handle = handleAt(handlesOf(chosen.shape, textFrame(chosen.shape, axes)), point, HANDLE_REACH / canvas.scale);
    if (handle !== null) return { id: chosen.id, handle: handle.id };
  }
  const under = shown.findLast(({ id, shape }) => hits(shape, point, REACH / canvas.scale, id === selected && !locked.has(id), textFrame(shape, axes)));
  return under === undefined ? null : { id: under.id, handle: null };
}
