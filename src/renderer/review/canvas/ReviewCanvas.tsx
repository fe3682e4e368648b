import type Konva from 'konva';
import { useContext, useEffect, useRef, type ReactNode } from 'react';
import { Group, Layer, Shape, Stage } from 'react-konva';
import { AnnotateLayer } from '../../annotate/AnnotateLayer.tsx';
import { regionAt, type ShownRegion } from '../logic/regions.ts';
import { refit, selectRegion, useReview, useView } from '../state.ts';
import classes from './canvas.module.css';
import type { CursorName } from './context.ts';
import type { CanvasEngine } from './engine.ts';
import { bindGestures } from './gestures.ts';
import { PointerHubContext } from './pointer.ts';

export interface ReviewCanvasProps {
  readonly engine: CanvasEngine;
  readonly slug: string;
  readonly evidenceId: number;
  /** What the picture is, for those who do not see it. */
  readonly label: string;
  readonly regions: readonly ShownRegion[];
  readonly cursor: CursorName;
  readonly spaceHeld: boolean;
  readonly onSpace: (held: boolean) => void;
  readonly onStage: (stage: Konva.Stage | null) => void;
  /** Legend, minimap, lens and divider, over the canvas. */
  readonly children: ReactNode;
}

/** The Konva stage: one layer of pixels, one of outlines, one that listens (annotations). It is as large as its place, never as the picture. */
export function ReviewCanvas({ engine, slug, evidenceId, label, regions, cursor, spaceHeld, onSpace, onStage, children }: ReviewCanvasProps): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  const stage = useRef<Konva.Stage>(null);
  const raster = useRef<Konva.Layer>(null);
  const outlines = useRef<Konva.Layer>(null);
  const clip = useRef<Konva.Group>(null);
  const stored = useRef<Konva.Group>(null);
  const viewport = useView((state) => state.viewport);
  const lit = useReview((state) => state.lit);
  const hub = useContext(PointerHubContext);

  useEffect(() => {
    const place = element.current;
    if (place === null) return;
    const observer = new ResizeObserver(() => {
      const size = { width: Math.floor(place.clientWidth), height: Math.floor(place.clientHeight) };
      useView.setState({ viewport: size });
      const scene = engine.scene();
      if (scene !== null) refit(scene);
    });
    observer.observe(place);
    return () => observer.disconnect();
  }, [engine]);

  useEffect(() => {
    if (raster.current === null || outlines.current === null || clip.current === null || stored.current === null) return;
    engine.setNodes({ raster: raster.current, outlines: outlines.current, clip: clip.current, stored: stored.current });
    onStage(stage.current);
    return () => {
      engine.setNodes(null);
      onStage(null);
    };
  }, [engine, onStage]);

  const latestRegions = useRef(regions);
  useEffect(() => {
    latestRegions.current = regions;
    engine.setRegions(regions);
  }, [engine, regions]);

  useEffect(() => {
    const place = element.current;
    if (place === null || hub === null) return;
    const under = (x: number, y: number): number | null => (useReview.getState().layers.regions.visible ? (regionAt(latestRegions.current, [x, y])?.id ?? null) : null);
    return bindGestures(place, {
      engine,
      hub,
      stage: () => stage.current,
      onSpace,
      onPick: (x, y) => selectRegion(under(x, y)),
      onHover: (at) => {
        const hovered = at === null ? null : under(at.x, at.y);
        if (useReview.getState().hovered !== hovered) useReview.setState({ hovered });
      },
      onPanning: (panning) => place.toggleAttribute('data-panning', panning),
    });
  }, [engine, hub, onSpace]);

  useEffect(() => engine.request(), [engine, viewport]);

  return (
    <div ref={element} className={classes.canvas} data-cursor={cursor} data-space={spaceHeld || undefined} data-lit={lit.length === 0 ? undefined : lit.map(({ id }) => id).join(' ')} role="application" aria-label={label} aria-describedby="review-canvas-help" tabIndex={0}>
      <p id="review-canvas-help" hidden>
        Arrow keys move the picture, plus and minus zoom, N goes to the next region, question mark shows all keys.
      </p>
      <Stage ref={stage} width={viewport.width} height={viewport.height} className={classes.stage ?? ''}>
        <Layer ref={raster} listening={false}>
          <Shape listening={false} perfectDrawEnabled={false} sceneFunc={(context) => engine.drawRaster(context._context)} />
        </Layer>
        <Layer ref={outlines} listening={false}>
          <Shape listening={false} perfectDrawEnabled={false} sceneFunc={(context) => engine.drawOutlines(context._context)} />
        </Layer>
        <Layer>
          <Group ref={clip}>
            <Group ref={stored}>
              <AnnotateLayer slug={slug} evidenceId={evidenceId} />
            </Group>
          </Group>
        </Layer>
      </Stage>
      {children}
    </div>
  );
}
