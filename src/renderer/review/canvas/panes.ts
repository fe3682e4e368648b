import type { Size } from '../../../contract/geometry.ts';
import type { CompareMode, PaneContent } from '../layers.ts';
import type { ScreenPoint } from './context.ts';
import type { Rect } from './view.ts';

/** A part of the canvas: `frame` places the picture (its middle is the view's centre), `clip` is what of it is drawn. */
export interface Pane {
  readonly frame: Rect;
  readonly clip: Rect;
  readonly content: PaneContent;
}

export interface Comparison {
  readonly mode: CompareMode;
  readonly left: PaneContent;
  readonly right: PaneContent;
  readonly divider: number;
}

/** Space between two panes side by side in CSS pixels. */
export const GAP = 2;

/** The panes of a comparison. While the original is held, every pane shows the picture alone. `second` is the flicker's phase. */
export function panesOf(viewport: Size, { mode, left, right, divider }: Comparison, original: boolean, second: boolean): readonly Pane[] {
  const whole = { x: 0, y: 0, ...viewport };
  const shown = (content: PaneContent): PaneContent => (original ? 'picture' : content);
  switch (mode) {
    case 'single':
      return [{ frame: whole, clip: whole, content: shown('stack') }];
    case 'flicker':
      return [{ frame: whole, clip: whole, content: shown(second ? right : left) }];
    case 'swipe': {
      const at = Math.round(viewport.width * divider);
      return [
        { frame: whole, clip: { ...whole, width: at }, content: shown(left) },
        { frame: whole, clip: { ...whole, x: at, width: viewport.width - at }, content: shown(right) },
      ];
    }
    case 'side': {
      const half = Math.floor((viewport.width - GAP) / 2);
      const first = { ...whole, width: half };
      const other = { ...whole, x: viewport.width - half, width: half };
      return [
        { frame: first, clip: first, content: shown(left) },
        { frame: other, clip: other, content: shown(right) },
      ];
    }
  }
}

/** The pane under a place, or the nearest one. */
export function paneAt(panes: readonly Pane[], { x }: ScreenPoint): Pane {
  return panes.find(({ clip }) => x < clip.x + clip.width) ?? panes.at(-1)!;
}

/** The pane that carries regions, annotations and their handles: the last one with the whole stack. */
export function stackPane(panes: readonly Pane[]): Pane | null {
  return panes.findLast(({ content }) => content === 'stack') ?? null;
}
