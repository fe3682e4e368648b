/** Letters as strokes, so that a caption looks the same on every machine: capitals 8 units high from y = 0 down to the baseline y = 8, small letters from y = 3. */
type Stroke = readonly (readonly [number, number])[];
export interface Glyph {
  readonly width: number;
  readonly strokes: readonly Stroke[];
}

/** Points of an ellipse's arc; degrees, 0 to the right, 90 down. */
function arc(x: number, y: number, radiusX: number, radiusY: number, from: number, to: number): [number, number][] {
  const steps = Math.max(2, Math.ceil(Math.abs(to - from) / 18));
  return Array.from({ length: steps + 1 }, (_, n) => {
    const angle = ((from + ((to - from) * n) / steps) * Math.PI) / 180;
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
  });
}

function bowl(x: number): Stroke {
  return arc(x, 5.5, 2.1, 2.5, 0, 360);
}

function stem(x: number, top: number, bottom: number): Stroke {
  return [[x, top], [x, bottom]];
}

const ARCH: Stroke = [...arc(2.5, 5, 1.9, 2, 180, 360), [4.4, 8]];

export const GLYPHS: Readonly<Record<string, Glyph>> = {
  ' ': { width: 2.4, strokes: [] },
  ':': { width: 1.4, strokes: [stem(0.7, 3.7, 3.8), stem(0.7, 7.6, 7.7)] },
  A: { width: 5.6, strokes: [[[0.2, 8], [2.8, 0], [5.4, 8]], [[1.1, 5.4], [4.5, 5.4]]] },
  B: { width: 5.4, strokes: [[[0.7, 8], [0.7, 0], ...arc(2.9, 1.95, 1.8, 1.95, -90, 90), [0.7, 3.9]], [...arc(3, 5.95, 2, 2.05, -90, 90), [0.7, 8]]] },
  a: { width: 5.2, strokes: [bowl(2.4), stem(4.5, 3, 8)] },
  c: { width: 4.4, strokes: [arc(2.5, 5.5, 2.1, 2.5, -45, -315)] },
  d: { width: 5.2, strokes: [bowl(2.4), stem(4.5, 0, 8)] },
  e: { width: 5, strokes: [[[0.4, 5.5], ...arc(2.5, 5.5, 2.1, 2.5, 0, -310)]] },
  g: { width: 5.2, strokes: [bowl(2.4), [[4.5, 3], ...arc(2.4, 8.3, 2.1, 2.2, 0, 150)]] },
  h: { width: 5, strokes: [stem(0.6, 0, 8), ARCH] },
  i: { width: 1.4, strokes: [stem(0.7, 3, 8), stem(0.7, 0.7, 0.8)] },
  l: { width: 1.4, strokes: [stem(0.7, 0, 8)] },
  n: { width: 5, strokes: [stem(0.6, 3, 8), ARCH] },
  o: { width: 5, strokes: [bowl(2.5)] },
  p: { width: 5.2, strokes: [bowl(2.8), stem(0.7, 3, 10.6)] },
  r: { width: 3.4, strokes: [stem(0.6, 3, 8), arc(2.6, 5, 2, 2, 180, 285)] },
  s: { width: 4.2, strokes: [[[3.6, 3.7], [3, 3.15], [2, 3], [1, 3.25], [0.6, 4.1], [1, 4.95], [2, 5.4], [3.1, 5.85], [3.6, 6.7], [3.1, 7.65], [2, 8], [1, 7.85], [0.3, 7.3]]] },
  t: { width: 3.4, strokes: [[[1.4, 1.3], ...arc(2.6, 6.7, 1.2, 1.3, 180, 70)], [[0.2, 3], [3.1, 3]]] },
  u: { width: 5, strokes: [[[0.6, 3], ...arc(2.5, 6, 1.9, 2, 180, 0)], stem(4.4, 3, 8)] },
  0: { width: 5, strokes: [arc(2.5, 4, 2.1, 4, 0, 360)] },
  1: { width: 5, strokes: [[[1, 1.7], [2.9, 0], [2.9, 8]]] },
  2: { width: 5, strokes: [[...arc(2.5, 2.1, 2, 2.1, -170, 25), [0.5, 8], [4.6, 8]]] },
  3: { width: 5, strokes: [arc(2.4, 2, 1.8, 2, -155, 90), arc(2.4, 6, 2.1, 2, -90, 155)] },
  4: { width: 5, strokes: [[[3.6, 8], [3.6, 0], [0.3, 5.7], [4.9, 5.7]]] },
  5: { width: 5, strokes: [[[4.3, 0], [1.1, 0], [0.8, 3.5], ...arc(2.4, 5.4, 2.1, 2.6, -125, 150)]] },
  6: { width: 5, strokes: [bowl(2.5), [[4, 0.3], [2.6, 0.9], [1.3, 2.4], [0.6, 4], [0.4, 5.5]]] },
  7: { width: 5, strokes: [[[0.4, 0], [4.6, 0], [1.8, 8]]] },
  8: { width: 5, strokes: [arc(2.5, 1.95, 1.8, 1.95, 0, 360), arc(2.5, 5.95, 2.1, 2.05, 0, 360)] },
  9: { width: 5, strokes: [arc(2.5, 2.5, 2.1, 2.5, 0, 360), [[4.6, 2.5], [4.4, 4], [3.7, 5.6], [2.4, 7.1], [1, 7.7]]] },
};
