import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Analysis, type Artifact, type ArtifactKind, type Box, type Calibration, displaySize, type ImageFacts, type Region, toDisplay } from '../../contract/index.ts';
import { scoreReadingOf } from '../scoreReadings.ts';
import type { EvidenceRow } from '../store/evidence.ts';
import type { StoredFinding } from '../store/findings.ts';
import { breakablePath, escapeHtml, percent, probability, wholeNumber } from './html.ts';
import { coefficientsInWords, gateInWords, readingInWords, tracesInWords } from './words.ts';

/** An overlay above this many bytes is linked, and the regions are drawn over the thumbnail instead: a page has to stay one a browser opens at once. */
const INLINE_LIMIT = 500_000;
/** Regions numbered on the overlay, corners an outline may have, regions named in the text. */
const DRAWN_REGIONS = 8;
const DRAWN_CORNERS = 1500;
const NAMED_REGIONS = 4;

export interface SheetItem {
  readonly evidence: EvidenceRow;
  readonly finding: StoredFinding;
  /** Path as shown: relative to its root. */
  readonly name: string;
}

/** One card: picture, overlay with numbered boxes, and the numbers. */
export async function renderItem(item: SheetItem, caseFolder: string, calibrations: readonly Calibration[]): Promise<string> {
  const { evidence, finding, name } = item;
  const facts = evidence.facts === null ? null : (JSON.parse(evidence.facts) as ImageFacts);
  const threshold = thresholdOf(finding);
  const reading = scoreReadingOf(calibrations, { score: finding.score, record: finding.record as Analysis['record'] }, facts);
  const thumbnail = find(finding, 'thumbnail');
  const overlay = find(finding, 'overlay');
  const inlined = overlay !== undefined && overlay.bytes <= INLINE_LIMIT;
  const left = await view(thumbnail, overlay, caseFolder, `${name}, picture`, 'picture', '');
  const right = await view(inlined ? overlay : thumbnail, overlay, caseFolder, `${name}, overlay`, inlined ? 'overlay' : 'regions', drawing(finding, facts, !inlined));
  return `<article class="card">
<div class="pair">${left}${right}</div>
<div class="text">
<div class="name">${breakablePath(name)}</div>
<div class="traces${finding.regions.length > 0 ? ' some' : ''}">${escapeHtml(tracesInWords(finding.regions.length, threshold))}</div>
<dl class="facts">
<dt>Score</dt><dd><span class="bar"><i style="width:${(finding.score * 100).toFixed(1)}%"></i></span>${probability(finding.score)}${reading === null ? '' : `<br><span class="soft">${escapeHtml(readingInWords(reading))}</span>`}</dd>
<dt>Mask share</dt><dd>${percent(finding.maskShare)} of the picture</dd>
<dt>Regions</dt><dd>${regionsInWords(finding)}</dd>
<dt>Gate</dt><dd>${escapeHtml(gateInWords(finding.gate))}</dd>
<dt>Reliability</dt><dd>${probability(finding.reliability)}</dd>
<dt>Source</dt><dd>${facts === null ? '' : `${facts.format.toUpperCase()} ${facts.width} × ${facts.height}${facts.extensionMismatch ? ', <b>name and content disagree</b>' : ''}; `}${escapeHtml(coefficientsInWords(finding.coefficients as Analysis['coefficients']))}</dd>
<dt>SHA-256</dt><dd class="mono">${finding.inputSha256.slice(0, 16)}…</dd>
${finding.note === '' ? '' : `<dt>Note</dt><dd>${escapeHtml(finding.note)}</dd>`}
</dl></div></article>`;
}

/** One line of the compact list that follows the cards in large cases. */
export function renderRow({ finding, name }: SheetItem): string {
  return `<tr><td class="path">${breakablePath(name)}</td><td>${probability(finding.score)}</td><td>${escapeHtml(tracesInWords(finding.regions.length, thresholdOf(finding)))}</td><td>${percent(finding.maskShare)}</td><td>${probability(finding.reliability)}</td></tr>`;
}

export function thresholdOf(finding: StoredFinding): number {
  return (finding.record as Analysis['record']).options.threshold;
}

function find(finding: StoredFinding, kind: ArtifactKind): Artifact | undefined {
  return finding.artifacts.find((artifact) => artifact.kind === kind);
}

async function view(shown: Artifact | undefined, linked: Artifact | undefined, caseFolder: string, alternative: string, caption: string, drawing: string): Promise<string> {
  if (shown === undefined || linked === undefined) return empty(`no ${caption} was written`);
  const source = await dataUri(shown, caseFolder);
  if (source === null) return empty(`${caption} missing from the case`);
  return `<figure class="view"><div class="stage"><a class="fit" href="${escapeHtml(`../${linked.path}`)}"><img src="${source}" alt="${escapeHtml(alternative)}" style="aspect-ratio:${shown.width}/${shown.height}">${drawing}</a></div><figcaption>${caption}</figcaption></figure>`;
}

function empty(text: string): string {
  return `<figure class="view"><div class="stage soft">${text}</div></figure>`;
}

async function dataUri(artifact: Artifact, caseFolder: string): Promise<string | null> {
  try {
    return `data:${artifact.mimeType};base64,${(await readFile(join(caseFolder, artifact.path))).toString('base64')}`;
  } catch {
    return null;
  }
}

/** Numbers of the largest regions; on a plain picture also their outlines, in the picture's own pixels, turned as it is displayed. */
function drawing(finding: StoredFinding, facts: ImageFacts | null, outlines: boolean): string {
  if (facts === null || finding.regions.length === 0) return '';
  const largest = finding.regions.toSorted((a, b) => b.area - a.area).slice(0, DRAWN_REGIONS);
  const { width, height } = displaySize(facts, facts.orientation);
  const unit = Math.max(width, height) / 100;
  const shapes = outlines ? largest.map((region) => outline(region, facts)) : [];
  const labels = largest.map((region) => {
    const box = displayBox(region.box, facts);
    return `<text x="${box.x + unit}" y="${Math.max(box.y + unit * 5.5, unit * 5.5)}">${region.id}</text>`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true"><g fill="#ffb030" fill-opacity=".35" stroke="#fff" stroke-width="${unit * 0.6}">${shapes.join('')}</g><g fill="#fff" stroke="#000" stroke-width="${unit}" font-size="${unit * 6}" font-family="sans-serif" style="paint-order:stroke">${labels.join('')}</g></svg>`;
}

function outline(region: Region, facts: ImageFacts): string {
  if (region.polygon.length > DRAWN_CORNERS) {
    const { x, y, width, height } = displayBox(region.box, facts);
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}"/>`;
  }
  return `<polygon points="${region.polygon.map((corner) => toDisplay(corner, facts, facts.orientation).join(',')).join(' ')}"/>`;
}

function displayBox(box: Box, facts: ImageFacts): Box {
  const [x1, y1] = toDisplay([box.x, box.y], facts, facts.orientation);
  const [x2, y2] = toDisplay([box.x + box.width, box.y + box.height], facts, facts.orientation);
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
}

function regionsInWords(finding: StoredFinding): string {
  if (finding.regions.length === 0) return 'none';
  const named = finding.regions
    .toSorted((a, b) => b.area - a.area)
    .slice(0, NAMED_REGIONS)
    .map((region) => `${region.id}: ${wholeNumber(region.area)} px, mean ${probability(region.meanProbability)}, peak ${probability(region.peakProbability)}`);
  const more = finding.regions.length - named.length;
  return `${finding.regions.length} (${named.join('; ')}${more > 0 ? `; and ${more} more` : ''})`;
}
