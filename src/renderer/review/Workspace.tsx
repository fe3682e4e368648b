import { Button } from '@mantine/core';
import { IconScan } from '@tabler/icons-react';
import type Konva from 'konva';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { MAP_KINDS, type FindingView, type ReviewView } from '../../contract/index.ts';
import { AnnotateTools } from '../annotate/AnnotateTools.tsx';
import { fileUrl } from '../api/client.ts';
import { useSettings } from '../settings/useSettings.ts';
import { STATUS_WORDS } from '../ui/words.ts';
import classes from './canvas/canvas.module.css';
import { agreementColourings, binaryColourings, colouringsOf } from './canvas/colourings.ts';
import { CompareMarks } from './canvas/CompareMarks.tsx';
import { CanvasContextProvider, type CanvasContext, type CursorName } from './canvas/context.ts';
import type { Scene } from './canvas/drawPane.ts';
import type { CanvasEngine } from './canvas/engine.ts';
import { Legend } from './canvas/Legend.tsx';
import { Loupe } from './canvas/Loupe.tsx';
import { Minimap } from './canvas/Minimap.tsx';
import { ReviewCanvas } from './canvas/ReviewCanvas.tsx';
import { TileNotice } from './canvas/TileNotice.tsx';
import type { ThresholdNumbers } from './data.ts';
import type { MapLayer } from './layers.ts';
import type { Opinions } from './opinions/data.ts';
import screen from './review.module.css';
import { refit, useReview, useView } from './state.ts';
import type { TileSource } from './tiles/tileStore.ts';
import type { ScanOfItem } from './useScan.ts';

export interface WorkspaceProps {
  readonly engine: CanvasEngine;
  readonly slug: string;
  readonly review: ReviewView;
  readonly finding: FindingView | null;
  readonly numbers: ThresholdNumbers;
  readonly scan: ScanOfItem;
  readonly opinions: Opinions;
  readonly filmstrip: ReactNode;
  readonly side: ReactNode;
  /** Where there is no picture to show. */
  readonly empty: ReactNode;
}

/** Filmstrip, tools, canvas and side panel; the canvas's coordinates reach all of them. */
export function Workspace({ engine, slug, review, finding, numbers, scan, opinions, filmstrip, side, empty }: WorkspaceProps): ReactNode {
  const { item } = review;
  const [stage, setStage] = useState<Konva.Stage | null>(null);
  const [spaceHeld, setSpaceHeld] = useState(false);
  const [cursor, setCursor] = useState<CursorName>('crosshair');
  const scale = useView((state) => state.view?.scale ?? 1);
  const scene = useScene(slug, review, finding, opinions);
  const shown = scene !== null;
  const divided = useReview((state) => state.compare.mode === 'side');

  useEffect(() => engine.setScene(scene), [engine, scene]);
  useEffect(() => () => engine.setScene(null), [engine]);
  const size = scene?.size;
  const orientation = scene?.orientation;
  useEffect(() => {
    if (size !== undefined && orientation !== undefined) refit({ size, orientation });
  }, [size, orientation, divided]);

  const context = useMemo<CanvasContext | null>(() => (size === undefined ? null : { size, scale, toStored: engine.toStored, stage, spaceHeld, setCursor }), [size, scale, engine, stage, spaceHeld]);
  const onStage = useCallback((next: Konva.Stage | null) => setStage(next), []);
  const loupe = useReview((state) => state.loupe.on);
  const minimap = useReview((state) => state.minimap);

  return (
    <CanvasContextProvider value={context}>
      <div className={screen.body}>
        <div className={screen.film}>{filmstrip}</div>
        <div className={screen.tools}>{shown && <AnnotateTools slug={slug} evidenceId={item.id} />}</div>
        <div className={screen.main}>
          {scene === null ? (
            empty
          ) : (
            <ReviewCanvas engine={engine} slug={slug} evidenceId={item.id} label={`${item.name}, ${scene.size.width} by ${scene.size.height} pixels`} regions={numbers.regions} cursor={cursor} spaceHeld={spaceHeld} onSpace={setSpaceHeld} onStage={onStage}>
              <CompareMarks engine={engine} opinions={opinions.layers} />
              {minimap && <Minimap engine={engine} />}
              <SceneLegend scene={scene} threshold={numbers.threshold} methods={opinions.run?.agreement?.methods.length ?? 0} />
              {loupe && <Loupe engine={engine} />}
              <TileNotice engine={engine} />
              {finding === null && (
                <div className={`${classes.over} ${classes.notice}`} data-over-canvas role="status">
                  <span title={item.problem?.message}>{scan.running ? 'Waiting for its scan or being scanned' : item.problem === null ? STATUS_WORDS[item.status] : `${STATUS_WORDS[item.status]}: ${item.problem.message}`}</span>
                  <Button size="compact-sm" leftSection={<IconScan size={16} aria-hidden="true" />} loading={scan.running} onClick={scan.start}>
                    {item.problem === null ? 'Scan this picture' : 'Scan again'}
                  </Button>
                </div>
              )}
            </ReviewCanvas>
          )}
        </div>
        <aside className={screen.side} aria-label="About this picture">
          {side}
        </aside>
      </div>
    </CanvasContextProvider>
  );
}

function SceneLegend({ scene, threshold, methods }: { readonly scene: Scene; readonly threshold: number; readonly methods: number }): ReactNode {
  const { settings } = useSettings();
  return <Legend size={scene.size} maps={scene.maps} palette={settings.palette} floor={settings.heatFloor} threshold={threshold} methods={methods} />;
}

/** What the canvas shows: sources of the tiles, colours, and the state of the layers. Null while the picture's size is unknown. */
function useScene(slug: string, review: ReviewView, finding: FindingView | null, opinions: Opinions): Scene | null {
  const { settings } = useSettings();
  const layers = useReview((state) => state.layers);
  const { item, facts } = review;
  const { id, sha256, orientation } = item;
  const width = facts?.width ?? item.width;
  const height = facts?.height ?? item.height;
  const size = useMemo(() => (width === null || height === null ? null : { width, height }), [width, height]);
  const findingId = finding?.id ?? null;
  const picture = useMemo<TileSource>(() => ({ id: `picture:${slug}:${id}:${sha256 ?? ''}`, kind: 'picture', url: (tile) => fileUrl({ kind: 'picture_tile', case: slug, evidenceId: id, tile }) }), [slug, id, sha256]);
  const runId = opinions.run?.id ?? null;
  const { layers: mapped } = opinions;
  const maps = useMemo(() => {
    const sources: Partial<Record<MapLayer, TileSource>> = {};
    if (findingId !== null) for (const map of MAP_KINDS) sources[map] = { id: `${map}:${slug}:${findingId}`, kind: 'map', url: (tile) => fileUrl({ kind: 'map_tile', case: slug, findingId, map, tile }) };
    if (runId !== null) for (const layer of mapped) sources[layer] = { id: `${layer}:${slug}:run ${runId}`, kind: 'map', url: (tile) => fileUrl({ kind: 'signal_tile', case: slug, runId, layer, tile }) };
    return sources;
  }, [slug, findingId, runId, mapped]);
  const fixed = useMemo(() => colouringsOf(settings.palette, settings.heatFloor), [settings.palette, settings.heatFloor]);
  const methods = opinions.run?.agreement?.methods.length ?? 0;
  const agreement = useMemo(() => agreementColourings(settings.palette, methods), [settings.palette, methods]);
  const threshold = finding?.threshold ?? 0.5;
  const binary = useMemo(() => binaryColourings(threshold), [threshold]);
  const colourings = useMemo(() => ({ ...fixed, ...binary, ...agreement }), [fixed, binary, agreement]);
  return useMemo(() => (size === null ? null : { size, orientation, picture, maps, colourings, threshold, layers }), [size, orientation, picture, maps, colourings, threshold, layers]);
}
