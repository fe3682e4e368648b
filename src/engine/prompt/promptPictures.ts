import type { Region } from '../../contract/analysis.ts';
import type { Box } from '../../contract/geometry.ts';
import type { PromptPicture, PromptVariant } from '../../contract/measurement.ts';
import { writeArtifact } from '../artifacts/store.ts';
import { decodeBmp } from '../decode/bmp.ts';
import { viewOf } from '../decode/picture.ts';
import { orientPixels, type Pixels } from '../decode/pixels.ts';
import { encodeJpeg } from '../decode/sharp.ts';
import { listedRegions } from '../measure/listed.ts';
import { mapOf } from '../measure/map.ts';
import { pause } from '../measure/pause.ts';
import { displayBox } from '../measure/place.ts';
import { thresholdByte } from '../../contract/threshold.ts';
import { fileOf, openPicture } from '../view/picture.ts';
import type { Picture, Source, ViewState } from '../view/state.ts';
import { cropOf } from './crops.ts';
import { join } from './joined.ts';
import { drawNumbers } from './labels.ts';
import { referenceOf, shrinkMask } from './reference.ts';
import { shuffleMask } from './shuffle.ts';

/** Long side of a pane. */
export const PANE = 1536;
const QUALITY = 92;

export interface PromptRequest {
  readonly mask: Source;
  readonly threshold: number;
  readonly regions: readonly Region[];
  readonly variant: PromptVariant;
  readonly caseFolder: string;
}

/**
 * Writes what a language model would see, as displayed and in sRGB: the picture joined with its reference (see `referenceOf`), the largest 12 regions
 * numbered on it, then a crop of each. Variant `shuffled`: the same with the regions elsewhere; `none`: the picture alone. JPEG, quality 92, 4:4:4.
 * Equal input gives equal bytes. Throws ARGUMENT_INVALID, ARTIFACT_WRITE_FAILED, CANCELLED, and what opening and decoding throw.
 */
export async function promptPictures(state: ViewState, source: Source, request: PromptRequest, signal?: AbortSignal): Promise<readonly PromptPicture[]> {
  const picture = await openPicture(state, source, signal);
  const { facts } = picture;
  const stored = await paneOf(state, source, picture, signal);
  const original = orientPixels(stored, facts.orientation);
  if (request.variant === 'none') return [await write(request.caseFolder, 'original', null, original)];

  const listed = listedRegions(request.regions);
  const least = thresholdByte(request.threshold);
  const found = await shrinkMask(await mapOf(state, request.mask, facts, signal), least, { width: stored.width, height: stored.height }, signal);
  const shuffled = request.variant === 'shuffled' ? shuffleMask(found, listed, facts, Number.parseInt(source.key.slice(0, 8), 16)) : null;
  const boxes = shuffled?.boxes ?? listed.map(({ box }) => box);
  const mask = orientPixels(shuffled?.mask ?? found, facts.orientation);
  const reference = referenceOf(original, mask);
  drawNumbers(reference, mask, listed.map(({ id }, index) => ({ number: id, box: onPane(boxes[index]!, picture, stored) })));
  const written = [await write(request.caseFolder, 'joined', null, join(original, reference))];
  for (const [index, { id }] of listed.entries()) {
    await pause(signal);
    written.push(await write(request.caseFolder, 'crop', id, await cropOf(state, source, picture, boxes[index]!, signal)));
  }
  return written;
}

/** The picture for the eye, stored orientation, decoded no larger than a pane. */
async function paneOf(state: ViewState, source: Source, { facts }: Picture, signal?: AbortSignal): Promise<Pixels> {
  const content = await fileOf(state, source, signal);
  const none: Pixels = { width: 0, height: 0, channels: 3, data: new Uint8Array(0) };
  return state.decoding.run(() => viewOf(content, facts, facts.format === 'bmp' ? decodeBmp(content) : none, PANE), signal);
}

/** A box of the stored picture on the displayed pane, not whole numbers. */
function onPane(box: Box, { facts }: Picture, pane: Pixels): Box {
  const [across, down] = [pane.width / facts.width, pane.height / facts.height];
  return displayBox({ x: box.x * across, y: box.y * down, width: box.width * across, height: box.height * down }, pane, facts.orientation);
}

async function write(caseFolder: string, kind: PromptPicture['kind'], region: number | null, pixels: Pixels): Promise<PromptPicture> {
  const { width, height } = pixels;
  const { path, sha256, bytes } = await writeArtifact(caseFolder, { kind: 'prompt', mimeType: 'image/jpeg', width, height }, await encodeJpeg(pixels, QUALITY));
  return { kind, region, path, sha256, bytes, width, height };
}
