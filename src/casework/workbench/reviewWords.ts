import type { Analysis } from '../../contract/index.ts';

/**
 * What the gate decided, with the numbers it decided by. It weighs for each tile whether to judge by the visible picture alone ("pure vision") or also by
 * the frequency evidence, and picks the more probable; the probability told is the mean over the tiles, weighted by their area.
 */
export function gateWords(gate: Analysis['gate'], coefficients: Analysis['coefficients']): string {
  const { vision, visionShare, tiles } = gate;
  const used = 1 - visionShare;
  const gave = `the gate gave pure vision a probability of ${twoDecimals(vision)}`;
  const from = coefficients.source === 'jpeg' ? 'It was read from the coefficients of the JPEG itself.' : 'The file holds no JPEG coefficients; they were computed from its pixels.';
  if (used <= 0) return `Frequency evidence not used: ${gave}${tiles === 1 ? '' : ` on average and preferred it in all ${tiles} tiles`}. The picture was judged by what is visible alone.`;
  if (used >= 1) return `Frequency evidence used: ${gave}${tiles === 1 ? '' : ` on average and preferred frequency evidence in all ${tiles} tiles`}. ${from}`;
  return `Frequency evidence used in part: ${gave} on average and preferred frequency evidence in ${tilesInWords(used, tiles)}. ${from}`;
}

/** Where the coefficients came from, with the alignment of the blocks. */
export function coefficientsWords({ source, grid }: Analysis['coefficients']): string {
  if (source === 'jpeg') return 'Coefficients read from the JPEG itself.';
  const aligned = `blocks were aligned at column ${grid.x}, row ${grid.y} (confidence ${twoDecimals(grid.confidence)})`;
  return `Coefficients computed from the pixels; ${aligned}.`;
}

function tilesInWords(share: number, tiles: number): string {
  const count = share * tiles;
  const whole = Math.round(count);
  return Math.abs(count - whole) < 1e-3 ? `${whole} of ${tiles} tiles` : `${Math.round(share * 100)} % of ${tiles} tiles`;
}

function twoDecimals(value: number): string {
  return value.toFixed(2);
}
