import type { Shape } from './annotations.ts';
import type { Point } from './geometry.ts';

/** Points between which a whole shape lies. A text is held by its corner; its letters may run over the edge. */
export function extremesOf(shape: Shape): readonly Point[] {
  switch (shape.type) {
    case 'rectangle':
      return [[shape.x, shape.y], [shape.x + shape.width, shape.y + shape.height]];
    case 'ellipse':
      return [[shape.x - shape.radiusX, shape.y - shape.radiusY], [shape.x + shape.radiusX, shape.y + shape.radiusY]];
    case 'polygon':
      return shape.points;
    case 'text':
      return [shape.at];
    case 'arrow':
    case 'measure':
      return [shape.from, shape.to];
  }
}
