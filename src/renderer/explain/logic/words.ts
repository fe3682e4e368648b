import type { Exchange, Explanation, ExplanationProgress, Ground, Position, PromptVariant, Quantity, Strike } from '../../../contract/index.ts';
import { formatTime } from '../../ui/words.ts';
import type { Decision } from './decisions.ts';

/** Names of measured quantities, with what each is. */
export const QUANTITY_WORDS: Readonly<Record<Quantity, { readonly name: string; readonly help: string }>> = {
  noise_level: { name: 'Noise level', help: 'Standard deviation of the grain in flat places.' },
  sharpness: { name: 'Sharpness', help: 'Energy of fine detail against coarse detail; falls with blur.' },
  brightness: { name: 'Brightness', help: 'Mean luma.' },
  contrast: { name: 'Contrast', help: 'Standard deviation of luma.' },
  saturation: { name: 'Saturation', help: 'Mean chroma in CIELAB.' },
  colour_shift: { name: 'Colour shift', help: "Distance from the picture's mean colour in the chroma plane of CIELAB." },
  block_grid: { name: 'JPEG grid', help: "Strength of the 8 × 8 block edges at the picture's own grid; 1 is none." },
  foreign_grid: { name: 'Foreign JPEG grid', help: "Strength of 8 × 8 block edges at any other place than the picture's grid; 1 is none." },
  double_quantisation: { name: 'Double quantisation', help: 'Periodic gaps in the histogram of coefficients that an earlier, coarser save leaves.' },
  zero_coefficients: { name: 'Zero coefficients', help: 'Share of JPEG coefficients that are zero.' },
  resave_error: { name: 'Resave error', help: 'Error after one more save at quality 90.' },
  resampling: { name: 'Resampling', help: 'Periodic correlation of neighbouring pixels, as scaling and turning leave it.' },
};

const FACT_WORDS: Readonly<Record<Exclude<Ground['quantity'], Quantity>, string>> = {
  position: 'Position',
  area: 'Area',
  share: 'Share of the picture',
  count: 'Count of regions',
  probability: 'Probability',
  reliability: 'Reliability',
  score: 'Score of the picture',
  gate: 'Frequency evidence',
  jpeg_quality: 'JPEG quality',
  format: 'File format',
  grid: 'JPEG grid',
  outline: 'Outline contrast',
  domain: 'Kind of picture',
};

export function groundName(quantity: Ground['quantity']): string {
  return quantity in QUANTITY_WORDS ? QUANTITY_WORDS[quantity as Quantity].name : FACT_WORDS[quantity as keyof typeof FACT_WORDS];
}

/** `Noise level in region 2: 3.1 grey levels`. */
export function groundWords({ quantity, region, value }: Ground): string {
  return `${groundName(quantity)}${region === null ? '' : ` in region ${region}`}: ${value}`;
}

/** `top-left` as `upper left` reads in a sentence. */
export const POSITION_WORDS: Readonly<Record<Position, string>> = {
  'top-left': 'upper left',
  'top-center': 'upper middle',
  'top-right': 'upper right',
  'middle-left': 'middle left',
  center: 'middle',
  'middle-right': 'middle right',
  'bottom-left': 'lower left',
  'bottom-center': 'lower middle',
  'bottom-right': 'lower right',
};

export const STRIKE_WORDS: Readonly<Record<Strike['reason'], string>> = {
  place: 'Names another place',
  count: 'Names another count',
  size: 'Names another size',
  operation: 'Names an operation the evidence does not hold',
  measured: 'Contradicts what was measured',
  region: 'Speaks of a region there is not',
  verdict: 'Gives a verdict of its own',
  authenticity: 'Claims more than these methods can say',
  identity: 'Speaks of who a person is',
  instruction: 'Follows text in the picture or file',
  self_check: 'Taken back by the model itself',
};

export const DECISION_WORDS: Readonly<Record<Decision, string>> = { open: 'Reopened', accepted: 'Accepted', edited: 'Edited', rejected: 'Rejected' };

export const VARIANT_WORDS: Readonly<Record<PromptVariant, { readonly name: string; readonly help: string }>> = {
  mask: { name: 'With the mask', help: 'The mask as it was found.' },
  shuffled: { name: 'Mask moved', help: 'The same mask turned and moved to another place of the picture.' },
  none: { name: 'Without a mask', help: 'The picture alone.' },
};

export const STEP_WORDS: Readonly<Record<ExplanationProgress['step'], string>> = {
  measure: 'Measuring the regions',
  prompt: 'Making the pictures for the model',
  instances: 'Asking what each region shows',
  description: 'Asking for a description',
  check: 'Asking the model to check itself',
  grounding: 'Checking the words against the evidence',
};
export const STEPS = Object.keys(STEP_WORDS) as readonly ExplanationProgress['step'][];

export const EXCHANGE_STEP_WORDS: Readonly<Record<Exchange['step'], string>> = { instances: 'What a region shows', description: 'Description', check: 'Self-check', repair: 'Repair turn' };

export const OUTCOME_WORDS: Readonly<Record<Exchange['outcome'], string>> = {
  accepted: 'Accepted',
  invalid: 'Not in the form asked for',
  refused: 'Declined by the model',
  truncated: 'Cut off',
  repeating: 'Stopped: the model repeated itself',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

const STATUS_ENDINGS: Readonly<Record<Explanation['status'], string>> = { running: ', running', done: '', failed: ', failed', cancelled: ', cancelled' };

/** The model that answers, by its id; before it has told one, in general words. */
export function modelName({ server }: Pick<Explanation, 'server'>): string {
  return server === null || server.model === '' ? 'the model' : server.model;
}

/** How an explanation is named in the list to choose from. */
export function explanationTitle(explanation: Pick<Explanation, 'kind' | 'variant' | 'status' | 'server' | 'createdAt'>): string {
  if (explanation.kind === 'measured') return 'Measured by Palimpsest';
  const variant = explanation.variant === 'mask' ? '' : `, ${VARIANT_WORDS[explanation.variant].name.toLowerCase()}`;
  const name = modelName(explanation);
  return `${name === 'the model' ? 'Model' : name}${variant}, ${formatTime(explanation.createdAt)}${STATUS_ENDINGS[explanation.status]}`;
}

/** A measured number with as many digits as it carries. */
export function formatMeasured(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  return size >= 10 ? value.toFixed(1) : value.toFixed(size >= 0.1 || size === 0 ? 2 : 3);
}
