import { useCallback, useMemo } from 'react';
import { useLocation } from 'wouter';
import { REVIEW_STATUSES, type ReviewStatus, type ReviewView } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { notifyError } from '../api/errors.ts';
import { keys, queryClient } from '../api/queries.ts';
import { useActions } from '../shortcuts/registry.ts';
import { REVIEW_WORDS } from '../ui/words.ts';
import type { CanvasEngine } from './canvas/engine.ts';
import { boxView, nextZoom, outOfSight, panBy, quarterTurns, unionBox, zoomAt, type Rect, type View } from './canvas/view.ts';
import type { ThresholdNumbers } from './data.ts';
import { LAYERS, type CompareMode } from './layers.ts';
import { nextRegion, type ShownRegion } from './logic/regions.ts';
import type { Opinions } from './opinions/data.ts';
import type { Place } from './parts/neighbours.ts';
import { addOpacity, changeCompare, changeLoupe, fitPicture, selectRegion, setThreshold, setView, toggleLayer, useReview, useView } from './state.ts';

/** Pixels of the screen an arrow key moves the picture by. */
const STEP = 80;
const COMPARE_ORDER: readonly CompareMode[] = ['single', 'swipe', 'side', 'flicker'];

export interface Commands {
  readonly setStatus: (review: ReviewStatus) => void;
  readonly previous: () => void;
  readonly next: () => void;
  readonly list: () => void;
  readonly turn: () => void;
  readonly turnBack: () => void;
  readonly fit: () => void;
  readonly scaleTo: (scale: number) => void;
  readonly goTo: (region: ShownRegion) => void;
  /** Lights regions of the finding, flashes their outlines, and brings them into view where none of them is. */
  readonly flash: (regions: readonly ShownRegion[]) => void;
}

export interface CommandsOf {
  readonly slug: string;
  readonly review: ReviewView;
  readonly place: Place;
  readonly engine: CanvasEngine;
  readonly numbers: ThresholdNumbers;
  readonly scan: () => void;
  readonly opinions: Opinions;
}

/** Everything the Review screen does, bound to its keys. */
export function useCommands({ slug, review, place, engine, numbers, scan, opinions }: CommandsOf): Commands {
  const [, navigate] = useLocation();
  const { id } = review.item;
  const { index, openAt } = place;

  const setStatus = useCallback(
    (status: ReviewStatus) => {
      async function write(): Promise<void> {
        const before = queryClient.getQueryData<ReviewView>(keys.review(slug, id));
        queryClient.setQueryData<ReviewView>(keys.review(slug, id), (old) => (old === undefined ? old : { ...old, item: { ...old.item, review: status } }));
        try {
          await api.evidence.setReview({ case: slug, items: { ids: [id] }, review: status });
          await queryClient.invalidateQueries({ queryKey: keys.evidence(slug) });
        } catch (error) {
          queryClient.setQueryData(keys.review(slug, id), before);
          notifyError(error, `The status "${REVIEW_WORDS[status]}" was not set`);
        }
      }
      void write();
    },
    [slug, id],
  );

  const commands = useMemo<Commands>(() => {
    const go = (step: 1 | -1): void => {
      if (index === null) return;
      openAt(index + step).catch((error: unknown) => notifyError(error, 'The next picture could not be opened'));
    };
    return {
      setStatus,
      previous: () => go(-1),
      next: () => go(1),
      list: () => navigate(`/case/${slug}/evidence`),
      turn: () => turnBy(engine, 1),
      turnBack: () => turnBy(engine, -1),
      fit: () => {
        const scene = engine.scene();
        if (scene !== null) fitPicture(scene, frameOf(engine));
      },
      scaleTo: (scale) => change(engine, (view, orientation, pane) => zoomAt(view, orientation, pane, middle(pane), scale / view.scale)),
      goTo: (region) => {
        useReview.setState({ selected: region.id, lit: [] });
        change(engine, (view, orientation, pane) => boxView(view, orientation, pane, region.box));
      },
      flash: (regions) => {
        useReview.setState(({ flashes }) => ({ lit: regions, selected: null, hovered: null, flashes: flashes + 1 }));
        const shown = engine.frame()?.panes[0];
        const boxes = regions.map(({ box }) => box);
        if (shown !== undefined && outOfSight(boxes, shown.transform, shown.frame)) change(engine, (view, orientation, pane) => boxView(view, orientation, pane, unionBox(boxes)));
      },
    };
  }, [engine, index, navigate, openAt, setStatus, slug]);

  function region(step: 1 | -1): void {
    const found = nextRegion(numbers.regions, useReview.getState().selected, step);
    if (found === null) return;
    selectRegion(found.id);
    commands.goTo(found);
  }
  const zoom = (direction: 1 | -1): void => change(engine, (view, orientation, pane) => zoomAt(view, orientation, pane, middle(pane), nextZoom(view.scale, direction) / view.scale));
  const pan = (x: number, y: number): void => change(engine, (view, orientation) => panBy(view, orientation, x, y));
  const compare = useReview.getState;

  useActions('review', {
    'review.previous': commands.previous,
    'review.next': commands.next,
    'review.list': commands.list,
    ...Object.fromEntries(REVIEW_STATUSES.map((status) => [`review.set.${status}`, () => setStatus(status)])),
    'review.scan': scan,
    'review.opinions': () => {
      useReview.setState({ tab: 'opinions' });
      if (opinions.runs !== undefined && opinions.running === null && !opinions.starting) opinions.start(null);
    },
    'explain.measure': () => useReview.setState({ tab: 'explain' }),
    'review.fit': commands.fit,
    'review.fitToo': commands.fit,
    'review.actual': () => commands.scaleTo(1 / globalThis.devicePixelRatio),
    'review.zoomIn': () => zoom(1),
    'review.zoomOut': () => zoom(-1),
    'review.turn': commands.turn,
    'review.turnBack': commands.turnBack,
    'review.regionNext': () => region(1),
    'review.regionPrevious': () => region(-1),
    'review.thresholdUp': () => setThreshold(numbers.threshold + 0.01),
    'review.thresholdDown': () => setThreshold(numbers.threshold - 0.01),
    'review.thresholdReset': () => setThreshold(null),
    ...Object.fromEntries(LAYERS.map(({ name }) => [`review.layer.${name}`, () => toggleLayer(name)])),
    'review.opacityUp': () => addOpacity(compare().activeLayer, 0.05),
    'review.opacityDown': () => addOpacity(compare().activeLayer, -0.05),
    'review.compareNext': () => changeCompare({ mode: COMPARE_ORDER[(COMPARE_ORDER.indexOf(compare().compare.mode) + 1) % COMPARE_ORDER.length]! }),
    'review.compareOff': () => changeCompare({ mode: 'single' }),
    'review.loupe': () => changeLoupe({ on: !compare().loupe.on }),
    'review.loupeStretch': () => changeLoupe({ stretch: !compare().loupe.stretch }),
    'review.minimap': () => useReview.setState(({ minimap }) => ({ minimap: !minimap })),
    'review.coefficients': () => useReview.setState(({ coefficients }) => ({ coefficients: !coefficients })),
  });
  useActions('canvas', {
    'review.panLeft': () => pan(STEP, 0),
    'review.panRight': () => pan(-STEP, 0),
    'review.panUp': () => pan(0, STEP),
    'review.panDown': () => pan(0, -STEP),
  });
  return commands;
}

function frameOf(engine: CanvasEngine): Rect {
  return engine.frame()?.panes[0]?.frame ?? { x: 0, y: 0, ...useView.getState().viewport };
}

function middle({ x, y, width, height }: Rect): { readonly x: number; readonly y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}

/** A fitted picture is fitted again after the turn; another keeps its scale and middle. */
function turnBy(engine: CanvasEngine, step: 1 | -1): void {
  const { fitted } = useView.getState();
  change(engine, (view) => ({ ...view, turn: quarterTurns(view.turn + step) }));
  const scene = engine.scene();
  if (fitted && scene !== null) fitPicture(scene, frameOf(engine));
}

function change(engine: CanvasEngine, next: (view: View, orientation: number, pane: Rect) => View): void {
  const { view } = useView.getState();
  const scene = engine.scene();
  if (view !== null && scene !== null) setView(scene.size, next(view, scene.orientation, frameOf(engine)));
}
