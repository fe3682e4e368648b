import type { Pixels } from '../decode/pixels.ts';

/** Standard deviation that goes with a kernel of odd side `kernel` where only the side is given, as OpenCV's getGaussianKernel has it. */
export function sigmaOfKernel(kernel: number): number {
  return 0.3 * ((kernel - 1) * 0.5 - 1) + 0.8;
}

/** Gaussian blur with a kernel x kernel window (odd, 1 or more), edges mirrored without repeating the edge pixel; every channel by itself. */
export function gaussianBlur(pixels: Pixels, kernel: number, sigma: number = sigmaOfKernel(kernel)): Pixels {
  const { width, height, channels, data } = pixels;
  const weights = gaussianWeights(kernel, sigma);
  const radius = (kernel - 1) / 2;
  const stride = width * channels;
  const columns = Int32Array.from({ length: width + 2 * radius }, (_, at) => mirror(at - radius, width) * channels);
  // Rows blurred across, as many as the window is high; each is made once.
  const across = Array.from({ length: kernel }, () => ({ row: -1, values: new Float64Array(stride) }));
  const blurredRow = (row: number): Float64Array => {
    const slot = across[row % kernel]!;
    if (slot.row === row) return slot.values;
    slot.row = row;
    for (let x = 0, to = 0; x < width; x += 1) for (let channel = 0; channel < channels; channel += 1, to += 1) {
      let sum = 0;
      for (let tap = 0; tap < kernel; tap += 1) sum += weights[tap]! * data[row * stride + columns[x + tap]! + channel]!;
      slot.values[to] = sum;
    }
    return slot.values;
  };
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    const rows = Array.from({ length: kernel }, (_, tap) => blurredRow(mirror(y + tap - radius, height)));
    for (let at = 0; at < stride; at += 1) {
      let sum = 0;
      for (let tap = 0; tap < kernel; tap += 1) sum += weights[tap]! * rows[tap]![at]!;
      result[y * stride + at] = Math.floor(sum + 0.5);
    }
  }
  return { width, height, channels, data: result };
}

/** Unsharp mask: every sample moves away from its 3 x 3 Gaussian mean by `amount` of the difference. */
export function sharpen(pixels: Pixels, amount: number): Pixels {
  const soft = gaussianBlur(pixels, 3);
  // A clamped array rounds and keeps to 0..255.
  const data = Uint8ClampedArray.from(pixels.data, (value, at) => value + amount * (value - soft.data[at]!));
  return { ...pixels, data: new Uint8Array(data.buffer) };
}

/** Adds independent Gaussian noise of standard deviation `sigma` (levels of 255) to every sample, rounded and kept to 0..255. */
export function addNoise(pixels: Pixels, sigma: number, random: () => number): Pixels {
  const data = new Uint8ClampedArray(pixels.data.length);
  for (let at = 0; at < data.length; at += 2) {
    // Box and Muller (1958): two normal numbers from two uniform ones; 1 - u keeps the logarithm finite.
    const radius = sigma * Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    data[at] = pixels.data[at]! + radius * Math.cos(angle);
    if (at + 1 < data.length) data[at + 1] = pixels.data[at + 1]! + radius * Math.sin(angle);
  }
  return { ...pixels, data: new Uint8Array(data.buffer) };
}

/** Numbers in [0, 1) with 32 bits each: the "sfc32" generator of PractRand (Doty-Humphrey), which has no seed that fails. The same seed gives the same numbers. */
export function seededRandom(seed: number): () => number {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

function gaussianWeights(kernel: number, sigma: number): Float64Array {
  const radius = (kernel - 1) / 2;
  const weights = Float64Array.from({ length: kernel }, (_, tap) => Math.exp(-((tap - radius) ** 2) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Index inside 0..length-1 after mirroring at the edges, the edge pixel itself not repeated. */
function mirror(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const inside = ((index % period) + period) % period;
  return inside < length ? inside : period - inside;
}
