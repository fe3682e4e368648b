/** One scan: its header, its plan of blocks, and its segments between restart markers. */
import type { EntropySource } from './entropySource.ts';
import { huffmanTable, type HuffmanTable } from './huffman.ts';
import { RST0, RST7, SOF0 } from './markers.ts';
import { decodeAcFirst, decodeDcFirst, refineAc, refineDc, type AcProgress } from './progressive.ts';
import { decodeBlock, OVERFLOW, skipBlock } from './sequential.ts';
import { note, type ComponentState, type FaultLog, type FrameState, type ReaderState } from './state.ts';

export type ScanKind = 'sequential' | 'dc-first' | 'dc-refine' | 'ac-first' | 'ac-refine';

/** One block of a unit (an MCU, or a single block in scans of one component). */
interface UnitBlock {
  readonly coefficients: Int16Array;
  readonly stored: boolean;
  readonly blocksWide: number;
  /** Blocks from one unit to the next. */
  readonly stepX: number;
  readonly stepY: number;
  readonly x: number;
  readonly y: number;
  /** Which DC prediction. */
  readonly slot: number;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

export interface Scan {
  readonly kind: ScanKind;
  readonly components: readonly ComponentState[];
  readonly unitsWide: number;
  readonly units: number;
  readonly unitBlocks: readonly UnitBlock[];
  /** Spectral band in zigzag positions, and the bit position of this pass. */
  readonly first: number;
  readonly last: number;
  readonly low: number;
  readonly restartInterval: number;
}

/** Stands where a scan needs no table: no bits are a code of it. */
const NO_TABLE: HuffmanTable = {
  lookup: new Int32Array(1024),
  limits: new Int32Array(18),
  offsets: new Int32Array(18),
  symbols: new Uint8Array(0),
};

/** The scan whose header is bytes `start` to `end`, or null if the header makes no sense or lacks its tables. */
export function planScan(state: ReaderState, frame: FrameState, start: number, end: number): Scan | null {
  const { bytes } = state;
  const count = bytes[start] ?? 0;
  if (count < 1 || count > 4 || end - start < 4 + 2 * count) return null;
  const first = bytes[start + 1 + 2 * count]!;
  const last = bytes[start + 2 + 2 * count]!;
  const high = bytes[start + 3 + 2 * count]! >> 4;
  const low = bytes[start + 3 + 2 * count]! & 15;
  const progressive = frame.process === 'progressive';
  const kind = progressive ? progressiveKind(first, last, high, low, count) : 'sequential';
  if (kind === null) return null;
  const components: ComponentState[] = [];
  const unitBlocks: UnitBlock[] = [];
  for (let n = 0; n < count; n++) {
    const id = bytes[start + 1 + 2 * n]!;
    const selectors = bytes[start + 2 + 2 * n]!;
    const component = frame.components.find((candidate) => candidate.id === id && !components.includes(candidate));
    const dc = kind === 'sequential' || kind === 'dc-first' ? chosenTable(state, 'dc', selectors >> 4) : NO_TABLE;
    const ac = kind === 'dc-first' || kind === 'dc-refine' ? NO_TABLE : chosenTable(state, 'ac', selectors & 15);
    if (component === undefined || dc === null || ac === null) return null;
    components.push(component);
    addUnitBlocks(unitBlocks, component, count === 1, n, dc, ac);
  }
  const single = count === 1 ? components[0] : undefined;
  const unitsWide = single === undefined ? frame.mcusWide : single.blocksWideUsed;
  const unitsHigh = single === undefined ? frame.mcusHigh : single.blocksHighUsed;
  return {
    kind,
    components,
    unitsWide,
    units: unitsWide * unitsHigh,
    unitBlocks,
    first: progressive ? first : 0,
    last: progressive ? last : 63,
    low,
    restartInterval: state.restartInterval,
  };
}

function progressiveKind(first: number, last: number, high: number, low: number, count: number): ScanKind | null {
  if (low > 13 || (high !== 0 && high !== low + 1)) return null;
  if (first === 0) return last !== 0 ? null : high === 0 ? 'dc-first' : 'dc-refine';
  if (last > 63 || first > last || count !== 1) return null;
  return high === 0 ? 'ac-first' : 'ac-refine';
}

function chosenTable(state: ReaderState, kind: 'dc' | 'ac', index: number): HuffmanTable | null {
  const definition = (kind === 'dc' ? state.dc : state.ac)[index];
  return definition === undefined || definition === null ? null : huffmanTable(definition, kind);
}

function addUnitBlocks(
  unitBlocks: UnitBlock[],
  component: ComponentState,
  single: boolean,
  slot: number,
  dc: HuffmanTable,
  ac: HuffmanTable,
): void {
  const stepX = single ? 1 : component.horizontal;
  const stepY = single ? 1 : component.vertical;
  const { coefficients, blocksWide } = component;
  const stored = coefficients.length > 0;
  for (let y = 0; y < stepY; y++) {
    for (let x = 0; x < stepX; x++) {
      unitBlocks.push({ coefficients, stored, blocksWide, stepX, stepY, x, y, slot, dc, ac });
    }
  }
}

/** Coefficient positions that the scan visits. */
export function scanVisits(scan: Scan): number {
  return scan.units * scan.unitBlocks.length * (scan.last - scan.first + 1);
}

/** Decodes the scan whose data begin at `position`; the offset of the marker after it. Faults are noted, never thrown. */
export function decodeScan(scan: Scan, source: EntropySource, file: Uint8Array, position: number, faults: FaultLog): number {
  const { units, restartInterval } = scan;
  const blocksPerUnit = scan.unitBlocks.length;
  faults.blocksTotal += units * blocksPerUnit;
  let unit = 0;
  let restarts = 0;
  source.load(position);
  for (;;) {
    const stop = restartInterval > 0 ? Math.min(units, unit + restartInterval) : units;
    const reached = decodeUnits(scan, source, unit, stop);
    faults.blocksRead += (reached.block - unit) * blocksPerUnit;
    noteSegment(reached, stop, source, faults);
    unit = stop;
    if (unit >= units) return source.markerAt;
    const ahead = findRestart(source, file, restarts & 7, restartInterval > 0, faults);
    if (ahead < 0) return source.markerAt;
    unit += ahead * restartInterval;
    restarts += ahead + 1;
    if (unit >= units) return source.markerAt;
  }
}

function noteSegment(reached: AcProgress, stop: number, source: EntropySource, faults: FaultLog): void {
  if (reached.fault !== 0) {
    note(faults, reached.fault === OVERFLOW ? 'coefficient-overflow' : 'invalid-code', source.fileOffset(reached.bit));
  } else if (reached.block < stop) {
    note(faults, 'truncated-data', source.fileOffset(source.endBit));
  } else if (source.endBit - reached.bit >= 16) {
    note(faults, 'surplus-data', source.fileOffset(reached.bit + 7));
  }
}

/**
 * Loads the segment after the next restart marker that helps. Returns how many intervals were lost before it (0 if the marker
 * has the number `expected`), or -1 if the scan's data end. Numbers one or two ahead mean lost intervals, one or two behind an
 * old or repeated segment to pass over, others a damaged number: the rules of libjpeg's jpeg_resync_to_restart.
 */
function findRestart(source: EntropySource, file: Uint8Array, expected: number, allowed: boolean, faults: FaultLog): number {
  for (;;) {
    const at = source.markerAt;
    const code = file[at + 1];
    if (code === undefined) return -1;
    const restart = code >= RST0 && code <= RST7;
    if (!allowed || (!restart && code >= SOF0)) {
      note(faults, restart ? 'restart-out-of-order' : 'truncated-data', at);
      return -1;
    }
    const ahead = (code - RST0 - expected) & 7;
    source.load(at + 2);
    if (restart && ahead === 0) return 0;
    note(faults, 'restart-out-of-order', at);
    if (!restart || ahead >= 6) continue;
    return ahead <= 2 ? ahead : 0;
  }
}

function decodeUnits(scan: Scan, source: EntropySource, from: number, to: number): AcProgress {
  const [block] = scan.unitBlocks;
  const [component] = scan.components;
  if (block === undefined || component === undefined || scan.kind === 'sequential' || scan.last === 0) {
    return decodeUnitBlocks(scan, source, from, to);
  }
  const { blocksWide, blocksWideUsed, coefficients } = component;
  const band = { ...scan, table: block.ac, coefficients, blocksWide, blocksWideUsed };
  const decode = scan.kind === 'ac-first' ? decodeAcFirst : refineAc;
  return decode(source.words, source.endBit, band, from, to);
}

/** Units `from` to `to` of a sequential or DC scan. */
function decodeUnitBlocks(scan: Scan, source: EntropySource, from: number, to: number): AcProgress {
  const { kind, unitBlocks, unitsWide, low } = scan;
  const { words, endBit } = source;
  const predictions = new Int32Array(4);
  const blocks = unitBlocks.length;
  let column = from % unitsWide;
  let row = (from - column) / unitsWide;
  let bit = 0;
  for (let unit = from; unit < to; unit++) {
    for (let n = 0; n < blocks; n++) {
      const { coefficients, stored, blocksWide, stepX, stepY, x, y, slot, dc, ac } = unitBlocks[n]!;
      const offset = ((row * stepY + y) * blocksWide + column * stepX + x) * 64;
      let next = 0;
      if (kind === 'sequential') {
        next = stored
          ? decodeBlock(words, bit, dc, ac, predictions, slot, coefficients, offset)
          : skipBlock(words, bit, dc, ac, predictions, slot);
      } else if (kind === 'dc-first') {
        next = decodeDcFirst(words, bit, dc, predictions, slot, coefficients, offset, low);
      } else {
        next = refineDc(words, bit, coefficients, offset, low);
      }
      if (next < 0) return { bit, block: unit, fault: next };
      if (next > endBit) {
        // The block was completed from bits that are not in the file.
        if (kind === 'sequential') coefficients.fill(0, offset, offset + 64);
        else if (kind === 'dc-first') coefficients.fill(0, offset, offset + 1);
        return { bit, block: unit, fault: 0 };
      }
      bit = next;
    }
    if (++column === unitsWide) {
      column = 0;
      row++;
    }
  }
  return { bit, block: to, fault: 0 };
}
