import { displaySize, type ExtractItem, type ImageFacts, MOST_NUMBERED, toDisplay } from '../../../contract/index.ts';
import { percent, wholeNumber } from '../../sheet/html.ts';
import { coefficientsWords, gateWords } from '../../workbench/reviewWords.ts';
import { levelOf } from '../../explain/words/assess.ts';
import { QUANTITY_WORDS } from '../../explain/words/quantityWords.ts';
import type { Block, Fact } from '../document.ts';
import { column, type Composition, fact, facts, list, paragraph, table } from './blocks.ts';
import { readingFacts } from './classRates.ts';
import { latestCheck } from './custody.ts';
import { count, fileSize, fileTime, joined, NOT_STATED, two, utc } from './print.ts';
import { NO_SECOND_OPINIONS } from './secondOpinions.ts';
import { CHECK_WORDS, DOMAIN_WORDS } from './words.ts';

export function identification(item: ExtractItem): Block {
  const check = latestCheck(item);
  return facts(
    fact('Path', item.path, true),
    fact('Size', fileSize(item.bytes)),
    fact('SHA-256', item.sha256 ?? 'not taken', true),
    fact('SHA-1', item.sha1 ?? 'not taken', true),
    fact('MD5', item.md5 ?? 'not taken', true),
    fact('File time at intake', fileTime(item.modified)),
    fact('Taken in', `${utc(item.addedAt)}; digests taken ${item.hashedAt === null ? 'at no recorded time' : utc(item.hashedAt)}`),
    fact('Latest check', check === null ? 'Not checked since intake' : `${CHECK_WORDS[check.outcome]}, ${utc(check.at)}, by ${check.author}`),
    item.duplicates.length === 0 ? null : fact('Same bytes as', `Item ${joined(item.duplicates.map(String))}`),
    fact('Class (examiner)', DOMAIN_WORDS[item.domain]),
  );
}

export function fileFacts(item: ExtractItem, metadata: boolean): Block {
  const { facts: found } = item;
  if (found === null) return paragraph('The file’s content could not be read as a picture, so there are no facts on it.', 'muted');
  const shown = displaySize(found, found.orientation);
  return facts(
    fact('Format', `${found.format.toUpperCase()} (${found.mimeType}) by content${found.extensionMismatch ? '; the name’s ending says otherwise' : ''}`),
    fact('Pixels', `${wholeNumber(found.width)} × ${wholeNumber(found.height)} as stored${found.orientation === 1 ? '' : `; ${wholeNumber(shown.width)} × ${wholeNumber(shown.height)} as displayed (EXIF orientation ${found.orientation})`}`),
    fact('Samples', `${count(found.channels, 'channel')} of ${found.bitDepth} bits, ${found.colourSpace}${found.hasAlpha ? ', with transparency' : ''}; colour profile: ${found.iccProfile ?? 'none'}`),
    ...(found.pages > 1 ? [fact('Pages or frames', String(found.pages))] : []),
    ...jpegFacts(found),
    ...(metadata ? captureFacts(found) : []),
  );
}

function jpegFacts({ jpeg }: ImageFacts): readonly Fact[] {
  if (jpeg === null) return [fact('Compression', 'No JPEG stream: no quantisation tables, no coefficients')];
  const { quality } = jpeg;
  return [
    fact('Compression', `JPEG, ${jpeg.process}, ${jpeg.subsampling}, ${jpeg.precision} bits, ${jpeg.colour}; restart interval ${jpeg.restartInterval}`),
    fact('Quantisation', `${count(jpeg.quantizationTables.length, 'table')}; ${quality === null ? 'luma table near no quality of libjpeg' : quality.exact ? `luma table is that of libjpeg quality ${quality.nearest}` : `luma table nearest to libjpeg quality ${quality.nearest}, not equal to it`}`),
    fact('Damage', jpeg.damage === null ? 'None found' : `${jpeg.damage.reason} at byte ${wholeNumber(jpeg.damage.atByte)}; ${percent(jpeg.damage.share)} could be read`),
  ];
}

function captureFacts({ capture }: ImageFacts): readonly Fact[] {
  if (capture === undefined) return [fact('EXIF', 'Not read when this item was taken in')];
  if (capture === null) return [fact('EXIF', 'Says nothing of camera, program or time')];
  const { make, model, software, takenAt } = capture;
  return [fact('EXIF says', `maker ${make ?? 'not stated'}; model ${model ?? 'not stated'}; software ${software ?? 'not stated'}; taken ${takenAt?.replace('T', ' ') ?? 'not stated'}`)];
}

export function findingFacts(item: ExtractItem, { groups, extract, fields }: Composition): Block {
  const { finding } = item;
  if (finding === null) return paragraph('No finding.', 'muted');
  const group = groups.find(({ items }) => items.includes(item.id));
  const mask = finding.artifacts.find(({ kind }) => kind === 'mask');
  return facts(
    fact('Finding', `${finding.id}, ${utc(finding.createdAt)}, parameters of group ${group?.name ?? NOT_STATED} (section 5.3)`),
    fact('Digest of the finding', finding.digest, true),
    fact('Image score', `${two(finding.score)} of 1`),
    ...readingFacts(item, extract.software.models, fields.include.metadata),
    fact('Marked', `${percent(finding.maskShare)} of the pixels at or above threshold ${two(finding.threshold)}`),
    fact('Reliability', `${two(finding.reliability)} of 1, mean over the picture, predicted by the network itself`),
    fact('Frequency evidence', gateWords(finding.gate, finding.coefficients)),
    fact('Coefficients', coefficientsWords(finding.coefficients)),
    fact('Probability map', mask === undefined ? 'Not kept' : `${wholeNumber(mask.width)} × ${wholeNumber(mask.height)} px, 8 bits, attached as item-${item.id}-mask.png`),
    ...(mask === undefined ? [] : [fact('SHA-256 of the map', mask.sha256, true)]),
  );
}

/** Places are those of the picture as displayed, as in the figures. */
export function regionTable(item: ExtractItem): readonly Block[] {
  const { finding, facts: found } = item;
  if (finding === null || finding.regions.length === 0) return [];
  const sorted = finding.regions.toSorted((a, b) => b.area - a.area || a.id - b.id);
  const listed = sorted.slice(0, MOST_NUMBERED);
  const rest = sorted.slice(MOST_NUMBERED);
  const rows = listed.map(({ id, box, area, share, meanProbability, peakProbability }) => {
    const stored = found ?? { width: 0, height: 0 };
    const orientation = found?.orientation ?? 1;
    const [ax, ay] = toDisplay([box.x, box.y], stored, orientation);
    const [bx, by] = toDisplay([box.x + box.width, box.y + box.height], stored, orientation);
    return [String(id), wholeNumber(Math.min(ax, bx)), wholeNumber(Math.min(ay, by)), `${wholeNumber(Math.abs(ax - bx))} × ${wholeNumber(Math.abs(ay - by))}`, wholeNumber(area), percent(share), two(meanProbability), two(peakProbability)];
  });
  const restArea = rest.reduce((sum, { area }) => sum + area, 0);
  return [
    table(`Regions of item ${item.id}, largest first; pixels of the picture as displayed, from its upper left corner`, [column('No.', 0.08, { right: true }), column('Left', 0.11, { right: true }), column('Top', 0.11, { right: true }), column('Width × height', 0.19, { right: true }), column('Area, px', 0.16, { right: true }), column('Share', 0.13, { right: true }), column('Mean p', 0.11, { right: true }), column('Peak p', 0.11, { right: true })], rows),
    ...(rest.length === 0 ? [] : [paragraph(`${count(rest.length, 'smaller region')}, together ${wholeNumber(restArea)} px, ${rest.length === 1 ? 'is' : 'are'} outlined in the figure and listed in the extract.`, 'muted')]),
  ];
}

/** Regions of which the same is to be said stand together; those with nothing to say are left out. */
function byRegions(said: readonly { readonly region: number; readonly words: string }[]): readonly { readonly regions: readonly number[]; readonly words: string }[] {
  return [...Map.groupBy(said.filter(({ words }) => words !== ''), ({ words }) => words)].map(([words, group]) => ({ regions: group.map(({ region }) => region), words }));
}

function regionsInWords(regions: readonly number[]): string {
  return `${regions.length === 1 ? 'Region' : 'Regions'} ${joined(regions.map(String))}`;
}

/** What was looked for and not found, or not measured. */
export function nonFindings(item: ExtractItem): Block {
  const { finding, facts: found } = item;
  if (finding === null) return paragraph('Nothing was looked for: there is no finding.', 'muted');
  const { minimumRegionArea } = finding.record.options;
  const measured = item.explanations.findLast(({ measurement }) => measurement !== null)?.measurement ?? null;
  const same = byRegions((measured?.regions ?? []).map(({ region, comparisons }) => ({ region, words: joined(comparisons.filter((one) => levelOf(one) === 'none').map(({ quantity }) => QUANTITY_WORDS[quantity].plainName)) })))
    .map(({ regions, words }) => `${regionsInWords(regions)} ${regions.length === 1 ? 'does' : 'do'} not differ from the rest of the picture in ${words} (within 2 spreads).`);
  const unmeasured = byRegions((measured?.regions ?? []).map(({ region, comparisons }) => {
    const missing = comparisons.filter((one) => levelOf(one) === 'unmeasured');
    return { region, words: missing.length === 0 ? '' : `${joined(missing.map(({ quantity }) => QUANTITY_WORDS[quantity].plainName))} (${joined([...new Set(missing.map(({ reason }) => reason ?? 'no reason given'))])})` };
  })).map(({ regions, words }) => `${regionsInWords(regions)}: not measured: ${words}.`);
  return list([
    finding.regions.length === 0
      ? `No group of at least ${count(minimumRegionArea, 'pixel')} reaches probability ${two(finding.threshold)}. This says nothing about alterations that these methods do not see.`
      : `Outside the regions no group of at least ${count(minimumRegionArea, 'pixel')} reaches probability ${two(finding.threshold)}.`,
    ...(found?.jpeg?.damage === null ? ['No damage was found in the JPEG stream.'] : []),
    ...(found !== null && !found.extensionMismatch ? ['The name’s ending agrees with the content.'] : []),
    ...same,
    ...unmeasured,
    ...(item.secondOpinions === null ? [NO_SECOND_OPINIONS] : []),
    ...(measured === null ? ['Grain, sharpness, compression and resampling inside the regions were not measured against the rest.'] : []),
  ]);
}
