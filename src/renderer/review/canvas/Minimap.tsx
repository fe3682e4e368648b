import { useCallback, useEffect, useRef, type PointerEvent, type ReactNode } from 'react';
import { setView, useView } from '../state.ts';
import classes from './canvas.module.css';
import { drawPane } from './drawPane.ts';
import type { CanvasEngine } from './engine.ts';
import { fitView, shownBox, shownSize, toScreen, toStored, transformOf, type Transform } from './view.ts';

const MOST = 168;

/** The whole picture with the part that the canvas shows; click or drag to go there. */
export function Minimap({ engine }: { readonly engine: CanvasEngine }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLDivElement>(null);
  const transform = useRef<Transform | null>(null);

  useEffect(() => {
    let drawn = '';
    const stop = engine.onFrame((frame) => {
      const scene = engine.scene();
      const { view } = useView.getState();
      const surface = canvas.current;
      const mark = box.current;
      const pane = frame.panes[0];
      if (scene === null || view === null || surface === null || mark === null || button.current === null || pane === undefined) return;
      const shown = shownSize(scene.size, scene.orientation, view.turn);
      const scale = MOST / Math.max(shown.width, shown.height);
      const area = { x: 0, y: 0, width: Math.max(24, Math.round(shown.width * scale)), height: Math.max(24, Math.round(shown.height * scale)) };
      const own = transformOf(fitView(scene.size, scene.orientation, view.turn, area, 0), scene.orientation, area, frame.pixelRatio);
      transform.current = own;
      // Only what is far from the pan is drawn again: a pan moves the mark alone.
      const state = [scene.picture.id, view.turn, area.width, area.height, frame.pixelRatio, engine.store.bytes(), engine.store.busy(), JSON.stringify(scene.layers), scene.colourings.heat.lut[60], scene.colourings.heat.lut[255], scene.colourings.binary.lut.indexOf(scene.colourings.binary.lut[255] ?? 0)].join('|');
      if (state !== drawn) {
        drawn = state;
        const { width, height } = area;
        surface.width = Math.round(width * frame.pixelRatio);
        surface.height = Math.round(height * frame.pixelRatio);
        surface.style.width = `${width}px`;
        surface.style.height = `${height}px`;
        button.current.style.width = `${width}px`;
        button.current.style.height = `${height}px`;
        const context = surface.getContext('2d');
        const drawing = { transform: own, clip: area, content: 'stack' as const, pixelRatio: frame.pixelRatio };
        engine.setExtra('minimap', drawing);
        if (context !== null) drawPane(context, scene, engine.store, drawing, () => new OffscreenCanvas(surface.width, surface.height).getContext('2d'));
      }
      const { x, y, width, height } = shownBox(pane.transform, pane.frame);
      // There is nothing to go to while the whole picture is on the canvas.
      button.current.hidden = x <= 0 && y <= 0 && x + width >= scene.size.width && y + height >= scene.size.height;
      const one = toScreen(own, [x, y]);
      const other = toScreen(own, [x + width, y + height]);
      const [left, top] = [Math.max(0, Math.min(one.x, other.x)), Math.max(0, Math.min(one.y, other.y))];
      mark.style.transform = `translate(${left}px, ${top}px)`;
      mark.style.width = `${Math.max(6, Math.min(area.width, Math.max(one.x, other.x)) - left)}px`;
      mark.style.height = `${Math.max(6, Math.min(area.height, Math.max(one.y, other.y)) - top)}px`;
    });
    engine.request();
    return () => {
      stop();
      engine.setExtra('minimap', null);
    };
  }, [engine]);

  const go = useCallback(
    (event: PointerEvent<HTMLDivElement>) => {
      const { view } = useView.getState();
      const scene = engine.scene();
      if (view === null || scene === null || transform.current === null) return;
      const place = event.currentTarget.getBoundingClientRect();
      setView(scene.size, { ...view, centre: toStored(transform.current, { x: event.clientX - place.left, y: event.clientY - place.top }) });
    },
    [engine],
  );

  return (
    <div
      ref={button}
      className={`${classes.over} ${classes.minimap}`}
      data-over-canvas
      role="img"
      aria-label="Overview of the whole picture with the part shown"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
      }}
    >
      <canvas ref={canvas} />
      <div ref={box} className={classes.minimapBox} />
    </div>
  );
}
