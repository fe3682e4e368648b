import { FIGURE_HEAT, MOST_ENLARGED, MOST_NUMBERED, type ReportFigure } from '../../../contract/index.ts';
import type { Block } from '../document.ts';
import { column, type Composition, figureNumber, heading, list, paragraph, table } from './blocks.ts';
import { two } from './print.ts';
import { agreementKey } from './secondOpinions.ts';

/** Comes after the results, so that the figures have their numbers. */
export function figureSection(composition: Composition): readonly Block[] {
  const { extract, meta } = composition;
  const rows = extract.items.flatMap(({ id, finding }) => (meta.figures.get(id)?.figures ?? []).map((figure) => ({ id, figure, number: figureNumber(composition, figure.region === null ? `item-${id}` : `item-${id}-region-${figure.region}`), drawn: finding !== null })));
  const agreements = extract.items.flatMap(({ id }) => {
    const figure = meta.agreementFigures?.get(id);
    return figure === undefined ? [] : [{ id, figure, number: figureNumber(composition, agreementKey(id)) }];
  });
  const files = [...rows.map(({ id, figure, number }) => ({ number, shows: showsWhat(id, figure), sha256: figure.sha256 })), ...agreements.map(({ id, figure, number }) => ({ number, shows: `item ${id}, agreement`, sha256: figure.sha256 }))].toSorted((a, b) => a.number - b.number);
  return [
    heading(1, '7', 'Figures', 'section-7'),
    ...(rows.length === 0
      ? [paragraph('This report has no figures: no picture of the selection could be shown.')]
      : [
        list([
          'A shows the file as received, turned as its EXIF orientation says, in sRGB; nothing is drawn on it and nothing is enhanced. B is the same picture at the same size.',
          `Heat colours: ${FIGURE_HEAT.palette}, lightness rising with probability and therefore readable in grey print, at ${Math.round(FIGURE_HEAT.opacity * 100)} % over the picture, nothing below ${two(FIGURE_HEAT.floor)}; never stretched to a picture’s own range. Outlines are light in a dark rim, at the threshold. At most ${MOST_NUMBERED} regions carry numbers.`,
          `Whole pictures are reduced, never enlarged. Close-ups are enlarged by whole factors up to ${MOST_ENLARGED}, each pixel a square, or reduced. Reduced pictures are JPEG of quality 90: to examine a place, use the file itself by its SHA-256.`,
          ...(agreements.length === 0 ? [] : ['Agreement figures show, in the same colours, the share of the methods of section 5.5 that mark a place, the network counted; no outline is drawn. They say how many agree, not how strong a trace is.']),
        ]),
        table('Files of the figures', [column('Figure', 0.09, { right: true }), column('Shows', 0.23), column('SHA-256', 0.68, { fixed: true })], files.map(({ number, shows, sha256 }) => [String(number), shows, sha256])),
      ]),
  ];
}

function showsWhat(id: number, { role, region }: ReportFigure): string {
  return `item ${id}${region === null ? '' : `, region ${region}`}, ${role === 'original' || role === 'crop_original' ? 'A' : 'B'}`;
}
