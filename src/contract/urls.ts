import type { TileAddress } from './pyramid.ts';
import { SIGNAL_LAYERS, type SignalLayer } from './signals.ts';

/** Maps a finding holds, as they can be shown on the canvas. */
export const MAP_KINDS = ['mask', 'coarse_rgb', 'coarse_fused', 'reliability'] as const;
export type MapKind = (typeof MAP_KINDS)[number];

/** What a report consists of: itself, its twin for reading on a screen, and the extract both were made from. */
export type ReportExtension = 'pdf' | 'html' | 'json';

/** A file the page may load. All are below one root (`/files/` in the browser, `app://palimpsest/files/` in Electron), and none is ever the evidence file itself. */
export type FileAddress =
  | { readonly kind: 'artifact'; readonly case: string; readonly sha256: string; readonly extension: 'png' | 'jpg' | 'html' }
  | { readonly kind: 'thumbnail'; readonly case: string; readonly evidenceId: number }
  | { readonly kind: 'picture_tile'; readonly case: string; readonly evidenceId: number; readonly tile: TileAddress }
  /** A made report. Its name has no dot and no slash, so that it cannot mean anything but one file of the folder reports/. */
  | { readonly kind: 'report'; readonly case: string; readonly name: string; readonly extension: ReportExtension }
  /** A map of second opinions: of one run, so that what lies under an address never changes. */
  | { readonly kind: 'signal_tile'; readonly case: string; readonly runId: number; readonly layer: SignalLayer; readonly tile: TileAddress }
  | { readonly kind: 'map_tile'; readonly case: string; readonly findingId: number; readonly map: MapKind; readonly tile: TileAddress };

const SLUG = '([a-z0-9][a-z0-9_-]{0,99})';
const NUMBER = '([1-9][0-9]{0,15})';
const TILE_NAME = '([0-9]{1,2})/([0-9]{1,6})_([0-9]{1,6})\\.png';
const ARTIFACT = new RegExp(`^${SLUG}/artifacts/([0-9a-f]{2})/([0-9a-f]{64})\\.(png|jpg|html)$`);
const THUMBNAIL = new RegExp(`^${SLUG}/evidence/${NUMBER}/thumbnail\\.jpg$`);
const REPORT = new RegExp(`^${SLUG}/reports/([A-Za-z0-9][A-Za-z0-9_-]{0,119})\\.(pdf|html|json)$`);
const PICTURE_TILE = new RegExp(`^${SLUG}/evidence/${NUMBER}/picture/${TILE_NAME}$`);
const SIGNAL_TILE = new RegExp(`^${SLUG}/signals/${NUMBER}/(${SIGNAL_LAYERS.join('|')})/${TILE_NAME}$`);
const MAP_TILE = new RegExp(`^${SLUG}/finding/${NUMBER}/(${MAP_KINDS.join('|')})/${TILE_NAME}$`);

/** Path of a file below the files root, without a leading slash. */
export function filePath(address: FileAddress): string {
  switch (address.kind) {
    case 'artifact':
      return `${address.case}/artifacts/${address.sha256.slice(0, 2)}/${address.sha256}.${address.extension}`;
    case 'thumbnail':
      return `${address.case}/evidence/${address.evidenceId}/thumbnail.jpg`;
    case 'report':
      return `${address.case}/reports/${address.name}.${address.extension}`;
    case 'picture_tile':
      return `${address.case}/evidence/${address.evidenceId}/picture/${tileName(address.tile)}`;
    case 'signal_tile':
      return `${address.case}/signals/${address.runId}/${address.layer}/${tileName(address.tile)}`;
    case 'map_tile':
      return `${address.case}/finding/${address.findingId}/${address.map}/${tileName(address.tile)}`;
  }
}

/** The address a path means, or null: nothing but these forms is ever looked up. Percent signs, backslashes and dots but that of an extension are in none of them. */
export function parseFilePath(path: string): FileAddress | null {
  const artifact = ARTIFACT.exec(path);
  if (artifact !== null) {
    const [, slug, prefix, sha256, extension] = artifact;
    return sha256!.startsWith(prefix!) ? { kind: 'artifact', case: slug!, sha256: sha256!, extension: extension as 'png' | 'jpg' | 'html' } : null;
  }
  const thumbnail = THUMBNAIL.exec(path);
  if (thumbnail !== null) return { kind: 'thumbnail', case: thumbnail[1]!, evidenceId: Number(thumbnail[2]) };
  const report = REPORT.exec(path);
  if (report !== null) return { kind: 'report', case: report[1]!, name: report[2]!, extension: report[3] as ReportExtension };
  const picture = PICTURE_TILE.exec(path);
  if (picture !== null) return { kind: 'picture_tile', case: picture[1]!, evidenceId: Number(picture[2]), tile: tileOf(picture, 3) };
  const signal = SIGNAL_TILE.exec(path);
  if (signal !== null) return { kind: 'signal_tile', case: signal[1]!, runId: Number(signal[2]), layer: signal[3] as SignalLayer, tile: tileOf(signal, 4) };
  const map = MAP_TILE.exec(path);
  if (map !== null) return { kind: 'map_tile', case: map[1]!, findingId: Number(map[2]), map: map[3] as MapKind, tile: tileOf(map, 4) };
  return null;
}

function tileName({ level, column, row }: TileAddress): string {
  return `${level}/${column}_${row}.png`;
}

function tileOf(match: RegExpExecArray, from: number): TileAddress {
  return { level: Number(match[from]), column: Number(match[from + 1]), row: Number(match[from + 2]) };
}

/** Address of a report's file by its path below the case folder (`reports/<name>.pdf`), or null where the page may not load it. */
export function reportAddress(slug: string, path: string): FileAddress | null {
  const address = parseFilePath(`${slug}/${path}`);
  return address?.kind === 'report' ? address : null;
}
