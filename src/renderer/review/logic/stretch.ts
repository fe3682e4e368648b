/**
 * Stretches the contrast of a lens in place: the darkest and lightest luma of its own pixels (1 in 200 left out at each end) become black and white;
 * what the channels differ from luma stays as it is, so that colour is not blown up with it. RGBA bytes; pixels without alpha are outside the picture and left alone. Of a square of `side` pixels only those in its inner circle, which a round lens shows, are counted. Returns the range used, or null when flat.
 */
export function stretchContrast(pixels: Uint8ClampedArray, side: number | null = null): { readonly low: number; readonly high: number } | null {
  const counts = new Uint32Array(256);
  let all = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3] === 0 || (side !== null && !inCircle(at / 4, side))) continue;
    counts[luma(pixels, at)]! += 1;
    all += 1;
  }
  const leaveOut = Math.floor(all / 200);
  const low = edge(counts, leaveOut, 1);
  const high = edge(counts, leaveOut, -1);
  if (all === 0 || high <= low) return null;
  const gain = 255 / (high - low);
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3] === 0) continue;
    const before = luma(pixels, at);
    const shift = Math.round((before - low) * gain) - before;
    for (let channel = at; channel < at + 3; channel += 1) pixels[channel] = pixels[channel]! + shift;
  }
  return { low, high };
}

function inCircle(index: number, side: number): boolean {
  const middle = (side - 1) / 2;
  return Math.hypot((index % side) - middle, Math.floor(index / side) - middle) <= side / 2;
}

function luma(pixels: Uint8ClampedArray, at: number): number {
  return Math.round(0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!);
}

function edge(counts: Uint32Array, leaveOut: number, step: 1 | -1): number {
  let seen = 0;
  let value = step > 0 ? 0 : 255;
  while (value >= 0 && value < 256) {
    seen += counts[value]!;
    if (seen > leaveOut) return value;
    value += step;
  }
  return step > 0 ? 0 : 255;
}
