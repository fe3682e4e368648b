import { type ExtractItem, FIGURE_HEAT, type ItemFigures, MOST_ENLARGED, type ReportFigure, viridis } from '../../../contract/index.ts';
import type { Block, Legend, ReportPicture, ScaleBar } from '../document.ts';
import { type Composition, figureNumber, paragraph } from './blocks.ts';
import { modelName } from './parameters.ts';
import { brief, count, two } from './print.ts';

/** Whole picture, then the crops: pairs at one scale. */
export function wholeFigure(item: ExtractItem, composition: Composition): readonly Block[] {
  const made = composition.meta.figures.get(item.id);
  const original = made?.figures.find(({ role }) => role === 'original');
  if (made === undefined || original === undefined) return [paragraph('No figure: the file could not be shown when this report was written.', 'muted')];
  const overlay = made.figures.find(({ role }) => role === 'overlay');
  const number = figureNumber(composition, `item-${item.id}`);
  const where = `Item ${item.id}, ${item.name}, whole`;
  if (overlay === undefined) {
    return [{ kind: 'figure', number: String(number), pictures: [pictureOf(original, composition, 'As received', `Item ${item.id} as received.`)], caption: `${where}. ${scaleWords(original)}`, arrangement: 'single', scaleBar: scaleBarOf(original), legend: null }];
  }
  return [{
    kind: 'figure',
    number: String(number),
    pictures: [
      pictureOf(original, composition, 'A: as received', `Item ${item.id} as received, nothing drawn on it.`),
      pictureOf(overlay, composition, 'B: with the probability map', `Item ${item.id} with the probability map over it; ${count(item.finding?.regions.length ?? 0, 'region')} outlined, the largest numbered. Their places stand in the table of regions.`),
    ],
    caption: `${where}. A: as received. B: ${overlayWords(item, composition, made)} ${scaleWords(original)}`,
    arrangement: 'pair',
    scaleBar: scaleBarOf(original),
    legend: legendOf(made.threshold ?? 0.5),
  }];
}

export function cropFigures(item: ExtractItem, composition: Composition): readonly Block[] {
  const made = composition.meta.figures.get(item.id);
  if (made === undefined) return [];
  return made.figures.filter(({ role }) => role === 'crop_original').flatMap((original): Block[] => {
    const overlay = made.figures.find(({ role, region }) => role === 'crop_overlay' && region === original.region);
    if (overlay === undefined) return [];
    const { x, y, width, height } = original.box;
    return [{
      kind: 'figure',
      number: String(figureNumber(composition, `item-${item.id}-region-${original.region ?? 0}`)),
      pictures: [
        pictureOf(original, composition, 'A: as received', `Surroundings of region ${original.region ?? ''} of item ${item.id} as received.`),
        pictureOf(overlay, composition, 'B: with the probability map', `The same part with the probability map over it and region ${original.region ?? ''} outlined.`),
      ],
      caption: `Item ${item.id}, region ${original.region ?? ''} and its surroundings: ${width} × ${height} px from (${x}, ${y}) as displayed. ${scaleWords(original)}`,
      arrangement: 'pair',
      scaleBar: scaleBarOf(original),
      legend: null,
    }];
  });
}

function overlayWords({ finding }: ExtractItem, { extract }: Composition, made: ItemFigures): string {
  if (finding === null) return '';
  const { record, regions } = finding;
  const numbered = regions.length > made.numbered ? `, the largest ${made.numbered} of ${regions.length} numbered` : regions.length === 0 ? '; no region reaches it' : ', numbered as in the table';
  return `probability map of ${modelName(extract, record)} (${brief(record.modelSha256)}), ${record.provider}, tiles of ${record.options.tileSize} px; ${FIGURE_HEAT.palette} at ${Math.round(FIGURE_HEAT.opacity * 100)} %, clear below ${two(FIGURE_HEAT.floor)}; outlines at ${two(finding.threshold)}${numbered}.`;
}

/** How pixels of the file and of the evidence relate. */
export function scaleWords({ perFilePixel }: ReportFigure): string {
  if (Math.abs(perFilePixel - 1) < 1e-9) return 'Shown pixel by pixel.';
  if (perFilePixel > 1) return `Reduced: one pixel of the figure stands for ${perFilePixel.toFixed(2)} of the evidence.`;
  return `Enlarged ${Math.min(MOST_ENLARGED, Math.round(1 / perFilePixel))} times, each pixel of the evidence a square.`;
}

export function pictureOf({ path, sha256, width, height }: ReportFigure, { meta }: Composition, label: string, alternative: string): ReportPicture {
  return { path: meta.fileOf(path), sha256, width, height, alternative, label };
}

/** A round number of pixels, about a quarter of what is shown. */
export function scaleBarOf({ box, perFilePixel }: Pick<ReportFigure, 'box' | 'perFilePixel'>): ScaleBar | null {
  const wanted = box.width / 4;
  if (wanted < 5) return null;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const pixels = [5, 2, 1].map((step) => step * power).find((step) => step <= wanted) ?? power;
  return { pixels, perFilePixel };
}

/** The colours as they are drawn over the picture, none below the floor. */
export function legendOf(threshold: number): Legend {
  return rampOf('Probability', threshold);
}

/** The same colours for how many of the methods mark a place. */
export function agreementLegend(): Legend {
  return rampOf('Share of the methods', null);
}

function rampOf(what: string, threshold: number | null): Legend {
  const { floor, opacity, palette } = FIGURE_HEAT;
  const steps = Array.from({ length: 17 }, (_, index) => floor + ((1 - floor) * index) / 16);
  return {
    title: `${what}, ${palette} at ${Math.round(opacity * 100)} % over the picture`,
    stops: [{ at: 0, colour: '#ffffff' }, { at: floor - 0.001, colour: '#ffffff' }, ...steps.map((at) => ({ at: Math.min(1, at), colour: hex(viridis(at)) }))],
    threshold,
  };
}

function hex(colour: readonly number[]): string {
  return `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
