import { levelForScale } from '../../../contract/pyramid.ts';
import type { Size } from '../../../contract/geometry.ts';
import type { PaletteName } from '../../../contract/settings.ts';
import type { ReactNode } from 'react';
import { HATCH_BANDS } from '../logic/hatching.ts';
import { cssColour, paletteColour, PALETTE_WORDS } from '../logic/palettes.ts';
import { layerOf } from '../layers.ts';
import { useReview, useView } from '../state.ts';
import classes from './canvas.module.css';
import { MASK_COLOUR } from './colourings.ts';

const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** What the colours on the canvas mean, in numbers. It stands as long as a map is shown. */
export function Legend({ size, palette, floor, threshold }: { readonly size: Size; readonly palette: PaletteName; readonly floor: number; readonly threshold: number }): ReactNode {
  const layers = useReview((state) => state.layers);
  const compare = useReview((state) => state.compare);
  const scale = useView((state) => state.view?.scale ?? 1);
  const alone = compare.mode === 'single' ? [] : [compare.left, compare.right];
  const heat = (['mask', 'coarse_rgb', 'coarse_fused'] as const).filter((name) => layers[name].visible || alone.includes(name));
  const binary = layers.binary.visible || alone.includes('binary');
  const reliability = layers.reliability.visible || alone.includes('reliability');
  if (heat.length === 0 && !binary && !reliability) return null;
  const average = 2 ** levelForScale(size, scale * globalThis.devicePixelRatio);
  return (
    <section className={`${classes.over} ${classes.legend}`} data-over-canvas aria-label="Legend">
      {heat.length > 0 && (
        <div className={classes.legendRow}>
          <div className={classes.legendHead}>
            <span className={classes.legendTitle}>{heat.map((name) => layerOf(name).title).join(', ')}</span>
            <span className={classes.legendNote}>{PALETTE_WORDS[palette]}</span>
          </div>
          <div className={classes.scale} style={{ background: gradient(palette) }} role="img" aria-label={`Colours from probability 0 to 1, transparent below ${floor.toFixed(2)}, threshold at ${threshold.toFixed(2)}`}>
            <span className={classes.scaleFloor} style={{ width: `${floor * 100}%` }} title={`Transparent below ${floor.toFixed(2)}`} />
            <span className={classes.scaleMark} style={{ left: `${threshold * 100}%` }} title={`Threshold ${threshold.toFixed(2)}`} />
          </div>
          <div className={classes.ticks} aria-hidden="true">
            {TICKS.map((tick) => (
              <span key={tick} className={classes.tick} style={{ left: `${tick * 100}%` }}>
                {tick}
              </span>
            ))}
          </div>
          <div className={classes.legendNote}>
            Transparent below {floor.toFixed(2)}. Mark: threshold {threshold.toFixed(2)}.
          </div>
        </div>
      )}
      {binary && (
        <div className={classes.legendRow}>
          <span className={classes.swatch}>
            <span className={classes.swatchBox} style={{ background: cssColour(MASK_COLOUR, 0.5), borderColor: cssColour(MASK_COLOUR) }} />
            Probability {threshold.toFixed(2)} or more
          </span>
        </div>
      )}
      {reliability && (
        <div className={classes.legendRow}>
          <div className={classes.legendTitle}>Reliability below</div>
          <div className={classes.swatches}>
            {HATCH_BANDS.toReversed().map(({ high, spacing }) => (
              <span key={high} className={classes.swatch}>
                <span className={classes.swatchBox} style={{ background: `repeating-linear-gradient(135deg, #000 0 1px, #fff 1px 2px, #8f8f8f 2px ${spacing * 0.707}px)` }} />
                {high.toFixed(2)}
              </span>
            ))}
          </div>
        </div>
      )}
      {average > 1 && (
        <div className={`${classes.legendRow} ${classes.legendNote}`}>
          At this zoom map values are means over {average} × {average} pixels.
        </div>
      )}
    </section>
  );
}

function gradient(palette: PaletteName): string {
  const stops = Array.from({ length: 33 }, (_, step) => `${cssColour(paletteColour(palette, step / 32))} ${(step / 32) * 100}%`);
  return `linear-gradient(90deg, ${stops.join(', ')})`;
}
