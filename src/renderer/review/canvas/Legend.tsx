import type { LayerName } from '../../../contract/annotations.ts';
import { levelForScale } from '../../../contract/pyramid.ts';
import type { Size } from '../../../contract/geometry.ts';
import { SIGNAL_NAMES } from '../../../contract/signals.ts';
import type { PaletteName } from '../../../contract/settings.ts';
import type { ReactNode } from 'react';
import { HATCH_BANDS } from '../logic/hatching.ts';
import { cssColour, paletteColour, PALETTE_WORDS } from '../logic/palettes.ts';
import { layerOf, type MapLayer } from '../layers.ts';
import { useReview, useView } from '../state.ts';
import classes from './canvas.module.css';
import { MASK_COLOUR } from './colourings.ts';
import type { Scene } from './drawPane.ts';

const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** What the colours on the canvas mean, in numbers. It stands as long as a map is shown. `methods`: how many are counted in the agreement. */
export function Legend({ size, maps, palette, floor, threshold, methods }: { readonly size: Size; readonly maps: Scene['maps']; readonly palette: PaletteName; readonly floor: number; readonly threshold: number; readonly methods: number }): ReactNode {
  const layers = useReview((state) => state.layers);
  const compare = useReview((state) => state.compare);
  const scale = useView((state) => state.view?.scale ?? 1);
  const alone: readonly string[] = compare.mode === 'single' ? [] : [compare.left, compare.right];
  const isShown = (name: LayerName, map: MapLayer): boolean => maps[map] !== undefined && (layers[name].visible || alone.includes(name));
  const heat = (['mask', 'coarse_rgb', 'coarse_fused'] as const).filter((name) => isShown(name, name));
  const opinions = SIGNAL_NAMES.filter((name) => isShown(name, name));
  const binary = isShown('binary', 'mask');
  const reliability = isShown('reliability', 'reliability');
  const agreement = methods > 0 && isShown('agreement', 'agreement');
  if (heat.length + opinions.length === 0 && !binary && !reliability && !agreement) return null;
  const average = 2 ** levelForScale(size, scale * globalThis.devicePixelRatio);
  return (
    <section className={`${classes.over} ${classes.legend}`} data-over-canvas aria-label="Legend">
      {heat.length > 0 && (
        <HeatScale names={heat} palette={palette} floor={floor} mark={threshold} markWords={`threshold ${threshold.toFixed(2)}`} what="probability">
          Transparent below {floor.toFixed(2)}. Mark: threshold {threshold.toFixed(2)}.
        </HeatScale>
      )}
      {opinions.length > 0 &&
        (heat.length > 0 ? (
          <div className={classes.legendRow}>
            <span className={classes.legendTitle}>{titles(opinions)}</span> <span className={classes.legendNote}>Same colours; 0.5 is the method’s own decision, and no probability.</span>
          </div>
        ) : (
          <HeatScale names={opinions} palette={palette} floor={floor} mark={0.5} markWords="the method’s own decision, 0.5" what="the method’s scale">
            Transparent below {floor.toFixed(2)}. Mark: 0.5, the method’s own decision; no probability.
          </HeatScale>
        ))}
      {agreement && <AgreementSteps palette={palette} methods={methods} />}
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

function titles(names: readonly LayerName[]): string {
  const all = names.map((name) => layerOf(name).title);
  return all.length <= 3 ? all.join(', ') : `${all.slice(0, 2).join(', ')} and ${all.length - 2} more`;
}

interface HeatScaleProps {
  readonly names: readonly LayerName[];
  readonly palette: PaletteName;
  readonly floor: number;
  readonly mark: number;
  readonly markWords: string;
  readonly what: string;
  readonly children: ReactNode;
}

function HeatScale({ names, palette, floor, mark, markWords, what, children }: HeatScaleProps): ReactNode {
  return (
    <div className={classes.legendRow}>
      <div className={classes.legendHead}>
        <span className={classes.legendTitle}>{titles(names)}</span>
        <span className={classes.legendNote}>{PALETTE_WORDS[palette]}</span>
      </div>
      <div className={classes.scale} style={{ background: gradient(palette) }} role="img" aria-label={`Colours from ${what} 0 to 1, transparent below ${floor.toFixed(2)}, mark at ${markWords}`}>
        <span className={classes.scaleFloor} style={{ width: `${floor * 100}%` }} title={`Transparent below ${floor.toFixed(2)}`} />
        <span className={classes.scaleMark} style={{ left: `${mark * 100}%` }} title={`Mark: ${markWords}`} />
      </div>
      <div className={classes.ticks} aria-hidden="true">
        {TICKS.map((tick) => (
          <span key={tick} className={classes.tick} style={{ left: `${tick * 100}%` }}>
            {tick}
          </span>
        ))}
      </div>
      <div className={classes.legendNote}>{children}</div>
    </div>
  );
}

/** One field a number of methods: the colour of n of m. */
function AgreementSteps({ palette, methods }: { readonly palette: PaletteName; readonly methods: number }): ReactNode {
  const counts = Array.from({ length: methods }, (_, index) => index + 1);
  return (
    <div className={classes.legendRow}>
      <div className={classes.legendHead}>
        <span className={classes.legendTitle}>Agreement</span>
        <span className={classes.legendNote}>n of {methods} methods</span>
      </div>
      <div className={classes.steps} role="img" aria-label={`Colours for 1 to ${methods} of ${methods} methods that mark a place; transparent where none does`}>
        <span className={classes.step}>
          <span className={`${classes.stepColour} ${classes.nothing}`} />0
        </span>
        {counts.map((count) => (
          <span key={count} className={classes.step}>
            <span className={classes.stepColour} style={{ background: cssColour(paletteColour(palette, count / methods)) }} />
            {count}
          </span>
        ))}
      </div>
    </div>
  );
}

function gradient(palette: PaletteName): string {
  const stops = Array.from({ length: 33 }, (_, step) => `${cssColour(paletteColour(palette, step / 32))} ${(step / 32) * 100}%`);
  return `linear-gradient(90deg, ${stops.join(', ')})`;
}
