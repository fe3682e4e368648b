/** x' = a x + b y + c, y' = d x + e y + f. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** Points x, y, x', y', four numbers each. */
export type Pairs = readonly number[] | Float64Array;

/** Least squares over pairs; null where the points lie on a line or are fewer than three. */
export function fitAffine(pairs: Pairs): Affine | null {
  const count = pairs.length / 4;
  if (count < 3) return null;
  let [mx, my, mu, mv] = [0, 0, 0, 0];
  for (let at = 0; at < pairs.length; at += 4) {
    mx += pairs[at]! / count;
    my += pairs[at + 1]! / count;
    mu += pairs[at + 2]! / count;
    mv += pairs[at + 3]! / count;
  }
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < pairs.length; at += 4) {
    const x = pairs[at]! - mx;
    const y = pairs[at + 1]! - my;
    const u = pairs[at + 2]! - mu;
    const v = pairs[at + 3]! - mv;
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xu += x * u;
    yu += y * u;
    xv += x * v;
    yv += y * v;
  }
  const determinant = xx * yy - xy * xy;
  if (determinant <= 1e-5 * (xx + yy) ** 2) return null;
  const a = (xu * yy - yu * xy) / determinant;
  const b = (yu * xx - xu * xy) / determinant;
  const d = (xv * yy - yv * xy) / determinant;
  const e = (yv * xx - xv * xy) / determinant;
  return { a, b, c: mu - a * mx - b * my, d, e, f: mv - d * mx - e * my };
}

/** Turn, scale and shift through two pairs of points; null where the two lie on one another. */
export function similarityOf(x1: number, y1: number, u1: number, v1: number, x2: number, y2: number, u2: number, v2: number): Affine | null {
  const [x, y, u, v] = [x2 - x1, y2 - y1, u2 - u1, v2 - v1];
  const length = x * x + y * y;
  if (length < 1) return null;
  const a = (u * x + v * y) / length;
  const d = (v * x - u * y) / length;
  return { a, b: -d, c: u1 - a * x1 + d * y1, d, e: a, f: v1 - d * x1 - a * y1 };
}

/** Squared distance in pixels between where a point goes and where its pair says. */
export function residual({ a, b, c, d, e, f }: Affine, x: number, y: number, u: number, v: number): number {
  const across = a * x + b * y + c - u;
  const down = d * x + e * y + f - v;
  return across * across + down * down;
}

/** Change of lengths, and by how much more one direction is stretched than another (1: none). */
export function stretchOf({ a, b, d, e }: Affine): { readonly scale: number; readonly uneven: number } {
  const sum = Math.hypot(a + e, d - b) / 2;
  const difference = Math.hypot(a - e, d + b) / 2;
  const [long, short] = [sum + difference, Math.abs(sum - difference)];
  return { scale: Math.sqrt(long * short), uneven: short < 1e-9 ? Infinity : long / short };
}
