/** What the JPEG reader takes in and hands out. All positions are byte offsets in the file, counted from 0. */

export type JpegProcess = 'baseline' | 'extended' | 'progressive';

/** Meaning of the components, decided as libjpeg does; `other` is a two-component file, which has no agreed meaning. */
export type JpegColour = 'grey' | 'ycc' | 'rgb' | 'cmyk' | 'ycck' | 'other';

export type JpegDamageReason =
  /** The data stop before the end-of-image marker. With `blocksRead === blocksTotal` every scan begun is whole. */
  | 'missing-end-marker'
  /** Entropy-coded data end before the blocks they should hold. */
  | 'truncated-data'
  /** A bit pattern that is no code of the Huffman table in force. */
  | 'invalid-code'
  /** A run of zeros goes past the end of its block. */
  | 'coefficient-overflow'
  /** A restart marker is missing, repeated, out of order or in a file without a restart interval. */
  | 'restart-out-of-order'
  /** Bytes are left between the last block of a segment and the next marker. */
  | 'surplus-data'
  | 'malformed-segment'
  | 'invalid-scan'
  | 'repeated-scan'
  | 'second-frame'
  | 'missing-quantization-table'
  /** No scan carries data of some component. */
  | 'missing-component'
  /** The file asks for more scans, markers or work than the limits allow. */
  | 'limit-reached';

/** The first thing that was wrong, and how far reading came in all. */
export interface JpegDamage {
  readonly reason: JpegDamageReason;
  /** Where it was noticed. */
  readonly atByte: number;
  /** Blocks decoded, counted once for each scan that carries them. Scans skipped under `lumaOnly` are not counted. */
  readonly blocksRead: number;
  /** Blocks that the scans begun, and the components never reached, should have had. */
  readonly blocksTotal: number;
}

export interface JpegMarker {
  /** Second byte of the marker, 0x01-0xFE. */
  readonly code: number;
  readonly name: string;
  /** Offset of the 0xFF just before the code. */
  readonly offset: number;
  /** Value of the length field (it counts itself); 0 for markers without one. */
  readonly length: number;
}

/** One definition of a table, in file order; a file may define a table index more than once. */
export interface QuantizationTable {
  readonly index: number;
  readonly bits: 8 | 16;
  /** 64 steps in natural (row-major) order, 0-65535. */
  readonly values: Uint16Array;
  readonly atByte: number;
}

export interface JpegComponentHeader {
  readonly id: number;
  /** Sampling factors, 1-4. */
  readonly horizontal: number;
  readonly vertical: number;
  /** Index of the quantisation table, 0-3. */
  readonly tableIndex: number;
  /** Blocks stored, padded to whole MCUs. */
  readonly blocksWide: number;
  readonly blocksHigh: number;
  /** Blocks that hold picture. */
  readonly blocksWideUsed: number;
  readonly blocksHighUsed: number;
}

export interface JpegComponent extends JpegComponentHeader {
  /** The table in force at the component's first scan (natural order); all zero where the file has none. */
  readonly table: Uint16Array;
  /** Quantised coefficients: block `by * blocksWide + bx` starts at 64 times that, natural order inside. Empty if not stored. */
  readonly coefficients: Int16Array;
}

export interface JpegFrame {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Bits a sample, 8 or 12. */
  readonly precision: number;
  readonly process: JpegProcess;
  /** MCUs between restart markers when the first scan begins; 0 for none. */
  readonly restartInterval: number;
  /** Transform byte of the Adobe APP14 marker (0 none, 1 YCC, 2 YCCK); null without the marker. */
  readonly adobeTransform: number | null;
  readonly colour: JpegColour;
  /** `4:2:0` and so on; factors in full (`2x2,1x1,1x1,1x1`) where no short name fits; `grey` for one component. */
  readonly subsampling: string;
  readonly quantizationTables: readonly QuantizationTable[];
  readonly markers: readonly JpegMarker[];
}

export interface QualityEstimate {
  /** libjpeg quality, 1-100. */
  readonly quality: number;
  /** True if the table is exactly libjpeg's standard luma table at that quality. */
  readonly exact: boolean;
}

export interface JpegHeader extends JpegFrame {
  readonly components: readonly JpegComponentHeader[];
  /** From the first component's table; null where it has none before the first scan. */
  readonly estimatedQuality: QualityEstimate | null;
}

export interface JpegWork {
  /** Coefficient positions visited, summed over scans; never above `limits.visitsPerCoefficient` times their number plus a floor. */
  readonly coefficientVisits: number;
  readonly scans: number;
  /** Bytes of every typed array whose size depends on the file. */
  readonly bytesAllocated: number;
}

export interface JpegCoefficients extends JpegFrame {
  readonly components: readonly JpegComponent[];
  /** Null if the whole file was read without a fault. */
  readonly damage: JpegDamage | null;
  readonly work: JpegWork;
}

export interface JpegLimits {
  /** Bytes of the file. */
  readonly bytes: number;
  /** Width times height, checked before anything is allocated. */
  readonly pixels: number;
  readonly scans: number;
  /** Marker segments, restart markers not counted. */
  readonly markers: number;
  /** Bound on total work: real progressive files visit each coefficient 2 to 6 times. */
  readonly visitsPerCoefficient: number;
}

export interface JpegReadOptions {
  readonly limits?: Partial<JpegLimits>;
  /** Store the first component only. Scans that hold none of it are skipped unread, so damage there goes unnoticed. */
  readonly lumaOnly?: boolean;
}
