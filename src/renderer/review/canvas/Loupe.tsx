import { useEffect, useRef, useState, type ReactNode } from 'react';
import { stretchContrast } from '../logic/stretch.ts';
import { useReview, useView } from '../state.ts';
import classes from './canvas.module.css';
import { drawPane } from './drawPane.ts';
import type { CanvasEngine } from './engine.ts';
import { paneAt } from './panes.ts';
import { transformOf } from './view.ts';

/** Diameter of the lens in CSS pixels. */
const LENS = 232;

/** A lens of 2 to 16 screen pixels for each stored pixel, which are drawn as squares; its contrast can be stretched over what it shows alone. */
export function Loupe({ engine }: { readonly engine: CanvasEngine }): ReactNode {
  const lens = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLCanvasElement>(null);
  const cross = useRef<HTMLSpanElement>(null);
  const { magnification, stretch } = useReview((state) => state.loupe);
  const [range, setRange] = useState<string>('');

  useEffect(() => {
    const small = new OffscreenCanvas(1, 1);
    let text = '';
    function draw(): void {
      const { cursor, view } = useView.getState();
      const scene = engine.scene();
      const frame = engine.frame();
      if (lens.current === null || surface.current === null || cross.current === null) return;
      lens.current.hidden = cursor === null || frame === null;
      if (cursor === null || scene === null || view === null || frame === null) {
        engine.setExtra('loupe', null);
        return;
      }
      // An odd number of whole stored pixels, the middle one under the pointer; drawn one to one and enlarged as squares.
      const count = Math.ceil(LENS / magnification / 2) * 2 + 1;
      const [x, y] = engine.toStored(cursor);
      const area = { x: 0, y: 0, width: count, height: count };
      const drawing = { transform: transformOf({ centre: [Math.floor(x) + 0.5, Math.floor(y) + 0.5], scale: 1, turn: view.turn }, scene.orientation, area, 1), clip: area, content: paneAt(frame.panes, cursor).content, pixelRatio: 1 };
      engine.setExtra('loupe', drawing);
      small.width = count;
      small.height = count;
      const context = small.getContext('2d', { willReadFrequently: true });
      if (context === null) return;
      drawPane(context, scene, engine.store, drawing, () => new OffscreenCanvas(count, count).getContext('2d'));
      if (stretch) {
        const pixels = context.getImageData(0, 0, count, count);
        const found = stretchContrast(pixels.data, count);
        context.putImageData(pixels, 0, 0);
        const next = found === null ? ', flat' : `, contrast ${found.low}–${found.high}`;
        if (next !== text) {
          text = next;
          setRange(next);
        }
      }
      const target = surface.current;
      const side = Math.round(LENS * frame.pixelRatio);
      if (target.width !== side) {
        target.width = side;
        target.height = side;
      }
      const pen = target.getContext('2d');
      if (pen === null) return;
      pen.imageSmoothingEnabled = false;
      pen.clearRect(0, 0, side, side);
      const pixel = magnification * frame.pixelRatio;
      const offset = Math.round((side - count * pixel) / 2);
      pen.drawImage(small, offset, offset, count * pixel, count * pixel);
      const middle = (offset + ((count - 1) / 2) * pixel) / frame.pixelRatio;
      cross.current.style.transform = `translate(${middle - 1}px, ${middle - 1}px)`;
      cross.current.style.width = `${magnification + 2}px`;
      cross.current.style.height = `${magnification + 2}px`;
      lens.current.style.transform = `translate(${Math.round(cursor.x - LENS / 2)}px, ${Math.round(cursor.y - LENS / 2)}px)`;
    }
    const stops = [
      engine.onFrame(draw),
      useView.subscribe((now, before) => {
        if (now.cursor !== before.cursor) engine.request();
      }),
    ];
    engine.request();
    return () => {
      for (const stop of stops) stop();
      engine.setExtra('loupe', null);
    };
  }, [engine, magnification, stretch]);

  return (
    <div ref={lens} className={`${classes.over} ${classes.loupe}`} style={{ width: LENS, height: LENS }} hidden aria-hidden="true">
      <canvas ref={surface} style={{ width: LENS, height: LENS }} />
      <span ref={cross} className={classes.loupeCross} style={{ position: 'absolute', left: 0, top: 0 }} />
      <span className={classes.loupeText}>
        {magnification}×{stretch ? range : ''}
      </span>
    </div>
  );
}
