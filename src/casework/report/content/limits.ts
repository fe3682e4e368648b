import type { CaseExtract, ExtractItem } from '../../../contract/index.ts';
import { swapsAxes } from '../../../contract/index.ts';
import { percent, wholeNumber } from '../../sheet/html.ts';
import { RELIABLE } from '../../explain/words/assess.ts';
import { latestCheck } from './custody.ts';
import { count, two } from './print.ts';
import { DOMAIN_SETS, DOMAIN_WORDS } from './words.ts';

/** Long side in pixels below which a picture leaves the network and the measurements little to go by. */
const SMALL_SIDE = 512;
/** Nearest libjpeg quality below which compression has taken much of the fine traces. */
const STRONG_COMPRESSION = 75;
const FAIRLY_RELIABLE = 0.7;
/** Side of a square of this many pixels: measurements on less have few windows. */
const SMALL_REGION = 4096;
const MOST_OF_PICTURE = 0.5;
/** Medians over the picture from which an earlier save is likely; the same as in the explanation. */
const EARLIER_SAVE = { double_quantisation: 0.3, foreign_grid: 1.3 } as const;

/** What limits the result on this very picture, in sentences. Never empty: what is unknown of every picture stands at the end. */
export function limitsOf(item: ExtractItem, extract: CaseExtract): readonly string[] {
  return [...integrity(item), ...(item.finding === null ? ['There is no finding for this file, so nothing is said about traces in it.'] : [...size(item), ...compression(item), ...network(item, extract), ...regions(item)]), ...always(item)];
}

function integrity(item: ExtractItem): readonly string[] {
  const check = latestCheck(item);
  if (check === null) return ['The file was not read again since intake.'];
  return check.outcome === 'unchanged' ? [] : ['At the latest check the file was not as taken in: what is reported is about the bytes of the intake.'];
}

function size({ facts, finding }: ExtractItem): readonly string[] {
  if (facts === null || finding === null) return [];
  const { width, height } = facts;
  const { tileSize, globalPass } = finding.record.options;
  const shown = swapsAxes(facts.orientation) ? `${height} × ${width}` : `${width} × ${height}`;
  return [
    ...(Math.max(width, height) < SMALL_SIDE ? [`Small picture (${shown} px): a change of a few pixels can escape, and there is little to compare with.`] : []),
    ...(finding.gate.tiles > 1 ? [`Examined in ${finding.gate.tiles} tiles of up to ${tileSize} px${globalPass ? '; the pass over the whole picture saw it reduced, so fine traces come from the tiles alone' : ', without a pass over the whole picture'}.`] : []),
    ...(facts.pages > 1 ? [`The file holds ${facts.pages} pages or frames; only the first was examined.`] : []),
    ...(facts.bitDepth > 8 ? [`Samples of ${facts.bitDepth} bits were examined by their upper 8 bits.`] : []),
    ...(facts.hasAlpha ? ['Transparency was left out of the examination.'] : []),
  ];
}

function compression({ facts, finding, explanations }: ExtractItem): readonly string[] {
  if (facts === null || finding === null) return [];
  const quality = facts.jpeg?.quality?.nearest ?? null;
  const medians = explanations.findLast(({ measurement }) => measurement !== null)?.measurement?.picture ?? [];
  const resaved = medians.some(({ quantity, value }) => value !== null && ((quantity === 'double_quantisation' && value >= EARLIER_SAVE.double_quantisation) || (quantity === 'foreign_grid' && value >= EARLIER_SAVE.foreign_grid)));
  const { grid, source } = finding.coefficients;
  return [
    ...(facts.format === 'jpeg' ? [] : [`A ${facts.format.toUpperCase()} keeps no JPEG coefficients; they were computed from the pixels, and traces of compression in the file itself could not be looked for.`]),
    ...(facts.format === 'jpeg' && source === 'pixels' ? ['The JPEG’s own coefficients could not be used; they were computed from its pixels.'] : []),
    ...(facts.format !== 'jpeg' && grid.confidence >= 0.5 ? ['The pixels show the squares of an earlier JPEG save, which can weaken or leave traces of its own.'] : []),
    ...(quality !== null && quality < STRONG_COMPRESSION ? [`Strong compression (nearest libjpeg quality ${quality}): fine traces may be gone, and compression can imitate some.`] : []),
    ...(resaved ? ['The picture as a whole shows signs of an earlier JPEG save. Saving again weakens traces of what was done before.'] : []),
    ...(facts.jpeg?.damage === null || facts.jpeg === null ? [] : [`The JPEG is damaged (${facts.jpeg.damage.reason}); ${percent(facts.jpeg.damage.share)} of it could be read.`]),
  ];
}

function network({ finding, domain }: ExtractItem, { software }: CaseExtract): readonly string[] {
  if (finding === null) return [];
  const model = software.models.find(({ sha256 }) => sha256 === finding.record.modelSha256);
  const set = domain === 'unset' ? null : DOMAIN_SETS[domain];
  const rates = model?.validation.find((one) => one.set === set);
  const validity = domain === 'unset'
    ? 'The class of picture (photograph, document, face, text in a scene) is not stated, so no error rate of a class applies.'
    : rates === undefined
      ? `Not validated for this class (${DOMAIN_WORDS[domain].toLowerCase()}).`
      : `Measured on the set “${rates.set}” of this class: F1 ${rates.f1 === null ? 'not measured' : rates.f1.toFixed(2)}, false area ${rates.falseArea === null ? 'not measured' : percent(rates.falseArea)}; both errors, marks on unaltered places and missed alterations, must be expected.`;
  return [
    validity,
    ...(finding.scoreReading?.outcome === 'not_validated' ? [finding.scoreReading.words] : []),
    ...(model?.scoreCalibrated === true || (finding.scoreReading?.point ?? null) !== null ? [] : ['The image score is not calibrated and is no probability of alteration.']),
    ...(finding.reliability < RELIABLE ? [`The network’s own mean reliability is low (${two(finding.reliability)}): the map must not be relied on without other findings.`] : finding.reliability < FAIRLY_RELIABLE ? [`The network’s own mean reliability is moderate (${two(finding.reliability)}).`] : []),
  ];
}

function regions({ finding }: ExtractItem): readonly string[] {
  if (finding === null || finding.regions.length === 0) return [];
  const small = finding.regions.filter(({ area }) => area < SMALL_REGION);
  return [
    ...(small.length === 0 ? [] : [`${count(small.length, 'region')} of ${finding.regions.length} ${small.length === 1 ? 'is' : 'are'} smaller than ${wholeNumber(SMALL_REGION)} px: comparing so little with the rest says little.`]),
    ...(finding.maskShare > MOST_OF_PICTURE ? [`${percent(finding.maskShare)} of the picture is marked: regions this large say little about a place.`] : []),
    'What is shown in a place also makes it differ: text, plain surfaces, saturated or strongly sharpened parts can be marked without any alteration.',
  ];
}

function always({ facts }: ExtractItem): readonly string[] {
  const silent = facts !== null && (facts.capture === null || facts.capture === undefined || Object.values(facts.capture).every((value) => value === null));
  return [`The history of the file before intake is not known to the program${silent ? ', and its EXIF says nothing of camera, program or time' : '; what its EXIF says are claims of the file'}.`];
}
