import type { Region } from '../../contract/analysis.ts';
import type { LiveRegions } from '../../contract/annotations.ts';
import { AppError, fromErrorRecord } from '../../contract/errors.ts';
import type { ItemFigures } from '../../contract/figures.ts';
import type { Measurement, PromptPicture, PromptVariant } from '../../contract/measurement.ts';
import type { TileAddress } from '../../contract/pyramid.ts';
import type { PixelReading } from '../../contract/review.ts';
import type { Agreement, MadeOf, SignalName, SignalResult } from '../../contract/signals.ts';
import type { MapKind } from '../../contract/urls.ts';
import type { ViewReply, ViewRequest } from '../../contract/view.ts';
import { nodeViewLauncher, type Child, type ViewLaunch } from './child.ts';

/** A file and the SHA-256 of its content; a file with another content is refused with FILE_CHANGED. */
export interface ViewerSource {
  readonly path: string;
  readonly key: string;
}

export interface ViewerCall {
  readonly signal?: AbortSignal;
}

/** A finding to measure: its maps, and all its regions in stored coordinates. */
export interface MeasureSubject {
  readonly mask: ViewerSource;
  readonly reliability: ViewerSource | null;
  readonly threshold: number;
  readonly regions: readonly Region[];
}

export interface PromptSubject {
  readonly mask: ViewerSource;
  readonly threshold: number;
  readonly regions: readonly Region[];
  readonly variant: PromptVariant;
  readonly caseFolder: string;
}

/** What the pictures of a report are made of; without a finding only the original. */
export interface FigureSubject {
  readonly finding: { readonly mask: ViewerSource; readonly threshold: number; readonly regions: readonly Region[] } | null;
  /** Long side in pixels of the whole picture, 64..1600. */
  readonly longSide: number;
  /** Largest regions shown apart, 0..12. */
  readonly crops: number;
  readonly caseFolder: string;
}

/** A map to count in an agreement, marked from its byte `least` (1..255) up. */
export interface AgreementSubject {
  readonly method: Agreement['methods'][number];
  readonly source: ViewerSource;
  readonly least: number;
}

export interface ViewerConfig {
  readonly launch?: ViewLaunch;
  /** Longest time of one request in milliseconds; default 2 minutes. A classical method may take five times as long. */
  readonly timeoutMilliseconds?: number;
}

/** The view process as its hosts see it; calls run side by side. Every call rejects with AppError. */
export interface Viewer {
  /** Writes a PNG tile (contract/pyramid.ts) to `target`, whole. */
  pictureTile(source: ViewerSource, tile: TileAddress, target: string, call?: ViewerCall): Promise<void>;
  mapTile(source: ViewerSource, tile: TileAddress, target: string, call?: ViewerCall): Promise<void>;
  /** Writes a JPEG of at most 320 pixels a side, as displayed. */
  thumbnail(source: ViewerSource, target: string, call?: ViewerCall): Promise<void>;
  /** Writes a JPEG of at most `longSide` pixels, as stored: neither turned nor tagged. */
  lookingCopy(source: ViewerSource, longSide: number, target: string, call?: ViewerCall): Promise<void>;
  /** `maps` are paths of artifacts, which are named by their SHA-256. */
  pixel(source: ViewerSource, maps: Readonly<Partial<Record<MapKind, string>>>, x: number, y: number, call?: ViewerCall): Promise<PixelReading>;
  histogram(map: ViewerSource, call?: ViewerCall): Promise<readonly number[]>;
  regions(map: ViewerSource, threshold: number, minimumArea: number, call?: ViewerCall): Promise<LiveRegions>;
  maskTiles(map: ViewerSource, threshold: number, call?: ViewerCall): Promise<readonly { readonly column: number; readonly row: number; readonly bits: Uint8Array }[]>;
  /** Measures the largest regions of a finding against the rest of the picture; `reliability` is that map of the finding, or null. */
  measure(source: ViewerSource, subject: MeasureSubject, call?: ViewerCall): Promise<Measurement>;
  /** Writes what a language model would see into the artifacts folder of a case, each file once: the joined picture (or the original) first, then the crops. */
  promptPictures(source: ViewerSource, subject: PromptSubject, call?: ViewerCall): Promise<readonly PromptPicture[]>;
  /** Writes the pictures of a report on one item into the artifacts folder of a case, each file once. */
  reportFigures(source: ViewerSource, subject: FigureSubject, call?: ViewerCall): Promise<ItemFigures>;
  /** Runs one classical method over the whole picture; its map goes into the artifacts folder of the case, once by its SHA-256. */
  signal(source: ViewerSource, name: SignalName, caseFolder: string, call?: ViewerCall): Promise<SignalResult>;
  /** How far two or more maps of one size agree. */
  agreement(maps: readonly AgreementSubject[], caseFolder: string, call?: ViewerCall): Promise<Agreement>;
  /** Versions of this release and the libraries the view process works with, and its system. */
  madeOf(call?: ViewerCall): Promise<MadeOf>;
  /** Process id of the process now running, if any: for people and tests. */
  pid(): number | undefined;
  /** Ends the process; open calls reject with CANCELLED. */
  close(): Promise<void>;
}

/** A classical method looks at every pixel many times, and waits for the one before it. */
const SIGNAL_TIMES = 5;

type WithoutId<T> = T extends { id: number } ? Omit<T, 'id'> : never;
type Request = WithoutId<Exclude<ViewRequest, { kind: 'cancel' }>>;
type Result = Exclude<ViewReply, { kind: 'ready' | 'failed' }>;

interface Call {
  readonly resolve: (reply: Result) => void;
  readonly reject: (error: AppError) => void;
}

/**
 * Starts a view process on the first call and keeps one: when it dies, the calls that were with it reject with ENGINE_CRASHED and the next call starts
 * another. A cancelled call rejects at once; the process hears of it and drops what it has not begun.
 */
export function startViewer(config: ViewerConfig = {}): Viewer {
  const launch = config.launch ?? nodeViewLauncher();
  const timeout = config.timeoutMilliseconds ?? 120_000;
  const calls = new Map<number, Call>();
  let child: Child<ViewRequest> | undefined;
  let lastId = 0;
  let closed = false;
  let onClosed: (() => void) | undefined;

  function start(): Child<ViewRequest> {
    const started: Child<ViewRequest> = launch({
      onReply: (reply) => {
        if (child === started) settle(reply);
      },
      onExit: (note) => {
        if (child === started) failAll(note);
        if (closed) onClosed?.();
      },
    });
    child = started;
    return started;
  }

  function settle(reply: ViewReply): void {
    if (reply.kind === 'ready') return;
    const call = calls.get(reply.id);
    if (call === undefined) return;
    if (reply.kind !== 'failed') {
      call.resolve(reply);
      return;
    }
    const { code, message, details } = reply.error;
    call.reject(fromErrorRecord(details === undefined ? { code, message } : { code, message, details }));
  }

  function failAll(note: string): void {
    child = undefined;
    for (const call of calls.values()) call.reject(new AppError('ENGINE_CRASHED', 'The view process ended while it worked on this. Try again.', { note }));
  }

  function timeOut(call: Call, limit: number): void {
    call.reject(new AppError('ENGINE_TIMEOUT', `No picture within ${Math.round(limit / 1000)} s. Try again, or look at a smaller copy.`, { milliseconds: limit }));
    const stuck = child;
    failAll('stopped after a time limit');
    stuck?.kill();
  }

  async function request(job: Request, signal: AbortSignal | undefined): Promise<Result> {
    if (closed) throw new AppError('CANCELLED', 'The viewer is closed. Open the case again.');
    if (signal?.aborted === true) throw new AppError('CANCELLED', 'The view was cancelled before it began.');
    lastId += 1;
    const id = lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const call: Call = { resolve, reject };
    calls.set(id, call);
    const limit = job.kind === 'signal' ? timeout * SIGNAL_TIMES : timeout;
    const timer = setTimeout(() => timeOut(call, limit), limit);
    const onAbort = (): void => {
      lastId += 1;
      child?.send({ kind: 'cancel', id: lastId, target: id });
      reject(new AppError('CANCELLED', 'The view was cancelled.'));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      (child ?? start()).send({ ...job, id });
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      calls.delete(id);
    }
  }

  async function expecting<K extends Result['kind']>(kind: K, job: Request, call: ViewerCall | undefined): Promise<Extract<Result, { kind: K }>> {
    const reply = await request(job, call?.signal);
    if (reply.kind !== kind) throw new AppError('ENGINE_PROTOCOL', `The view process answered ${job.kind} with ${reply.kind}. Use client and engine of one version.`);
    return reply as Extract<Result, { kind: K }>;
  }

  return {
    async pictureTile({ path, key }, { level, column, row }, target, call) {
      await expecting('written', { kind: 'picture_tile', path, key, level, column, row, target }, call);
    },
    async mapTile({ path, key }, { level, column, row }, target, call) {
      await expecting('written', { kind: 'map_tile', path, key, level, column, row, target }, call);
    },
    async thumbnail({ path, key }, target, call) {
      await expecting('written', { kind: 'thumbnail', path, key, target }, call);
    },
    async lookingCopy({ path, key }, longSide, target, call) {
      await expecting('written', { kind: 'looking_copy', path, key, longSide, target }, call);
    },
    pixel: async ({ path, key }, maps, x, y, call) => (await expecting('pixel', { kind: 'pixel', path, key, maps: { ...maps }, x, y }, call)).result,
    histogram: async ({ path, key }, call) => (await expecting('histogram', { kind: 'histogram', path, key }, call)).result,
    regions: async ({ path, key }, threshold, minimumArea, call) => (await expecting('regions', { kind: 'regions', path, key, threshold, minimumArea }, call)).result,
    maskTiles: async ({ path, key }, threshold, call) => (await expecting('mask_tiles', { kind: 'mask_tiles', path, key, threshold }, call)).result,
    measure: async ({ path, key }, subject, call) => (await expecting('measurement', { kind: 'measure', path, key, ...measured(subject) }, call)).result,
    promptPictures: async ({ path, key }, subject, call) => (await expecting('prompt_pictures', { kind: 'prompt_pictures', path, key, ...prompted(subject) }, call)).result,
    reportFigures: async ({ path, key }, subject, call) => (await expecting('report_figures', { kind: 'report_figures', path, key, ...pictured(subject) }, call)).result,
    signal: async ({ path, key }, name, caseFolder, call) => (await expecting('signal', { kind: 'signal', path, key, name, caseFolder }, call)).result,
    agreement: async (maps, caseFolder, call) => (await expecting('agreement', { kind: 'agreement', maps: maps.map(counted), caseFolder }, call)).result,
    madeOf: async (call) => (await expecting('made_of', { kind: 'made_of' }, call)).result,
    pid: () => child?.pid,
    async close() {
      if (closed) return;
      closed = true;
      for (const call of calls.values()) call.reject(new AppError('CANCELLED', 'The viewer was closed. Open the case again.'));
      const running = child;
      if (running === undefined) return;
      await new Promise<void>((resolve) => {
        onClosed = resolve;
        running.kill();
      });
    },
  };
}

function counted({ method, source, least }: AgreementSubject): { method: AgreementSubject['method']; path: string; key: string; least: number } {
  return { method, ...named(source), least };
}

type Fields<K extends Request['kind']> = Omit<Extract<Request, { kind: K }>, 'kind' | 'path' | 'key'>;

/** Only what the protocol names crosses, whatever else the caller's objects hold. */
function measured({ mask, reliability, threshold, regions }: MeasureSubject): Fields<'measure'> {
  return { mask: named(mask), reliability: reliability === null ? null : named(reliability), threshold, regions: [...regions] };
}

function prompted({ mask, threshold, regions, variant, caseFolder }: PromptSubject): Fields<'prompt_pictures'> {
  return { mask: named(mask), threshold, regions: [...regions], variant, caseFolder };
}

function pictured({ finding, longSide, crops, caseFolder }: FigureSubject): Fields<'report_figures'> {
  return { finding: finding === null ? null : { mask: named(finding.mask), threshold: finding.threshold, regions: [...finding.regions] }, longSide, crops, caseFolder };
}

function named({ path, key }: ViewerSource): { path: string; key: string } {
  return { path, key };
}
