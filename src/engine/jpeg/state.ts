/** What is known while a file is walked from its first byte to its last. Internal to the reader. */
import type { HuffmanDefinition } from './huffman.ts';
import { standardHuffman } from './standardTables.ts';
import type {
  JpegComponentHeader,
  JpegDamageReason,
  JpegLimits,
  JpegMarker,
  JpegProcess,
  QuantizationTable,
} from './types.ts';

export interface ComponentState extends JpegComponentHeader {
  /** Latched at the component's first scan. */
  table: Uint16Array | null;
  coefficients: Int16Array;
  /** True once a scan with this component began. */
  scanned: boolean;
}

export interface FrameState {
  readonly width: number;
  readonly height: number;
  readonly precision: number;
  readonly process: JpegProcess;
  readonly components: readonly ComponentState[];
  readonly mcusWide: number;
  readonly mcusHigh: number;
}

/** Keeps the first fault and the tally of blocks. */
export interface FaultLog {
  first: { readonly reason: JpegDamageReason; readonly atByte: number } | null;
  blocksRead: number;
  blocksTotal: number;
}

export interface ReaderState {
  readonly bytes: Uint8Array;
  readonly limits: JpegLimits;
  position: number;
  readonly quantization: (QuantizationTable | null)[];
  readonly dc: (HuffmanDefinition | null)[];
  readonly ac: (HuffmanDefinition | null)[];
  restartInterval: number;
  jfif: boolean;
  adobeTransform: number | null;
  readonly quantizationTables: QuantizationTable[];
  readonly markers: JpegMarker[];
  frame: FrameState | null;
  readonly faults: FaultLog;
}

export function createState(bytes: Uint8Array, limits: JpegLimits): ReaderState {
  const standard = standardHuffman();
  return {
    bytes,
    limits,
    position: 0,
    quantization: [null, null, null, null],
    dc: [...standard.dc, null, null],
    ac: [...standard.ac, null, null],
    restartInterval: 0,
    jfif: false,
    adobeTransform: null,
    quantizationTables: [],
    markers: [],
    frame: null,
    faults: { first: null, blocksRead: 0, blocksTotal: 0 },
  };
}

export function note(faults: FaultLog, reason: JpegDamageReason, atByte: number): void {
  faults.first ??= { reason, atByte };
}
