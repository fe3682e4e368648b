import type { Analysis, AnalysisOptions, Artifact, ImageFacts, Intake, Provider } from '../contract/analysis.ts';
import type { CoefficientsFrom, EngineStage } from '../contract/engine.ts';
import { AppError } from '../contract/errors.ts';
import { drawOverlay, OVERLAY_SIDE, THUMBNAIL_SIDE } from './artifacts/overlay.ts';
import { openGreyPng, type GreyPngWriter } from './artifacts/png.ts';
import { removeStale, writeArtifact } from './artifacts/store.ts';
import { breathe } from './cancel.ts';
import { givenCoefficients } from './coefficients/given.ts';
import { jpegCoefficients, pixelCoefficients, type Coefficients } from './coefficients/source.ts';
import { decodePicture, viewOf } from './decode/picture.ts';
import { fitInside, orientPixels, shrink, type Pixels } from './decode/pixels.ts';
import { encodeJpeg } from './decode/sharp.ts';
import { readOnce } from './intake/digest.ts';
import { checkLimits, formatOf, identify } from './intake/identify.ts';
import { loadModel, type Model } from './localiser/model.ts';
import { platformName } from './madeOf.ts';
import { releaseMemory } from './memory.ts';
import { findRegions, maskShare } from './regions/regions.ts';
import { stopwatch, type Stopwatch } from './stopwatch.ts';
import { localise, type Localised } from './tiles/localise.ts';
import { MAP_NAMES, type MapName } from './tiles/strip.ts';
import { engineVersions } from './version.ts';

/** What is known of a file so far; kept by the caller so that a failure does not lose it. */
export interface Known {
  digest?: Intake['digest'];
  facts?: Intake['facts'];
}

export interface RequestContext {
  readonly known: Known;
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: EngineStage, value: number) => void;
}

export interface AnalyzeRequest {
  readonly path: string;
  readonly caseFolder: string;
  readonly modelFolder: string;
  readonly provider: Provider | 'auto';
  readonly options: AnalysisOptions;
  readonly coefficientsFrom?: CoefficientsFrom | undefined;
  /** Threads of the network on a processor; one a core where not given. */
  readonly threads?: number | undefined;
}

/** Digests and facts of one file, read once and never written. Limits are checked; what is known before a refusal stays in `context.known`. */
export async function takeIn(path: string, options: AnalysisOptions, context: RequestContext): Promise<Intake & { content: Uint8Array }> {
  const { known, signal } = context;
  const { digest, content, head } = await readOnce(path, options.maximumBytes, signal);
  known.digest = digest;
  const format = formatOf(head);
  if (content === null) {
    throw new AppError('FILE_TOO_LARGE', `${digest.bytes} bytes are above the limit of ${options.maximumBytes}. Raise the limit or analyse a part.`, { bytes: digest.bytes });
  }
  const facts = await identify(path, format, content);
  known.facts = facts;
  checkLimits(facts, options);
  return { digest, facts, content };
}

/** Share of the whole that is done when a stage begins. */
const PROGRESS: Readonly<Record<EngineStage, number>> = { read: 0, decode: 0.02, coefficients: 0.05, inference: 0.08, postprocess: 0.94, write: 0.98 };

/** The whole analysis of one file; see the contract for what comes out. Throws AppError. */
export async function analyze(request: AnalyzeRequest, context: RequestContext): Promise<Analysis> {
  const { caseFolder, options } = request;
  const startedAt = new Date().toISOString();
  const watch = stopwatch();
  const enter = (stage: EngineStage): void => context.onProgress?.(stage, PROGRESS[stage]);

  enter('read');
  const model = await watch.time('read', () => loadModel(request.modelFolder, request.provider, request.threads));
  const { digest, facts, pixels, coefficients, view } = await prepare(request, context, watch, enter);
  // The file's bytes, and what the decoder held.
  releaseMemory(digest.bytes + pixels.data.byteLength);

  enter('inference');
  const written = await localiseToFiles(model, pixels, coefficients, request, context, watch);
  const { localised, mask } = written;

  enter('postprocess');
  const size = { width: facts.width, height: facts.height };
  const { regions, share, overlay } = await watch.time('postprocess', async () => {
    const found = findRegions(mask, size, options);
    const small = shrink({ ...size, channels: 1, data: mask }, view);
    return { regions: found, share: maskShare(mask, options.threshold), overlay: drawOverlay(view, small.data, found, size, facts.orientation) };
  });
  await breathe(context.signal);

  enter('write');
  const artifacts = await watch.time('write', async () => [...written.artifacts, ...(await writeViews(caseFolder, overlay, view, facts))]);
  context.onProgress?.('write', 1);
  const { inferenceMilliseconds: _, ...outcome } = localised;
  return {
    digest,
    facts,
    coefficients: { source: coefficients.source, grid: coefficients.grid },
    score: outcome.score,
    gate: outcome.gate,
    reliability: outcome.reliability,
    maskShare: share,
    artifacts,
    regions,
    timings: watch.timings(),
    record: {
      inputSha256: digest.sha256,
      modelId: model.manifest.id,
      modelSha256: model.manifest.sha256,
      options,
      provider: model.provider,
      providerReason: model.providerReason,
      versions: engineVersions(),
      platform: platformName(),
      startedAt,
    },
  };
}

interface Prepared {
  readonly digest: Intake['digest'];
  readonly facts: ImageFacts;
  readonly pixels: Pixels;
  readonly coefficients: Coefficients;
  /** Reduced picture for the overlay, stored orientation. */
  readonly view: Pixels;
}

/**
 * Everything that needs the file's bytes: they live in this function only and are let go when it ends. Coefficients of a JPEG come first, so that
 * their 16-bit plane never stands beside the pixels.
 */
async function prepare(request: AnalyzeRequest, context: RequestContext, watch: Stopwatch, enter: (stage: EngineStage) => void): Promise<Prepared> {
  const { digest, facts: header, content } = await watch.time('read', () => takeIn(request.path, request.options, context));
  const reading = header.jpeg === null ? null : watch.timeNow('coefficients', () => jpegCoefficients(content, header));
  const facts = header.jpeg === null ? header : { ...header, jpeg: { ...header.jpeg, damage: reading?.damage ?? null } };
  context.known.facts = facts;
  // The plane of coefficients as read: two bytes a pixel.
  releaseMemory(reading === null ? 0 : 2 * facts.width * facts.height);
  await breathe(context.signal);
  enter('decode');
  const pixels = await watch.time('decode', () => decodePicture(content, facts));
  await breathe(context.signal);
  const view = await watch.time('decode', () => viewOf(content, facts, pixels, OVERLAY_SIDE));
  await breathe(context.signal);
  enter('coefficients');
  const given = request.coefficientsFrom;
  const coefficients = given === undefined ? (reading?.coefficients ?? watch.timeNow('coefficients', () => pixelCoefficients(pixels))) : await givenCoefficients(given, facts, request.options.maximumBytes);
  await breathe(context.signal);
  return { digest, facts, pixels, coefficients, view };
}

interface Written {
  readonly localised: Localised;
  readonly mask: Uint8Array;
  readonly artifacts: readonly Artifact[];
}

const KINDS = { mask: 'mask', coarseRgb: 'coarse_rgb', coarseFused: 'coarse_fused', quality: 'reliability' } as const;

/** Runs the network and streams its maps to files as rows are finished; only the mask is also kept in memory. */
async function localiseToFiles(model: Model, pixels: Pixels, coefficients: Coefficients, request: AnalyzeRequest, context: RequestContext, watch: Stopwatch): Promise<Written> {
  const { width, height } = pixels;
  const mask = new Uint8Array(width * height);
  const writers = new Map<MapName, GreyPngWriter>();
  const start = performance.now();
  let writing = 0;
  await removeStale(request.caseFolder);
  try {
    await all(MAP_NAMES.map(async (name) => writers.set(name, await openGreyPng(request.caseFolder, { kind: KINDS[name], width, height }))));
    const sink = async (top: number, _rows: number, maps: Readonly<Record<MapName, Uint8Array>>): Promise<void> => {
      const from = performance.now();
      mask.set(maps.mask, top * width);
      for (const [name, writer] of writers) await writer.writeRows(maps[name]);
      writing += performance.now() - from;
    };
    const onProgress = (share: number): void => context.onProgress?.('inference', PROGRESS.inference + share * (PROGRESS.postprocess - PROGRESS.inference));
    const localised = await localise(model.network, pixels, coefficients, request.options, sink, context.signal, onProgress);
    const from = performance.now();
    const artifacts = await all(MAP_NAMES.map(async (name) => writers.get(name)!.finish()));
    writing += performance.now() - from;
    watch.add('write', writing);
    watch.add('inference', localised.inferenceMilliseconds);
    watch.add('postprocess', performance.now() - start - writing - localised.inferenceMilliseconds);
    return { localised, mask, artifacts };
  } catch (error) {
    for (const writer of writers.values()) await writer.discard();
    throw error;
  }
}

/** Overlay and thumbnail: JPEG, display orientation. */
async function writeViews(caseFolder: string, overlay: Pixels, view: Pixels, facts: ImageFacts): Promise<Artifact[]> {
  const displayed = orientPixels(view, facts.orientation);
  const thumbnail = shrink(displayed, fitInside(displayed, THUMBNAIL_SIDE));
  const write = async (kind: 'overlay' | 'thumbnail', picture: Pixels, quality: number): Promise<Artifact> =>
    writeArtifact(caseFolder, { kind, mimeType: 'image/jpeg', width: picture.width, height: picture.height }, await encodeJpeg(picture, quality));
  return all([write('overlay', overlay, 88), write('thumbnail', thumbnail, 85)]);
}

/** Promise.all that lets every one end before it throws the first one's reason: what is still being written can then be removed. */
async function all<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
