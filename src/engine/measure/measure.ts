import type { Region } from '../../contract/analysis.ts';
import { displaySize } from '../../contract/geometry.ts';
import type { Measurement } from '../../contract/measurement.ts';
import { estimateGrid, GRID_CONFIDENT } from '../coefficients/grid.ts';
import { thresholdByte } from '../../contract/threshold.ts';
import { lumaBlocks, type LumaBlocks } from '../view/blocks.ts';
import { openPicture, rowsOf } from '../view/picture.ts';
import type { Picture, Source, ViewState } from '../view/state.ts';
import { groupsInside, groupsOutside, zeroShare, type Groups, type GroupSize } from './blockGroups.ts';
import { componentOf, meanUnder, type Component } from './component.ts';
import { listedRegions } from './listed.ts';
import { mapOf } from './map.ts';
import { pause } from './pause.ts';
import { displayBox, positionOf } from './place.ts';
import { compareAll, pictureMedians, type Blocks, type Setting, type Side } from './quantities.ts';
import { bandsOf } from './rows.ts';
import { sample } from './sample.ts';
import { insideWindows, outsideWindows, touchedCells, type Window, type WindowSize } from './windows.ts';

export interface MeasureRequest {
  readonly mask: Source;
  readonly reliability: Source | null;
  readonly threshold: number;
  /** All of the finding, stored coordinates. */
  readonly regions: readonly Region[];
}

/**
 * Measures the largest 12 regions of a finding against the rest of the picture outside of all regions (contract/measurement.ts). Quantities come from
 * stored samples and, for a JPEG whose luma is stored at full resolution, from the file's own coefficients; at most some 4000 windows are looked at
 * whatever the size, and a picture too large to be held is measured in at most six bands of its rows. Colours are read as sRGB.
 * Throws ARGUMENT_INVALID where mask, regions and picture do not belong together, CANCELLED, and what opening and decoding throw.
 */
export async function measure(state: ViewState, source: Source, request: MeasureRequest, signal?: AbortSignal): Promise<Measurement> {
  const started = performance.now();
  const picture = await openPicture(state, source, signal);
  const { facts } = picture;
  const listed = listedRegions(request.regions);
  const least = thresholdByte(request.threshold);
  const mask = await mapOf(state, request.mask, facts, signal);
  const components = listed.map((region) => componentOf(mask, least, region));
  const touched = await touchedCells(mask, least, signal);
  const reliability = request.reliability === null ? null : await mapOf(state, request.reliability, facts, signal);

  const bands = bandsOf(state, picture, components);
  const allowed = (y: number, size: number): boolean => bands.some(({ top, height }) => y >= top && y + size <= top + height);
  const inside = components.map((component) => insideWindows(component, facts, allowed));
  const sizes = sizesOf(inside, facts.width, facts.height);
  const outside = sizes.map((size) => outsideWindows(size, facts, touched, allowed));
  const luma = await usableLuma(state, source, picture, signal);
  const setting = await settingOf(state, source, picture, bands[0]!.top, luma, signal);
  const sampled = await sample(state, source, picture, bands, [...inside, ...outside], listed.map(({ polygon }) => polygon), setting.grid, signal);

  const sideOf = (set: number, windows: readonly Window[]): Side => ({ features: sampled.sets[set]!, zeros: luma === null ? null : Float64Array.from(windows, (window) => zeroShare(window, luma)) });
  const outsides = outside.map((windows, index) => sideOf(inside.length + index, windows));
  const table = facts.jpeg?.quantizationTables.find(({ id }) => id === luma?.tableIndex)?.values ?? [];
  const groupSets = new Map<GroupSize, Groups>();
  const blocksFor = (component: Component | null): Blocks | null => {
    if (luma === null || table.length < 64) return null;
    const groups = component === null ? null : groupsInside(component, luma);
    const size = groups?.size ?? 64;
    const rest = groupSets.get(size) ?? groupsOutside(size, touched, luma);
    groupSets.set(size, rest);
    return { inside: groups, outside: rest, table };
  };
  const measured: Measurement['regions'] = [];
  for (const [index, region] of listed.entries()) {
    await pause(signal);
    const component = components[index]!;
    const size = inside[index]![0]?.size ?? sizes[0]!;
    measured.push({
      region: region.id,
      box: region.box,
      displayBox: displayBox(region.box, facts, facts.orientation),
      area: region.area,
      share: region.share,
      meanProbability: region.meanProbability,
      peakProbability: region.peakProbability,
      meanReliability: reliability === null ? null : meanUnder(component, reliability),
      position: positionOf([...component.centre], facts, facts.orientation),
      outlineContrast: sampled.outlines[index]!,
      comparisons: compareAll(sideOf(index, inside[index]!), outsides[sizes.indexOf(size)]!, blocksFor(component), setting),
    });
  }
  return {
    version: 1,
    inputSha256: source.key,
    maskSha256: request.mask.key,
    threshold: request.threshold,
    ...displaySize({ width: facts.width, height: facts.height }, facts.orientation),
    regionsInAll: request.regions.length,
    regions: measured,
    picture: pictureMedians(outsides[0]!, blocksFor(null), setting),
    milliseconds: Math.round(performance.now() - started),
  };
}

/** Sizes of windows to take outside; the first serves for the picture as a whole. */
function sizesOf(inside: readonly (readonly Window[])[], width: number, height: number): readonly WindowSize[] {
  const sizes = new Set<WindowSize>([Math.min(width, height) >= 192 ? 32 : 16]);
  for (const windows of inside) if (windows[0] !== undefined) sizes.add(windows[0].size);
  return [...sizes];
}

/** The file's luma blocks where each is 8 x 8 pixels of the picture. */
async function usableLuma(state: ViewState, source: Source, picture: Picture, signal?: AbortSignal): Promise<LumaBlocks | null> {
  const luma = await lumaBlocks(state, source, picture, signal);
  return luma !== null && luma.scaleX === 1 && luma.scaleY === 1 ? luma : null;
}

async function settingOf(state: ViewState, source: Source, picture: Picture, top: number, luma: LumaBlocks | null, signal?: AbortSignal): Promise<Setting> {
  if (luma !== null) return { grid: { x: 0, y: 0 }, hasGrid: true, noCoefficients: null };
  const noCoefficients = picture.facts.jpeg === null ? 'not a JPEG file' : 'the file does not store brightness in blocks of 8 x 8 pixels, or is above 150 million pixels';
  if (picture.facts.jpeg !== null) return { grid: { x: 0, y: 0 }, hasGrid: true, noCoefficients };
  const rows = await rowsOf(state, 'stored', source, picture, top, signal);
  const found = estimateGrid(rows.pixels);
  const hasGrid = found.confidence >= GRID_CONFIDENT;
  // Bands begin at multiples of 8: the phase in a band is the phase in the picture.
  return { grid: hasGrid ? { x: found.x, y: found.y } : { x: 0, y: 0 }, hasGrid, noCoefficients };
}
