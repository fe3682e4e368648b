import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Domain, type ExplanationProgress, type Intake, type PromptPicture, positionSchema, type PromptVariant, type Region } from '../../../contract/index.ts';
import { APP_VERSION } from '../../appVersion.ts';
import { sha256Of } from '../../canonicalJson.ts';
import type { ViewCall, ViewerPort } from '../../viewerPort.ts';
import type { Capabilities, ChatClient, RawExchange } from '../client/types.ts';
import type { ProtocolInput, ProtocolStep } from '../protocol/protocol.ts';
import type { Answered, Explained, Known } from '../types.ts';
import { type DatasetRow, rowKey } from './row.ts';
import { type GreyMask, truthMap } from './truthMask.ts';

/** From this probability on the true mask counts: it holds 0 and 255 only. */
const TRUTH_THRESHOLD = 0.5;

/** Who is asked, and how. */
export interface AskedModel {
  readonly client: ChatClient;
  /** Origin of the server, for the provenance. */
  readonly origin: string;
  readonly model: string;
  readonly capabilities: Capabilities | null;
  readonly seed: number;
  readonly maximumTokens: number;
  readonly promptVersion: number;
  readonly protocol: (input: ProtocolInput) => Promise<Answered & { readonly notes: readonly string[] }>;
}

export interface AnnotatePorts {
  readonly viewer: Pick<ViewerPort, 'regions' | 'measure' | 'promptPictures'>;
  readonly intake: (path: string, call: ViewCall) => Promise<Intake>;
  readonly readMask: (path: string) => Promise<GreyMask>;
  readonly explainMeasured: (known: Known) => Explained;
  readonly groundAnswer: (known: Known, answered: Answered) => Explained;
  /** Null: measurement alone. */
  readonly asked: AskedModel | null;
}

export interface PictureTask {
  /** Name in the data set. */
  readonly image: string;
  readonly imagePath: string;
  readonly mask: string;
  readonly maskPath: string;
}

export interface AnnotateOptions {
  readonly variant: PromptVariant;
  /** What all pictures are, as whoever builds the set says. */
  readonly domain: Domain;
  /** Components of the mask smaller than this many pixels are passed over, unless there are no others. */
  readonly minimumRegionArea: number;
}

export type StepExchange = RawExchange & { readonly step: ProtocolStep };

export interface PictureCall {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExplanationProgress) => void;
  readonly onExchange: (exchange: StepExchange) => void;
  /** Whether a row with this key is there already. */
  readonly isKnown: (key: string) => boolean;
}

/**
 * One picture with its true mask: measures, asks the model (if one is asked), grounds its answers, and returns the row; null where it is there already.
 * `workFolder` holds files for the time of the call and is emptied. Errors: those of the ports; ARGUMENT_INVALID for a mask that does not fit.
 */
export async function annotatePicture(task: PictureTask, ports: AnnotatePorts, options: AnnotateOptions, workFolder: string, call: PictureCall): Promise<DatasetRow | null> {
  const { signal } = call;
  const intake = await ports.intake(task.imagePath, { signal });
  const maskSha256 = sha256Of(await readFile(task.maskPath));
  const { asked } = ports;
  const identity = {
    kind: asked === null ? ('measured' as const) : ('model' as const),
    imageSha256: intake.digest.sha256,
    maskSha256,
    promptVersion: asked?.promptVersion ?? null,
    model: asked?.model ?? null,
    variant: asked === null ? ('mask' as const) : options.variant,
  };
  if (call.isKnown(rowKey({ image: task.image, provenance: identity }))) return null;
  const notes: string[] = [];
  try {
    const subject = await subjectOf(task, intake, ports, options, workFolder, call, notes);
    const exchanges: StepExchange[] = [];
    const { known } = subject;
    const done = asked === null ? { explained: ports.explainMeasured(known), answered: null, pictures: [] } : await askModel(subject, asked, ports, options, workFolder, exchanges, call, notes);
    return {
      version: 1,
      image: task.image,
      mask: task.mask,
      content: done.explained.content,
      provenance: {
        ...identity,
        width: known.measurement.width,
        height: known.measurement.height,
        regions: known.measurement.regions.map(({ region, displayBox, area, share }) => ({ id: region, box: displayBox, area, share })),
        regionsInAll: known.measurement.regionsInAll,
        minimumRegionArea: options.minimumRegionArea,
        server: asked?.origin ?? null,
        parameters: asked === null ? null : { seed: asked.seed, maximumTokens: asked.maximumTokens, capabilities: asked.capabilities },
        claimed: (done.answered?.regions ?? []).map(({ id, claimedPosition }) => ({ id, position: positionSchema.safeParse(claimedPosition).data ?? null })),
        claimedCount: done.answered?.claimedCount ?? null,
        pictures: done.pictures.map(({ path: _path, ...picture }) => picture),
        exchanges: exchanges.map(({ step, attempt, requestSha256, replySha256, outcome, milliseconds, notes: said, repair }) => ({ step, attempt, requestSha256, replySha256, outcome, milliseconds, notes: said, repair })),
        struck: done.explained.statements.filter(({ struck }) => struck !== null),
        notes,
        at: new Date().toISOString(),
        appVersion: APP_VERSION,
      },
    };
  } finally {
    await rm(join(workFolder, 'artifacts'), { recursive: true, force: true });
    await rm(join(workFolder, 'mask.png'), { force: true });
  }
}

/** What the protocol starts from. */
export interface MaskedPicture {
  readonly known: Known;
  readonly source: { readonly path: string; readonly key: string };
  readonly mask: { readonly path: string; readonly key: string };
  readonly regions: readonly Region[];
}

/** Measures a picture under its true mask. Nothing a detector says is in it: score and reliability are those of a mask that is right. */
async function subjectOf(task: PictureTask, { facts, digest }: Intake, ports: AnnotatePorts, options: AnnotateOptions, workFolder: string, call: PictureCall, notes: string[]): Promise<MaskedPicture> {
  const { signal } = call;
  call.onProgress({ step: 'measure', value: 0, received: 0 });
  const source = { path: task.imagePath, key: digest.sha256 };
  const { mask, regions, share, note } = await maskedRegions(task.maskPath, facts, ports, options, workFolder, { signal });
  if (note !== null) notes.push(note);
  const measurement = await ports.viewer.measure(source, { mask, reliability: null, threshold: TRUTH_THRESHOLD, regions }, { signal });
  const jpeg = facts.format === 'jpeg';
  const finding: Known['finding'] = {
    score: 1,
    scoreCalibrated: true,
    threshold: TRUTH_THRESHOLD,
    reliability: 1,
    maskShare: share,
    gate: { vision: 1, visionShare: 1, tiles: 1 },
    coefficients: { source: jpeg ? 'jpeg' : 'pixels', grid: { x: 0, y: 0, confidence: jpeg ? 1 : 0 } },
  };
  return { known: { finding, facts, domain: options.domain, measurement }, source, mask, regions };
}

/** The mask as a map in the work folder, with its 8-connected components, largest first. */
export async function maskedRegions(maskPath: string, picture: Intake['facts'], ports: Pick<AnnotatePorts, 'viewer' | 'readMask'>, { minimumRegionArea }: Pick<AnnotateOptions, 'minimumRegionArea'>, workFolder: string, call: ViewCall): Promise<Pick<MaskedPicture, 'mask' | 'regions'> & { readonly share: number; readonly note: string | null }> {
  const grey = await ports.readMask(maskPath).catch((error: unknown) => {
    if (error instanceof AppError) throw error;
    throw new AppError('IMAGE_CORRUPT', `The mask ${maskPath} cannot be read as a picture. Check the file.`, undefined, error);
  });
  const { png, note } = truthMap(grey, picture);
  const mask = { path: join(workFolder, 'mask.png'), key: sha256Of(png) };
  await writeFile(mask.path, png);
  const found = await ports.viewer.regions(mask, TRUTH_THRESHOLD, minimumRegionArea, call);
  const all = found.regions.length > 0 ? found : await ports.viewer.regions(mask, TRUTH_THRESHOLD, 1, call);
  return { mask, regions: all.regions, share: all.share, note };
}

async function askModel(subject: MaskedPicture, asked: AskedModel, ports: AnnotatePorts, { variant }: AnnotateOptions, workFolder: string, exchanges: StepExchange[], call: PictureCall, notes: string[]): Promise<{ readonly explained: Explained; readonly answered: Answered; readonly pictures: readonly PromptPicture[] }> {
  const { known, source, mask, regions } = subject;
  const { signal, onProgress } = call;
  onProgress({ step: 'prompt', value: 0, received: 0 });
  const pictures = await ports.viewer.promptPictures(source, { mask, threshold: TRUTH_THRESHOLD, regions, variant, caseFolder: workFolder }, { signal });
  const answered = await asked.protocol({
    known,
    pictures,
    readPicture: (picture) => readFile(join(workFolder, picture.path)),
    client: asked.client,
    model: asked.model,
    seed: asked.seed,
    maximumTokens: asked.maximumTokens,
    capabilities: asked.capabilities,
    variant,
    signal,
    onProgress,
    onExchange: (exchange) => {
      exchanges.push(exchange);
      call.onExchange(exchange);
    },
  });
  notes.push(...answered.notes);
  return { explained: ports.groundAnswer(known, answered), answered, pictures };
}
