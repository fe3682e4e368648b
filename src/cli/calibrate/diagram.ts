import type { ClassCalibration } from '../../contract/index.ts';

const SIDE = 360;
const MARGIN = { left: 64, top: 40, right: 24, bottom: 56 } as const;

/** Reliability diagram as an SVG document: predicted posterior against the share of altered pictures, a dot a bin, its area by the number of pictures. */
export function reliabilityDiagram(title: string, bins: ClassCalibration['reliabilityDiagram']): string {
  const x = (share: number): number => MARGIN.left + share * SIDE;
  const y = (share: number): number => MARGIN.top + (1 - share) * SIDE;
  const round = (value: number): string => value.toFixed(1);
  const most = Math.max(1, ...bins.map(({ pictures }) => pictures));
  const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    `<line x1="${x(share)}" y1="${y(0)}" x2="${x(share)}" y2="${y(1)}" stroke="#ddd"/>`,
    `<line x1="${x(0)}" y1="${y(share)}" x2="${x(1)}" y2="${y(share)}" stroke="#ddd"/>`,
    `<text x="${x(share)}" y="${y(0) + 18}" text-anchor="middle">${share}</text>`,
    `<text x="${x(0) - 8}" y="${y(share) + 4}" text-anchor="end">${share}</text>`,
  ]);
  const line = bins.map(({ mean, altered }) => `${round(x(mean))},${round(y(altered))}`).join(' ');
  const dots = bins.map(
    ({ mean, altered, pictures, from, to }) =>
      `<circle cx="${round(x(mean))}" cy="${round(y(altered))}" r="${round(3 + 9 * Math.sqrt(pictures / most))}" fill="#1f5fa8" fill-opacity="0.75"><title>${from} to ${to}: ${pictures} pictures, predicted ${mean.toFixed(3)}, altered ${altered.toFixed(3)}</title></circle>`,
  );
  const [width, height] = [MARGIN.left + SIDE + MARGIN.right, MARGIN.top + SIDE + MARGIN.bottom];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${x(0)}" y="24" font-size="14">${escape(title)}</text>`,
    ...grid,
    `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#888" stroke-dasharray="4 4"/>`,
    `<polyline points="${line}" fill="none" stroke="#1f5fa8"/>`,
    ...dots,
    `<text x="${x(0.5)}" y="${height - 14}" text-anchor="middle">posterior at even prior odds, picture left out of the fit</text>`,
    `<text transform="rotate(-90)" x="${-y(0.5)}" y="18" text-anchor="middle">share of altered pictures</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
