import type Konva from 'konva';
import { addOpacity, changeLoupe, setView, useReview, useView } from '../state.ts';
import { keysOf, matchesKeys } from '../../shortcuts/registry.ts';
import type { ScreenPoint } from './context.ts';
import type { CanvasEngine } from './engine.ts';
import { paneAt } from './panes.ts';
import type { PointerHub, StoredPointer } from './pointer.ts';
import { panBy, zoomAt, type View } from './view.ts';

export interface GestureHooks {
  readonly engine: CanvasEngine;
  readonly hub: PointerHub;
  readonly stage: () => Konva.Stage | null;
  readonly onSpace: (held: boolean) => void;
  /** A click without a tool, at a stored point. */
  readonly onPick: (x: number, y: number) => void;
  /** The pointer rests on a stored point without a tool, or has left (null). */
  readonly onHover: (at: { readonly x: number; readonly y: number } | null) => void;
  readonly onPanning: (panning: boolean) => void;
}

/** Pixels a press may move and still be a click. */
const CLICK = 4;
type Mode = 'none' | 'pan' | 'press' | 'tool' | 'pinch';

/** Pan, wheel, pinch, hold-keys and the tools' pointer, bound to the canvas element. Returns how to unbind. */
export function bindGestures(element: HTMLElement, hooks: GestureHooks): () => void {
  const { engine, hub } = hooks;
  const pointers = new Map<number, ScreenPoint>();
  let mode: Mode = 'none';
  let last: ScreenPoint = { x: 0, y: 0 };
  let start: ScreenPoint = { x: 0, y: 0 };
  let space = false;
  let control = false;

  const at = (event: { readonly clientX: number; readonly clientY: number }): ScreenPoint => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  function move(change: (view: View, orientation: number) => View): void {
    const { view } = useView.getState();
    const scene = engine.scene();
    if (view !== null && scene !== null) setView(scene.size, change(view, scene.orientation));
  }

  function stored(event: PointerEvent): StoredPointer {
    const screen = at(event);
    const [x, y] = engine.toStored(screen);
    const between = typeof event.getCoalescedEvents === 'function' ? event.getCoalescedEvents() : [];
    const path = (between.length > 0 ? between : [event]).map((each) => engine.toStored(at(each)));
    return { x, y, screen, path, pressure: event.pressure, button: event.button, shiftKey: event.shiftKey, altKey: event.altKey, ctrlKey: event.ctrlKey || event.metaKey, pointerType: event.pointerType };
  }

  function setMode(next: Mode): void {
    if ((mode === 'pan') !== (next === 'pan')) hooks.onPanning(next === 'pan');
    mode = next;
  }

  function down(event: PointerEvent): void {
    // Buttons and insets that lie over the canvas keep their own pointer.
    if (event.target instanceof Element && event.target.closest('[data-over-canvas]') !== null) return;
    const screen = at(event);
    pointers.set(event.pointerId, screen);
    if (pointers.size === 2) {
      if (mode === 'tool') hub.current()?.onCancel?.();
      setMode('pinch');
      return;
    }
    if (pointers.size > 2) return;
    last = screen;
    start = screen;
    if (space || event.button === 1) setMode('pan');
    else if (event.button !== 0) return;
    else if (hub.current() !== null) setMode('tool');
    else if (hooks.stage()?.getIntersection(screen) !== null && hooks.stage() !== null) return;
    else setMode('press');
    element.setPointerCapture(event.pointerId);
    element.focus({ preventScroll: true });
    event.preventDefault();
    if (mode === 'tool') hub.current()?.onDown?.(stored(event));
  }

  function moveTo(event: PointerEvent): void {
    const screen = at(event);
    useView.setState({ cursor: screen });
    if (mode === 'pinch' && pointers.has(event.pointerId)) {
      pinch(event.pointerId, screen);
      return;
    }
    if (pointers.has(event.pointerId)) pointers.set(event.pointerId, screen);
    if (mode === 'press' && Math.hypot(screen.x - start.x, screen.y - start.y) > CLICK) setMode('pan');
    if (mode === 'pan') {
      move((view, orientation) => panBy(view, orientation, screen.x - last.x, screen.y - last.y));
      last = screen;
      return;
    }
    const tool = hub.current();
    if (tool !== null) {
      if (!space) tool.onMove?.(stored(event), mode === 'tool');
      return;
    }
    const [x, y] = engine.toStored(screen);
    hooks.onHover({ x, y });
  }

  function pinch(id: number, screen: ScreenPoint): void {
    const other = [...pointers].find(([key]) => key !== id)?.[1];
    const before = pointers.get(id);
    if (other === undefined || before === undefined) return;
    const spread = (one: ScreenPoint): number => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
    const middle = { x: (screen.x + other.x) / 2, y: (screen.y + other.y) / 2 };
    move((view, orientation) => {
      const panned = panBy(view, orientation, (screen.x - before.x) / 2, (screen.y - before.y) / 2);
      return zoomAt(panned, orientation, frameAt(middle), middle, spread(screen) / spread(before));
    });
    pointers.set(id, screen);
  }

  function frameAt(screen: ScreenPoint): { x: number; y: number; width: number; height: number } {
    const panes = engine.frame()?.panes;
    return panes === undefined ? { x: 0, y: 0, ...useView.getState().viewport } : paneAt(panes, screen).frame;
  }

  function up(event: PointerEvent): void {
    pointers.delete(event.pointerId);
    if (mode === 'tool') hub.current()?.onUp?.(stored(event));
    if (mode === 'press') {
      const [x, y] = engine.toStored(at(event));
      hooks.onPick(x, y);
    }
    if (mode !== 'pinch' || pointers.size === 0) setMode('none');
  }

  function cancel(event: PointerEvent): void {
    pointers.delete(event.pointerId);
    if (mode === 'tool') hub.current()?.onCancel?.();
    setMode('none');
  }

  function leave(): void {
    if (mode !== 'none') return;
    useView.setState({ cursor: null });
    hooks.onHover(null);
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault();
    const amount = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 400 : 1) || event.deltaX;
    // A pinch on a touchpad arrives as a wheel with Ctrl that no key holds.
    if ((event.ctrlKey && control) || event.metaKey) {
      addOpacity(useReview.getState().activeLayer, amount > 0 ? -0.05 : 0.05);
      return;
    }
    const { loupe } = useReview.getState();
    if (event.altKey && loupe.on) {
      changeLoupe({ magnification: loupe.magnification + (amount > 0 ? -1 : 1) });
      return;
    }
    const screen = at(event);
    const factor = Math.exp(-Math.max(-240, Math.min(240, amount)) * (event.ctrlKey ? 0.01 : 0.0018));
    move((view, orientation) => zoomAt(view, orientation, frameAt(screen), screen, factor));
  }

  function key(event: KeyboardEvent): void {
    const pressed = event.type === 'keydown';
    if (event.key === 'Control') control = pressed;
    if (pressed && ownsKeys(event.target)) return;
    if (event.code === 'Space' && !event.ctrlKey && !event.altKey) {
      if (pressed) event.preventDefault();
      if (space === pressed) return;
      space = pressed;
      if (space && mode === 'tool') {
        hub.current()?.onCancel?.();
        setMode('pan');
      }
      hooks.onSpace(space);
      return;
    }
    const original = matchesKeys(event, keysOf('review.original')) || matchesKeys(event, keysOf('review.originalToo'));
    if (original && useReview.getState().original !== pressed) useReview.setState({ original: pressed });
  }

  function release(): void {
    control = false;
    if (space) {
      space = false;
      hooks.onSpace(false);
    }
    useReview.setState({ original: false });
  }

  const stop = new AbortController();
  const { signal } = stop;
  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', moveTo, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', cancel, { signal });
  element.addEventListener('pointerleave', leave, { signal });
  element.addEventListener('wheel', wheel, { passive: false, signal });
  globalThis.addEventListener('keydown', key, { signal });
  globalThis.addEventListener('keyup', key, { signal });
  globalThis.addEventListener('blur', release, { signal });
  return () => {
    stop.abort();
    release();
  };
}

/** Controls that use Space and letters themselves. */
function ownsKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, button, a[href], summary, [contenteditable="true"], [role="menu"], [role="slider"], [role="tab"], [role="option"], [role="listbox"], [aria-modal="true"]') !== null;
}
