import { type Analysis, OUTCOME_WORDS, type ScoreReading } from '../../contract/index.ts';
import { percent, probability } from './html.ts';

/** What was found, in words that state a measurement and no verdict on the picture. */
export function tracesInWords(regions: number, threshold: number): string {
  if (regions === 0) return `No traces found by this method at threshold ${probability(threshold)}`;
  return `Traces found: ${regions} ${regions === 1 ? 'region' : 'regions'} at threshold ${probability(threshold)}`;
}

/** What may be said of the score for this kind of picture: what it comes to, then on how many pictures that rests. */
export function readingInWords({ outcome, words }: ScoreReading): string {
  return outcome === 'not_validated' ? words : `${OUTCOME_WORDS[outcome]}. ${words}`;
}

/** What the gate decided. `visionShare` is the share of tiles judged on the visible picture alone. */
export function gateInWords(gate: Analysis['gate']): string {
  if (gate.visionShare <= 0) return 'frequency evidence used';
  if (gate.visionShare >= 1) return 'frequency evidence not used';
  return `frequency evidence used in ${percent(1 - gate.visionShare)} of ${gate.tiles} tiles`;
}

/** Where the coefficients came from. */
export function coefficientsInWords(coefficients: Analysis['coefficients']): string {
  if (coefficients.source === 'jpeg') return 'coefficients read from the JPEG stream';
  const { x, y, confidence } = coefficients.grid;
  return `coefficients computed from pixels, block grid at ${x}, ${y} (confidence ${probability(confidence)})`;
}
