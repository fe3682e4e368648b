import type { LiveRegions, MapKind, PixelReading, TileAddress } from '../contract/index.ts';

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
  pixel(source: ViewSource, maps: Readonly<Partial<Record<MapKind, string>>>, x: number, y: number, call?: ViewCall): Promise<PixelReading>;
  histogram(map: ViewSource, call?: ViewCall): Promise<readonly number[]>;
  regions(map: ViewSource, threshold: number, minimumArea: number, call?: ViewCall): Promise<LiveRegions>;
  maskTiles(map: ViewSource, threshold: number, call?: ViewCall): Promise<readonly BitTile[]>;
  close(): Promise<void>;
}
