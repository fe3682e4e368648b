import type { Region } from '../../contract/analysis.ts';
import { type ItemFigures, MOST_ENLARGED, MOST_NUMBERED, type ReportFigure } from '../../contract/figures.ts';
import { type Box, displaySize, type Point, type Size, toDisplay } from '../../contract/geometry.ts';
import { writeArtifact } from '../artifacts/store.ts';
import { decodeBmp } from '../decode/bmp.ts';
import { viewOf } from '../decode/picture.ts';
import { orientPixels, type Pixels, shrink } from '../decode/pixels.ts';
import { encodeJpeg, encodePng } from '../decode/sharp.ts';
import { mapOf } from '../measure/map.ts';
import { pause } from '../measure/pause.ts';
import { displayBox } from '../measure/place.ts';
import { contextBox, pixelsOf } from '../prompt/crops.ts';
import { drawNumbers } from '../prompt/labels.ts';
import { thresholdByte } from '../../contract/threshold.ts';
import { fileOf, openPicture } from '../view/picture.ts';
import { crop } from '../view/pyramid.ts';
import type { Picture, Source, ViewState } from '../view/state.ts';
import { drawOutline, enlarge, withHeat } from './draw.ts';

const QUALITY = 90;
/** Long side of a crop's file, pixels. */
const CROP_SIDE = 640;
/** Figures of a pair are printed about 8 cm wide: numbers and lines must still be read there. */
const CAPITAL_SHARE = 1 / 42;
const LINE_SHARE = 1 / 1100;

export interface FigureRequest {
  readonly finding: { readonly mask: Source; readonly threshold: number; readonly regions: readonly Region[] } | null;
  /** Long side of the whole picture's files, pixels; a smaller picture is not enlarged. */
  readonly longSide: number;
  /** Largest regions shown apart. */
  readonly crops: number;
  readonly caseFolder: string;
}

type Frame = Pick<ReportFigure, 'box' | 'perFilePixel' | 'region'>;

/**
 * Writes the pictures of a report on one item into artifacts/ of the case: the picture as received and, with a finding, the same with its map, outlines at
 * the threshold and numbers; then both for the surroundings of the largest regions. Originals have nothing drawn on them. Pairs have one size and scale.
 * Whole pictures are JPEG (quality 90, 4:4:4); crops too, or PNG where enlarged. Equal input gives equal files.
 * Throws ARGUMENT_INVALID for a map of another size, ARTIFACT_WRITE_FAILED, CANCELLED, and what opening and decoding throw.
 */
export async function reportFigures(state: ViewState, source: Source, request: FigureRequest, signal?: AbortSignal): Promise<ItemFigures> {
  const { caseFolder, finding } = request;
  const picture = await openPicture(state, source, signal);
  const { facts } = picture;
  const shown = displaySize(facts, facts.orientation);
  const pane = await paneOf(state, source, picture, request.longSide, signal);
  const original = orientPixels(pane, facts.orientation);
  const frame = { region: null, box: { x: 0, y: 0, ...shown }, perFilePixel: shown.width / original.width };
  const figures = [await write(caseFolder, 'original', frame, original, false)];
  if (finding === null) return { ...shown, threshold: null, numbered: 0, figures };

  const largest = finding.regions.toSorted((a, b) => b.area - a.area || a.id - b.id);
  const numbered = largest.slice(0, MOST_NUMBERED);
  const map = await mapOf(state, finding.mask, facts, signal);
  await pause(signal);
  const reduced = sized(map, pane);
  await pause(signal);
  const overlay = orientPixels(withHeat(pane, reduced), facts.orientation);
  outlines(overlay, finding.regions, { x: 0, y: 0, width: facts.width, height: facts.height }, facts.orientation);
  const at = { across: overlay.width / shown.width, down: overlay.height / shown.height };
  const labels = numbered.map(({ id, box }) => ({ number: id, box: scaled(displayBox(box, facts, facts.orientation), at) }));
  drawNumbers(overlay, orientPixels(binary(reduced, finding.threshold), facts.orientation), labels, Math.max(9, Math.round(Math.max(overlay.width, overlay.height) * CAPITAL_SHARE)));
  figures.push(await write(caseFolder, 'overlay', frame, overlay, false));
  for (const region of largest.slice(0, request.crops)) {
    await pause(signal);
    figures.push(...(await cropsOf(state, source, picture, region, { map, regions: finding.regions, caseFolder }, signal)));
  }
  return { ...shown, threshold: finding.threshold, numbered: numbered.length, figures };
}

async function cropsOf(state: ViewState, source: Source, picture: Picture, region: Region, { map, regions, caseFolder }: { readonly map: Pixels; readonly regions: readonly Region[]; readonly caseFolder: string }, signal?: AbortSignal): Promise<readonly ReportFigure[]> {
  const { facts } = picture;
  const box = contextBox(region.box, facts);
  const long = Math.max(box.width, box.height);
  const factor = Math.max(1, Math.min(MOST_ENLARGED, Math.floor(CROP_SIDE / long)));
  const reduction = Math.min(1, CROP_SIDE / long);
  const size = { width: Math.max(1, Math.round(box.width * reduction)), height: Math.max(1, Math.round(box.height * reduction)) };
  const stored = enlarge(await pixelsOf(state, source, picture, box, size, signal), factor);
  const original = orientPixels(stored, facts.orientation);
  const overlay = orientPixels(withHeat(stored, enlarge(sized(crop(map, box), size), factor)), facts.orientation);
  outlines(overlay, regions.filter((other) => meets(other.box, box)), box, facts.orientation);
  const shownBox = displayBox(box, facts, facts.orientation);
  const frame = { region: region.id, box: shownBox, perFilePixel: shownBox.width / original.width };
  return [await write(caseFolder, 'crop_original', frame, original, factor > 1), await write(caseFolder, 'crop_overlay', frame, overlay, factor > 1)];
}

/** The picture for the eye, stored orientation, decoded no larger than asked for. */
async function paneOf(state: ViewState, source: Source, { facts }: Picture, longSide: number, signal?: AbortSignal): Promise<Pixels> {
  const content = await fileOf(state, source, signal);
  const none: Pixels = { width: 0, height: 0, channels: 3, data: new Uint8Array(0) };
  return state.decoding.run(() => viewOf(content, facts, facts.format === 'bmp' ? decodeBmp(content) : none, longSide), signal);
}

/** A map at a smaller size: means over the area, so that the share of the picture it covers stays. */
function sized(map: Pixels, { width, height }: Size): Pixels {
  return shrink(map, { width, height });
}

function binary(map: Pixels, threshold: number): Pixels {
  const least = thresholdByte(threshold);
  return { ...map, data: map.data.map((byte) => (byte >= least ? 255 : 0)) };
}

/** Outlines regions on a displayed picture of the part `box` (stored coordinates) of the evidence. */
function outlines(canvas: Pixels, regions: readonly Region[], box: Box, orientation: number): void {
  const shown = displaySize(box, orientation);
  const [across, down] = [canvas.width / shown.width, canvas.height / shown.height];
  const core = Math.max(0.5, Math.max(canvas.width, canvas.height) * LINE_SHARE);
  for (const { polygon } of regions) {
    const corners = polygon.map(([x, y]): Point => {
      const [left, top] = toDisplay([x - box.x, y - box.y], box, orientation);
      return [left * across, top * down];
    });
    drawOutline(canvas, corners, core);
  }
}

function meets(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function scaled({ x, y, width, height }: Box, { across, down }: { readonly across: number; readonly down: number }): Box {
  return { x: x * across, y: y * down, width: width * across, height: height * down };
}

async function write(caseFolder: string, role: ReportFigure['role'], { region, box, perFilePixel }: Frame, pixels: Pixels, lossless: boolean): Promise<ReportFigure> {
  const { width, height } = pixels;
  const mimeType = lossless ? 'image/png' : 'image/jpeg';
  const { path, sha256, bytes } = await writeArtifact(caseFolder, { kind: 'overlay', mimeType, width, height }, lossless ? await encodePng(pixels) : await encodeJpeg(pixels, QUALITY));
  return { role, region, path, sha256, bytes, mimeType, width, height, box, perFilePixel };
}
