import type { Agreement, ItemFigures, LiveRegions, MadeOf, MapKind, Measurement, PixelReading, PromptPicture, PromptVariant, Region, SignalName, SignalResult, TileAddress } from '../contract/index.ts';

/** A file of evidence or an artifact, with the SHA-256 of its content as key of what is kept in memory. */
export interface ViewSource {
  readonly path: string;
  readonly key: string;
}

export interface ViewCall {
  readonly signal?: AbortSignal;
}

/** Bits of one tile of MASK_TILE x MASK_TILE pixels, as contract/annotations.ts describes them, not compressed: 8192 bytes. */
export interface BitTile {
  readonly column: number;
  readonly row: number;
  readonly bits: Uint8Array;
}

/**
 * What casework needs of the view process, which decodes pictures and maps for the eye beside running scans: the client of src/engine satisfies it.
 * `target` files are written whole (temporary file, then rename). Every call rejects with AppError.
 */
export interface ViewerPort {
  pictureTile(source: ViewSource, tile: TileAddress, target: string, call?: ViewCall): Promise<void>;
  mapTile(source: ViewSource, tile: TileAddress, target: string, call?: ViewCall): Promise<void>;
  thumbnail(source: ViewSource, target: string, call?: ViewCall): Promise<void>;
  /** JPEG of at most `longSide` pixels (64..4096), as stored: neither turned nor tagged. */
  lookingCopy(source: ViewSource, longSide: number, target: string, call?: ViewCall): Promise<void>;
  pixel(source: ViewSource, maps: Readonly<Partial<Record<MapKind, string>>>, x: number, y: number, call?: ViewCall): Promise<PixelReading>;
  histogram(map: ViewSource, call?: ViewCall): Promise<readonly number[]>;
  regions(map: ViewSource, threshold: number, minimumArea: number, call?: ViewCall): Promise<LiveRegions>;
  maskTiles(map: ViewSource, threshold: number, call?: ViewCall): Promise<readonly BitTile[]>;
  /** Measures the regions of a finding in its picture; `reliability` is that map of the finding, or null. */
  measure(source: ViewSource, subject: MeasureSubject, call?: ViewCall): Promise<Measurement>;
  /** Writes the pictures a language model would see into the artifacts folder of `caseFolder`, each once by its SHA-256: the joined one first, then the crops in region order. */
  promptPictures(source: ViewSource, subject: PromptSubject, call?: ViewCall): Promise<readonly PromptPicture[]>;
  /** Writes the pictures of a report on one item into the artifacts folder of `caseFolder`, each once by its SHA-256. */
  reportFigures(source: ViewSource, subject: FigureSubject, call?: ViewCall): Promise<ItemFigures>;
  /** One classical method over one picture. A method with nothing to go on answers with `applies: false`; a map goes into the artifacts folder of `caseFolder`, once by its SHA-256. */
  signal(source: ViewSource, name: SignalName, caseFolder: string, call?: ViewCall): Promise<SignalResult>;
  /** How far two or more maps of one size agree, each marked from its byte `least` up; the joined map goes into the artifacts folder of `caseFolder`. Maps of different sizes: ARGUMENT_INVALID. */
  agreement(maps: readonly AgreementMap[], caseFolder: string, call?: ViewCall): Promise<Agreement>;
  /** What the view process is made of: stated with every run of second opinions. */
  madeOf(call?: ViewCall): Promise<MadeOf>;
  close(): Promise<void>;
}

/** A map to count in an agreement: of a method, or of the network as `network`. */
export interface AgreementMap {
  readonly method: Agreement['methods'][number];
  readonly source: ViewSource;
  /** First byte that counts as marked, 1..255. */
  readonly least: number;
}

/** What the pictures of a report are made of; without a finding only the original. */
export interface FigureSubject {
  readonly finding: { readonly mask: ViewSource; readonly threshold: number; readonly regions: readonly Region[] } | null;
  /** Long side in pixels of the whole picture, 64..1600. */
  readonly longSide: number;
  /** Largest regions shown apart, 0..12. */
  readonly crops: number;
  readonly caseFolder: string;
}

export interface MeasureSubject {
  readonly mask: ViewSource;
  readonly reliability: ViewSource | null;
  readonly threshold: number;
  /** All of the finding, stored coordinates; the largest 12 are measured. */
  readonly regions: readonly Region[];
}

export interface PromptSubject {
  readonly mask: ViewSource;
  readonly threshold: number;
  readonly regions: readonly Region[];
  readonly variant: PromptVariant;
  readonly caseFolder: string;
}
