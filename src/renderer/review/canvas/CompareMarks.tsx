import { useCallback, useEffect, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import type { SignalLayer } from '../../../contract/index.ts';
import { isSignalLayer, paneWords, type PaneContent } from '../layers.ts';
import { changeCompare, useReview } from '../state.ts';
import classes from './canvas.module.css';
import type { CanvasEngine } from './engine.ts';

/** Divider, labels and clock of the comparison. `opinions`: second opinions that have a map of this picture. */
export function CompareMarks({ engine, opinions }: { readonly engine: CanvasEngine; readonly opinions: readonly SignalLayer[] }): ReactNode {
  const { mode, left, right, divider } = useReview((state) => state.compare);
  const original = useReview((state) => state.original);
  if (mode === 'single') return original ? <span className={classes.paneLabel} data-middle>Picture alone</span> : null;
  // The labels stand on both sides of the divider; tools speak in the upper left.
  const place = mode === 'swipe' ? divider * 100 : 50;
  const words = (content: PaneContent): string => (original ? 'Picture alone' : isSignalLayer(content) && !opinions.includes(content) ? `${paneWords(content)}: no map of this picture` : paneWords(content));
  return (
    <>
      {mode === 'flicker' ? (
        <FlickerClock engine={engine} left={words(left)} right={words(right)} />
      ) : (
        <>
          <span className={classes.paneLabel} style={{ right: `calc(${100 - place}% + 12px)` }}>
            {words(left)}
          </span>
          <span className={classes.paneLabel} style={{ left: `calc(${place}% + 12px)` }}>
            {words(right)}
          </span>
        </>
      )}
      {mode === 'swipe' && <Divider divider={divider} />}
      {mode === 'side' && <span className={classes.gap} />}
    </>
  );
}

function Divider({ divider }: { readonly divider: number }): ReactNode {
  const drag = useCallback((event: PointerEvent<HTMLDivElement>) => {
    const around = event.currentTarget.parentElement?.getBoundingClientRect();
    if (around === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    changeCompare({ divider: Math.min(0.98, Math.max(0.02, (event.clientX - around.left) / around.width)) });
  }, []);
  const step = useCallback(
    (event: KeyboardEvent) => {
      const by = { ArrowLeft: -0.01, ArrowRight: 0.01, PageUp: -0.1, PageDown: 0.1, Home: -1, End: 1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      changeCompare({ divider: Math.min(0.98, Math.max(0.02, divider + by)) });
    },
    [divider],
  );
  return (
    <div
      className={classes.divider}
      data-over-canvas
      style={{ left: `${divider * 100}%` }}
      role="separator"
      aria-orientation="vertical"
      aria-label="Divider between the two views"
      aria-valuemin={2}
      aria-valuemax={98}
      aria-valuenow={Math.round(divider * 100)}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={step}
    />
  );
}

function FlickerClock({ engine, left, right }: { readonly engine: CanvasEngine; readonly left: string; readonly right: string }): ReactNode {
  const hertz = useReview((state) => state.compare.hertz);
  useEffect(() => {
    let second = false;
    const timer = setInterval(() => {
      second = !second;
      engine.setPhase(second);
    }, 1000 / hertz);
    return () => {
      clearInterval(timer);
      engine.setPhase(false);
    };
  }, [engine, hertz]);
  return (
    <span className={classes.paneLabel} data-middle>
      {left} / {right}, {hertz} {hertz === 1 ? 'change' : 'changes'} a second
    </span>
  );
}
