import type { Ground, Quantity } from '../../../contract/index.ts';
import { percent, probability, wholeNumber } from '../../sheet/html.ts';
import { gateWords } from '../../workbench/reviewWords.ts';
import type { Known } from '../types.ts';
import { RELIABLE, verdictOf } from './assess.ts';
import type { Draft } from './draft.ts';
import { ground, measuredDraft } from './draft.ts';
import { counted, listed, shareOfPicture, withUnit } from './print.ts';

/** Picture-wide medians from which they count as traces of a save before the last one. The picture's own grid is printed, but is no such trace in a JPEG. */
const EARLIER_SAVE = { double_quantisation: 0.3, foreign_grid: 1.5, block_grid: Number.POSITIVE_INFINITY } as const;
/** Regions covering less are hard to compare. */
const SMALL_SHARE = 0.002;

export function verdictStatements(known: Known): readonly Draft[] {
  const { finding, measurement } = known;
  const verdict = verdictOf(known);
  const score = `score ${probability(finding.score)} (${finding.scoreCalibrated ? 'calibrated' : 'uncalibrated'})`;
  const grounds = [
    ground('count', null, `${counted(measurement.regionsInAll, 'region')} at threshold ${probability(measurement.threshold)}`),
    ground('score', null, score),
    ground('reliability', null, probability(finding.reliability)),
  ];
  const technicalTail = `${counted(measurement.regionsInAll, 'region')} at threshold ${probability(measurement.threshold)}; ${score}; mean reliability ${probability(finding.reliability)}.`;
  if (verdict === 'tampered') return [measuredDraft('verdict', [], { plain: 'Traces found.', technical: `Traces found: ${technicalTail}` }, grounds), extent(known)];
  if (verdict === 'uncertain') {
    const why = finding.score >= 0.5 ? 'The picture as a whole looks unusual to the program, but no single place stood out.' : 'The program is not sure of its own map.';
    return [measuredDraft('verdict', [], { plain: `Inconclusive. ${why}`, technical: `Inconclusive: ${technicalTail}` }, grounds)];
  }
  return [measuredDraft('verdict', [], { plain: 'No traces found by these methods. Other methods may find some.', technical: `No traces found by these methods: ${technicalTail}` }, grounds)];
}

function extent({ finding, measurement }: Known): Draft {
  const { regionsInAll: count, width, height } = measurement;
  return measuredDraft('extent', [], {
    plain: `${count === 1 ? 'One region is' : `${count} regions are`} marked, ${count === 1 ? '' : 'together '}${shareOfPicture(finding.maskShare)}.`,
    technical: `${counted(count, 'region')}; ${percent(finding.maskShare)} of ${wholeNumber(width)} x ${wholeNumber(height)} px at or above the threshold.`,
  }, [ground('count', null, counted(count, 'region')), ground('share', null, shareOfPicture(finding.maskShare))]);
}

/** Compression history of the file as a whole, and whether the network used it. */
export function historyStatements(known: Known): readonly Draft[] {
  return [known.facts.format === 'jpeg' ? jpegHistory(known) : otherHistory(known), ...(known.facts.format === 'jpeg' ? earlierSaves(known) : []), gate(known)];
}

function strengthOf(quality: number): string {
  if (quality >= 95) return 'very light';
  if (quality >= 85) return 'light';
  if (quality >= 70) return 'medium';
  return quality >= 50 ? 'strong' : 'very strong';
}

function jpegHistory({ facts }: Known): Draft {
  const quality = facts.jpeg?.quality ?? null;
  if (quality === null) {
    return measuredDraft('history', [], { plain: 'The file is a JPEG. How strongly it was compressed could not be told.', technical: 'JPEG; its luma table is not close to any quality of libjpeg.' }, [ground('format', null, 'JPEG')]);
  }
  return measuredDraft('history', [], {
    plain: `The file is a JPEG with ${strengthOf(quality.nearest)} compression.`,
    technical: `JPEG, ${facts.jpeg?.process ?? ''}, ${facts.jpeg?.subsampling ?? ''}; luma table ${quality.exact ? 'is that of' : 'is nearest to'} libjpeg quality ${quality.nearest}.`,
  }, [ground('format', null, 'JPEG'), ground('jpeg_quality', null, `quality ${quality.nearest}${quality.exact ? '' : ' (nearest)'}`)]);
}

function otherHistory({ facts, finding }: Known): Draft {
  const name = facts.format.toUpperCase();
  const { grid } = finding.coefficients;
  const placed = `column ${grid.x}, row ${grid.y}, confidence ${probability(grid.confidence)}`;
  const grounds = [ground('format', null, name), ground('grid', null, placed)];
  if (grid.confidence >= 0.5) {
    return measuredDraft('history', [], {
      plain: `The file is a ${name}, but its pixels show the small squares that JPEG leaves. It was probably a JPEG before.`,
      technical: `${name} without JPEG coefficients; an 8 x 8 grid was found in the pixels at ${placed}, as an earlier JPEG save leaves it.`,
    }, grounds);
  }
  return measuredDraft('history', [], {
    plain: `The file is a ${name}. It holds no record of how it was compressed before.`,
    technical: `${name} without JPEG coefficients; no clear 8 x 8 grid in the pixels (${placed}).`,
  }, grounds);
}

function earlierSaves({ measurement }: Known): readonly Draft[] {
  const asked = Object.keys(EARLIER_SAVE) as (keyof typeof EARLIER_SAVE & Quantity)[];
  const values = asked.flatMap((quantity) => measurement.picture.filter((one) => one.quantity === quantity && one.value !== null).map(({ value, unit }) => ({ quantity, value: value ?? 0, unit })));
  if (values.length === 0) return [];
  const over = values.filter(({ quantity, value }) => value >= EARLIER_SAVE[quantity]);
  const printed = listed(values.map(({ quantity, value, unit }) => `${quantity.replaceAll('_', ' ')} ${withUnit(value, unit)}`));
  const grounds: Ground[] = values.map(({ quantity, value, unit }) => ground(quantity, null, withUnit(value, unit)));
  return [measuredDraft('history', [], over.length > 0
    ? { plain: 'Outside the marked places the picture shows signs that it was saved as a JPEG before.', technical: `Medians outside all regions: ${printed}. They point to an earlier JPEG save of the whole picture.` }
    : { plain: 'Outside the marked places the picture shows no clear signs of an earlier JPEG save.', technical: `Medians outside all regions: ${printed}. No clear trace of an earlier JPEG save.` }, grounds)];
}

function gate({ finding }: Known): Draft {
  const used = 1 - finding.gate.visionShare;
  const plain = used <= 0 ? 'The picture was judged by what is visible alone.' : used >= 1 ? 'The picture was judged by what is visible and by its compression.' : 'Parts of the picture were judged by what is visible alone, others also by their compression.';
  return measuredDraft('history', [], { plain, technical: gateWords(finding.gate, finding.coefficients) }, [ground('gate', null, `pure vision ${probability(finding.gate.vision)}, ${percent(used)} of ${counted(finding.gate.tiles, 'tile')} with frequency evidence`)]);
}

/** What the reader must keep in mind. */
export function limitStatements(known: Known): readonly Draft[] {
  const { finding, measurement, facts } = known;
  const found: Draft[] = [];
  const say = (plain: string, technical: string, grounds: readonly Ground[], regions: readonly number[] = []): void => void found.push(measuredDraft('limit', regions, { plain, technical }, grounds));
  if (!finding.scoreCalibrated) say('The strength of the finding is not a probability that anything was changed.', `The score ${probability(finding.score)} is uncalibrated; it is not a probability of alteration.`, [ground('score', null, `${probability(finding.score)} (uncalibrated)`)]);
  if (finding.reliability < RELIABLE) say('The program is not sure of its map of this picture. Look for yourself.', `Mean predicted reliability ${probability(finding.reliability)} is below ${probability(RELIABLE)}.`, [ground('reliability', null, probability(finding.reliability))]);
  const small = measurement.regions.filter(({ share }) => share < SMALL_SHARE);
  if (small.length > 0) {
    const names = listed(small.map(({ region }) => String(region)));
    say(`${small.length === 1 ? `Region ${names} is` : `Regions ${names} are`} very small, so comparing with the rest says little.`, `Below ${percent(SMALL_SHARE)} of the picture: ${small.length === 1 ? 'region' : 'regions'} ${names}; few windows inside, wide uncertainty.`, small.map((one) => ground('share', one.region, shareOfPicture(one.share))), small.map(({ region }) => region));
  }
  const beyond = measurement.regionsInAll - measurement.regions.length;
  if (beyond > 0) say(`${beyond === 1 ? 'One more region was' : `${beyond} more regions were`} counted but not measured.`, `${measurement.regions.length} of ${measurement.regionsInAll} regions were measured, largest first.`, [ground('count', null, `${measurement.regions.length} of ${measurement.regionsInAll} measured`)]);
  if (facts.format !== 'jpeg') say(`A ${facts.format.toUpperCase()} keeps no record of earlier compression. Its traces could only be looked for in the pixels.`, `${facts.format.toUpperCase()}: no quantisation tables or coefficients in the file; what needs them was not measured, and grids were looked for in the pixels alone.`, [ground('format', null, facts.format.toUpperCase())]);
  if (measurement.regions.length > 0) say('A difference alone does not show that anything was changed. What is shown in a place also makes it differ.', 'Effects compare content as well as processing; a notable effect is not evidence of alteration by itself.', [ground('count', null, counted(measurement.regionsInAll, 'region'))]);
  return found;
}
