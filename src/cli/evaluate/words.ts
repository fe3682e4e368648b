import { SIGNAL_WORDS } from '../../contract/index.ts';
import type { Estimate } from './bootstrap.ts';
import type { MethodName } from './methods.ts';

export function methodTitle(name: MethodName): string {
  return name === 'network' ? 'network' : SIGNAL_WORDS[name].title;
}

/** `.712 [.650, .770]`, or a dash where there was nothing to measure. */
export function estimateText({ value, low, high }: Estimate): string {
  return Number.isNaN(value) ? '-' : `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

/** As `estimateText`, with a sign. */
export function differenceText({ value, low, high }: Estimate): string {
  return Number.isNaN(value) ? '-' : `${signed(value)} [${signed(low)}, ${signed(high)}]`;
}

/** `+.012`; what rounds to nothing has no sign. */
function signed(value: number): string {
  const text = Math.abs(value).toFixed(3);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '-' : '+'}${text}`;
}

/** Three digits, or where that rounds to nothing that it is below. */
export function pText(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
