import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Analysis, AppError, type Provider, type Reproducibility } from '../../contract/index.ts';
import type { EnginePort } from '../enginePort.ts';
import { readDigest } from '../evidence/readDigest.ts';
import { thresholdByte } from '../../contract/threshold.ts';
import { decodeGrey } from '../export/masks/png.ts';
import { sha256Of } from '../canonicalJson.ts';
import type { ModelReference } from '../modelFolder.ts';
import { compareMasks, type MaskDifference } from './compare.ts';
import type { PackItem } from './packFormat.ts';
import type { OpenPack } from './readPack.ts';

/** A part of the surroundings that is not as it was. */
export interface OtherVersion {
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

/** What running one analysis again showed. */
export interface Reproduction {
  readonly item: number;
  readonly name: string;
  readonly evidence: string;
  readonly identical: boolean;
  /** Of the PNG now; with another library it can differ while every pixel is the same. */
  readonly maskSha256: string;
  readonly pixelsSha256: string;
  readonly difference: MaskDifference;
  readonly score: { readonly before: number; readonly now: number };
  readonly regions: { readonly before: number; readonly now: number };
  readonly versions: readonly OtherVersion[];
}

/** A file that was named and is the picture of an item of the pack. */
export interface Match {
  readonly item: PackItem;
  readonly path: string;
}

/** Files named, or all below a folder, held against the digests of the pack. Only files of a size that fits are read. Error: FILE_NOT_FOUND. */
export async function matchEvidence({ pack }: OpenPack, paths: readonly string[], signal?: AbortSignal): Promise<readonly Match[]> {
  const wanted = new Map(pack.items.map((item) => [item.record.inputSha256, item]));
  const sizes = new Set(pack.items.map(({ bytes }) => bytes));
  const found = new Map<string, Match>();
  for (const path of (await Promise.all(paths.map(filesOf))).flat()) {
    if (!sizes.has((await stat(path)).size)) continue;
    const { sha256 } = await readDigest(path, { followLinks: true, signal });
    const item = wanted.get(sha256);
    if (item !== undefined && !found.has(sha256)) found.set(sha256, { item, path });
  }
  // Items with the same content are one analysis each, on one file.
  return pack.items.flatMap((item) => {
    const match = found.get(item.record.inputSha256);
    return match === undefined ? [] : [{ item, path: match.path }];
  });
}

async function filesOf(path: string): Promise<readonly string[]> {
  const status = await stat(path).catch((error: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `${path} cannot be found. Name the picture, or the folder it lies in, with --evidence.`, { path }, error);
  });
  if (!status.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
}

/** Model and provider that the items of a pack were analysed with; a pack of several is run part by part. */
export interface RunSettings {
  readonly modelId: string;
  readonly provider: Provider;
}

export function settingsOf({ record }: PackItem): RunSettings {
  return { modelId: record.modelId, provider: record.provider };
}

export interface ReproduceCall {
  readonly model: ModelReference;
  readonly engine: EnginePort;
  readonly signal?: AbortSignal;
}

/** Runs the analysis of one item again and compares its mask byte by byte. Nothing is written beside the evidence. Errors: those of the engine, FILE_CHANGED. */
export async function reproduceItem(open: OpenPack, { item, path }: Match, { model, engine, signal }: ReproduceCall): Promise<Reproduction> {
  const { record, expected } = item;
  const folder = await mkdtemp(join(tmpdir(), 'palimpsest-reproduce-'));
  try {
    const analysis = await engine.analyze(path, { caseFolder: folder, options: record.options, ...(signal === undefined ? {} : { signal }) });
    if (analysis.digest.sha256 !== record.inputSha256) throw new AppError('FILE_CHANGED', `${path} was changed while it was read: it is no longer the picture of the pack. Find out what writes to it.`, { path });
    const artifact = analysis.artifacts.find(({ kind }) => kind === 'mask');
    if (artifact === undefined) throw new AppError('ENGINE_PROTOCOL', 'The engine gave no mask. Use a model that makes one.');
    const then = decodeGrey(await open.file(expected.mask));
    if (sha256Of(then.data) !== expected.pixelsSha256) throw new AppError('FILE_CHANGED', `${expected.mask} of the pack does not hold the pixels that pack.json names. Fetch the pack again.`, { mask: expected.mask });
    const now = decodeGrey(await readFile(join(folder, artifact.path)));
    const pixelsSha256 = sha256Of(now.data);
    return {
      item: item.item, name: item.name, evidence: path,
      identical: pixelsSha256 === expected.pixelsSha256 && now.width === expected.width && now.height === expected.height,
      maskSha256: artifact.sha256, pixelsSha256,
      difference: compareMasks(then, now, thresholdByte(record.options.threshold)),
      score: { before: expected.score, now: analysis.score },
      regions: { before: expected.regions, now: analysis.regions.length },
      versions: otherVersions(record, analysis.record, open, model),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Everything that could explain a difference: what is not as it was in the run of the pack. */
export function otherVersions(before: Reproducibility, now: Analysis['record'], { pack }: OpenPack, model: ModelReference): readonly OtherVersion[] {
  const modelBefore = pack.models.find(({ sha256 }) => sha256 === before.modelSha256);
  const pairs: readonly OtherVersion[] = [
    { what: 'model', before: before.modelId, now: now.modelId },
    { what: 'model version', before: modelBefore?.version ?? 'unknown', now: model.manifest.version },
    { what: 'model SHA-256', before: before.modelSha256, now: now.modelSha256 },
    { what: 'provider', before: before.provider, now: now.provider },
    { what: 'platform', before: before.platform, now: now.platform },
    ...(['app', 'engine', 'onnxruntime', 'sharp', 'libvips', 'node'] as const).map((what) => ({ what, before: before.versions[what], now: now.versions[what] })),
  ];
  return pairs.filter((pair) => pair.before !== pair.now);
}
