/**
 * Heat colours that stay in order for every common colour vision: from dark blue over grey-violet and orange to light yellow, with lightness rising
 * all the way, so that they also read in grey print. Anchors at equal steps of probability.
 */
const ANCHORS: readonly (readonly [number, number, number])[] = [
  [0, 32, 96],
  [72, 68, 128],
  [150, 92, 112],
  [226, 128, 60],
  [253, 186, 50],
  [255, 246, 150],
];

/** Below this probability the picture shows through unchanged; from there opacity rises to `HIGHEST_OPACITY`. */
const CLEAR_BELOW = 0.15;
const HIGHEST_OPACITY = 0.72;

export interface Heat {
  /** Red, green, blue for each byte 0..255, interleaved. */
  readonly colours: Uint8Array;
  /** Opacity 0..1 for each byte. */
  readonly opacity: Float32Array;
}

export function heatTable(): Heat {
  const colours = new Uint8Array(256 * 3);
  const opacity = new Float32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    const probability = byte / 255;
    const position = probability * (ANCHORS.length - 1);
    const lower = ANCHORS[Math.floor(position)]!;
    const upper = ANCHORS[Math.min(ANCHORS.length - 1, Math.floor(position) + 1)]!;
    const share = position - Math.floor(position);
    for (let channel = 0; channel < 3; channel += 1) colours[byte * 3 + channel] = Math.round(lower[channel]! * (1 - share) + upper[channel]! * share);
    opacity[byte] = probability < CLEAR_BELOW ? 0 : HIGHEST_OPACITY * Math.sqrt((probability - CLEAR_BELOW) / (1 - CLEAR_BELOW));
  }
  return { colours, opacity };
}
