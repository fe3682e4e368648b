import type Konva from 'konva';
import { useEffect, useRef, type ReactNode } from 'react';
import { Image, Shape } from 'react-konva';
import { useCanvas } from '../review/canvas/context.ts';
import { useReview, useView } from '../review/state.ts';
import { axesOf, textFrame } from './layer/axes.ts';
import { drawBrush, drawHandles, drawOpenLine, drawShape, type Pen } from './layer/drawShapes.ts';
import { maskLevel, nextPart, visibleBox } from './layer/maskView.ts';
import { shapeOf } from './logic/draft.ts';
import { handlesOf } from './logic/handles.ts';
import { SHAPE_COLOURS } from './logic/shapes.ts';
import type { Part } from './logic/compose.ts';
import type { AnnotateSession } from './session/session.ts';
import { useAnnotate } from './session/useAnnotate.ts';
import { brushDiameter, isBrush, overlay, useTools } from './tools.ts';

/** What is drawn on the picture: the analyst's mask as one image, the annotations, and what the pointer is about to draw. Nothing here listens; tools hit-test by themselves. */
export function AnnotateLayer({ slug, evidenceId }: { readonly slug: string; readonly evidenceId: number }): ReactNode {
  const session = useAnnotate(slug, evidenceId);
  const canvas = useCanvas();
  const image = useRef<Konva.Image>(null);
  const latest = useRef(canvas);
  useEffect(() => {
    latest.current = canvas;
  });

  useEffect(() => {
    const draw = (): void => void image.current?.getLayer()?.batchDraw();
    const stop = [session.onDraw(draw), useReview.subscribe(draw), useTools.subscribe(draw)];
    return () => {
      for (const end of stop) end();
    };
  }, [session]);
  useEffect(() => session.requestDraw());

  useEffect(() => {
    let asked: { readonly part: Part; readonly ring: boolean } | null = null;
    let scheduled = 0;
    function look(): void {
      scheduled = 0;
      const { viewport, view } = useView.getState();
      if (view === null || viewport.width === 0) return;
      const ring = view.scale <= 2;
      const level = maskLevel(view.scale, globalThis.devicePixelRatio || 1);
      const part = nextPart(asked?.ring === ring ? asked.part : null, visibleBox(latest.current, viewport), level, latest.current.size);
      if (part === null) return;
      asked = { part, ring };
      session.worker.send({ type: 'view', part, scale: view.scale });
    }
    function soon(): void {
      if (scheduled === 0) scheduled = requestAnimationFrame(look);
    }
    soon();
    const stop = useView.subscribe((now, before) => {
      if (now.view !== before.view || now.viewport !== before.viewport) soon();
    });
    return () => {
      stop();
      cancelAnimationFrame(scheduled);
    };
  }, [session]);

  const { visible, opacity } = useReview((state) => state.layers.analyst_mask);
  return (
    <>
      <Image ref={image} image={session.picture.canvas} listening={false} visible={visible} opacity={opacity} perfectDrawEnabled={false} sceneFunc={(context) => drawMask(context._context, session, canvas.scale)} />
      <Shape listening={false} perfectDrawEnabled={false} sceneFunc={(context, shape) => drawMarks(penOf(context._context, shape, latest.current), session)} />
    </>
  );
}

function drawMask(context: CanvasRenderingContext2D, { picture }: AnnotateSession, scale: number): void {
  const part = picture.part();
  if (part === null || picture.canvas.width === 0) return;
  // Pixels are squares from 100 % up.
  context.imageSmoothingEnabled = scale * (globalThis.devicePixelRatio || 1) < 1;
  context.drawImage(picture.canvas, part.x, part.y, part.width, part.height);
  const stamps = picture.takeStamps();
  for (const start of stamps) performance.measure('palimpsest:brush', { start });
}

/** Turns to CSS pixels of the stage: lines keep their width and letters stand upright at any zoom and turn. Konva restores the context. */
function penOf(context: CanvasRenderingContext2D, shape: Konva.Shape, { size }: { readonly size: Pen['size'] }): Pen {
  const ratio = shape.getLayer()?.getCanvas().getPixelRatio() ?? 1;
  const { a, b, c, d, e, f } = context.getTransform();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, size, scale: Math.hypot(a, b) / ratio, turned: Math.abs(b) > Math.abs(a), place: ([x, y]) => ({ x: (a * x + c * y + e) / ratio, y: (b * x + d * y + f) / ratio }) };
}

function drawMarks(pen: Pen, session: AnnotateSession): void {
  const { annotations, selected, hovered, hidden, locked } = session.store.getState();
  const layer = useReview.getState().layers.annotations;
  const { context } = pen;
  const alpha = context.globalAlpha;
  if (layer.visible) {
    context.globalAlpha = alpha * layer.opacity;
    for (const [index, { id, shape }] of annotations.entries()) {
      if (hidden.has(id)) continue;
      drawShape(pen, overlay.preview?.id === id ? overlay.preview.shape : shape, { strong: id === hovered, selected: id === selected, tag: `M${index + 1}` });
    }
    context.globalAlpha = alpha;
    const chosen = useTools.getState().tool === 'select' ? annotations.find(({ id }) => id === selected) : undefined;
    if (chosen !== undefined && !hidden.has(chosen.id) && !locked.has(chosen.id)) {
      const shape = overlay.preview?.id === chosen.id ? overlay.preview.shape : chosen.shape;
      const inverse = (x: number, y: number): readonly [number, number] => inverseOf(pen, x, y);
      drawHandles(pen, handlesOf(shape, textFrame(shape, axesOf({ toStored: ({ x, y }) => [...inverse(x, y)] }))));
    }
  }
  drawDraft(pen);
  const tools = useTools.getState();
  if (overlay.pointer !== null && isBrush(tools.tool)) drawBrush(pen, overlay.pointer, (brushDiameter(tools, pen.scale) / 2) * pen.scale, tools.tool === 'eraser' || overlay.erasing);
}

function drawDraft(pen: Pen): void {
  const { draft } = overlay;
  if (draft === null) return;
  if (draft.tool === 'polygon') return drawOpenLine(pen, draft.points, draft.at, SHAPE_COLOURS.polygon);
  const shape = shapeOf(draft, pen.size, 0);
  if (shape !== null) drawShape(pen, shape, { strong: false, selected: false, tag: null });
}

/** Stored point of a place, from where three stored points lie. */
function inverseOf({ place }: Pen, x: number, y: number): readonly [number, number] {
  const origin = place([0, 0]);
  const right = place([1, 0]);
  const down = place([0, 1]);
  const [a, b, c, d] = [right.x - origin.x, right.y - origin.y, down.x - origin.x, down.y - origin.y];
  const determinant = a * d - b * c;
  return [(d * (x - origin.x) - c * (y - origin.y)) / determinant, (a * (y - origin.y) - b * (x - origin.x)) / determinant];
}
