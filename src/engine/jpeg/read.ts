import { jpegColour, subsamplingName } from './colour.ts';
import { EntropySource } from './entropySource.ts';
import { WORK_FLOOR } from './limits.ts';
import { estimateQuality } from './quality.ts';
import { decodeScan, planScan, scanVisits } from './scan.ts';
import { note, type ComponentState, type FrameState, type ReaderState } from './state.ts';
import type {
  JpegCoefficients,
  JpegComponentHeader,
  JpegDamage,
  JpegFrame,
  JpegHeader,
  JpegLimits,
  JpegReadOptions,
} from './types.ts';
import { nextScan, openJpeg } from './walk.ts';

/**
 * Quantised DCT coefficients of a JPEG file, exactly as stored: no dequantisation, no pixels. Reads baseline, extended
 * (8 and 12 bits) and progressive Huffman files of 1-4 components.
 *
 * Damage after the frame header never throws: blocks that could not be read stay zero and `damage` tells the first fault.
 * @throws AppError FILE_EMPTY, FILE_TOO_LARGE, TYPE_UNKNOWN (no JPEG), IMAGE_TRUNCATED, IMAGE_CORRUPT (no readable frame),
 * IMAGE_TOO_MANY_PIXELS, JPEG_UNSUPPORTED (arithmetic, lossless, hierarchical, other precisions).
 */
export function readJpegCoefficients(bytes: Uint8Array, options: JpegReadOptions = {}): JpegCoefficients {
  const state = openJpeg(bytes, options.limits);
  const source = new EntropySource(bytes);
  let scan = nextScan(state);
  const frame = frameOf(state);
  const stored = options.lumaOnly === true ? frame.components.slice(0, 1) : frame.components;
  for (const component of stored) {
    component.coefficients = new Int16Array(component.blocksWide * component.blocksHigh * 64);
  }
  const { restartInterval } = state;
  const positions = frame.components.reduce((sum, { blocksWide, blocksHigh }) => sum + blocksWide * blocksHigh * 64, 0);
  const visitsAllowed = positions * state.limits.visitsPerCoefficient + WORK_FLOOR;
  let visits = 0;
  let scans = 0;
  while (scan !== null) {
    const plan = planScan(state, frame, scan.start, scan.end);
    if (plan === null) {
      note(state.faults, 'invalid-scan', scan.offset);
    } else if (frame.process !== 'progressive' && plan.components.some((component) => component.scanned)) {
      note(state.faults, 'repeated-scan', scan.offset);
    } else {
      for (const component of plan.components) latchTable(state, component, scan.offset);
      if (plan.components.some((component) => component.coefficients.length > 0)) {
        visits += scanVisits(plan);
        scans++;
        if (visits > visitsAllowed || scans > state.limits.scans) {
          note(state.faults, 'limit-reached', scan.offset);
          visits -= scanVisits(plan);
          scans--;
          break;
        }
        state.position = decodeScan(plan, source, bytes, scan.end, state.faults);
      }
    }
    scan = nextScan(state);
  }
  for (const component of stored) countMissing(state, component);
  const coefficientBytes = stored.reduce((sum, component) => sum + component.coefficients.byteLength, 0);
  return {
    ...frameFields(state, frame, restartInterval),
    components: frame.components.map((component) => ({
      ...componentHeader(component),
      table: component.table ?? new Uint16Array(64),
      coefficients: component.coefficients,
    })),
    damage: damageOf(state),
    work: { coefficientVisits: visits, scans, bytesAllocated: coefficientBytes + source.bytesAllocated },
  };
}

/**
 * Frame, tables and markers up to the first scan, with the quality guessed from the first component's table. Reads no
 * entropy-coded data.
 * @throws AppError as `readJpegCoefficients`.
 */
export function readJpegHeader(bytes: Uint8Array, limits: Partial<JpegLimits> = {}): JpegHeader {
  const state = openJpeg(bytes, limits);
  nextScan(state);
  const frame = frameOf(state);
  const luma = state.quantization[frame.components[0]?.tableIndex ?? 0];
  return {
    ...frameFields(state, frame, state.restartInterval),
    components: frame.components.map(componentHeader),
    estimatedQuality: luma === undefined || luma === null ? null : estimateQuality(luma.values),
  };
}

function frameOf(state: ReaderState): FrameState {
  if (state.frame === null) throw new Error('a scan or the end of the picture cannot come before its frame');
  return state.frame;
}

function componentHeader(component: ComponentState): JpegComponentHeader {
  const { id, horizontal, vertical, tableIndex, blocksWide, blocksHigh, blocksWideUsed, blocksHighUsed } = component;
  return { id, horizontal, vertical, tableIndex, blocksWide, blocksHigh, blocksWideUsed, blocksHighUsed };
}

function frameFields(state: ReaderState, frame: FrameState, restartInterval: number): JpegFrame {
  const ids = frame.components.map((component) => component.id);
  return {
    width: frame.width,
    height: frame.height,
    precision: frame.precision,
    process: frame.process,
    restartInterval,
    adobeTransform: state.adobeTransform,
    colour: jpegColour(ids, state.jfif, state.adobeTransform),
    subsampling: subsamplingName(frame.components),
    quantizationTables: state.quantizationTables,
    markers: state.markers,
  };
}

/** The table in force when a component's first scan begins is the one that was used for all of it. */
function latchTable(state: ReaderState, component: ComponentState, atByte: number): void {
  if (component.scanned) return;
  component.scanned = true;
  component.table = state.quantization[component.tableIndex]?.values ?? null;
  if (component.table === null) note(state.faults, 'missing-quantization-table', atByte);
}

function countMissing(state: ReaderState, component: ComponentState): void {
  if (component.scanned) return;
  component.table = state.quantization[component.tableIndex]?.values ?? null;
  state.faults.blocksTotal += component.blocksWideUsed * component.blocksHighUsed;
  note(state.faults, 'missing-component', state.bytes.length);
}

function damageOf({ faults }: ReaderState): JpegDamage | null {
  if (faults.first === null) return null;
  return { ...faults.first, blocksRead: faults.blocksRead, blocksTotal: faults.blocksTotal };
}
