import { toErrorRecord } from '../../contract/errors.ts';
import { viewRequestSchema, type ViewReply, type ViewRequest } from '../../contract/view.ts';
import type { Pixels } from '../decode/pixels.ts';
import { encodePng } from '../decode/sharp.ts';
import { asExpected } from '../failure.ts';
import { reportFigures } from '../figures/reportFigures.ts';
import { madeOf } from '../madeOf.ts';
import { measure } from '../measure/measure.ts';
import type { Port } from '../port.ts';
import { promptPictures } from '../prompt/promptPictures.ts';
import { throwIfDropped } from './gate.ts';
import { lookingCopyOf } from './lookingCopy.ts';
import { mapTile, wholeMap } from './map.ts';
import { bitTilesOf, histogramOf, regionsOf } from './maps.ts';
import { pictureTile } from './picture.ts';
import { readPixel } from './pixel.ts';
import { agreementOf, signalOf } from './signal.ts';
import { createViewState, type ViewState } from './state.ts';
import { thumbnailOf } from './thumbnail.ts';
import { writeWhole } from './write.ts';

type Job = Exclude<ViewRequest, { kind: 'cancel' }>;

/** Answers view requests on a port until it closes, many at a time. A cancelled request fails with CANCELLED at once; a decode that has begun ends and is kept. */
export function serveView(port: Port, state: ViewState = createViewState()): void {
  const controllers = new Map<number, AbortController>();
  const post = (reply: ViewReply): void => port.post(reply);

  async function reply(job: Job): Promise<void> {
    const controller = new AbortController();
    controllers.set(job.id, controller);
    try {
      post(await answer(state, job, controller.signal));
    } catch (error) {
      const { code, message, details } = toErrorRecord(asExpected(error));
      post({ kind: 'failed', id: job.id, error: { code, message, ...(details === undefined ? {} : { details: { ...details } }) } });
    } finally {
      controllers.delete(job.id);
    }
  }

  port.onMessage((message) => {
    const parsed = viewRequestSchema.safeParse(message);
    if (!parsed.success) {
      const id = typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number' ? message.id : 0;
      if (!Number.isInteger(id) || id < 1) return;
      post({ kind: 'failed', id, error: { code: 'ENGINE_PROTOCOL', message: `The view process does not understand this request: ${parsed.error.issues[0]?.message ?? ''}. Use client and engine of one version.` } });
      return;
    }
    const request = parsed.data;
    if (request.kind === 'cancel') controllers.get(request.target)?.abort();
    else void reply(request);
  });
  port.onClose(() => {
    process.exit(0);
  });
  post({ kind: 'ready', pid: process.pid });
}

async function answer(state: ViewState, job: Job, signal: AbortSignal): Promise<ViewReply> {
  const { id } = job;
  switch (job.kind) {
    case 'picture_tile':
      return writeTile(id, await pictureTile(state, job, job, signal), job.target, signal);
    case 'map_tile':
      return writeTile(id, await mapTile(state, job, job, signal), job.target, signal);
    case 'thumbnail':
      return written(id, job.target, await thumbnailOf(state, job, signal));
    case 'looking_copy':
      return written(id, job.target, await lookingCopyOf(state, job, job.longSide, signal));
    case 'pixel':
      return { kind: 'pixel', id, result: await readPixel(state, job, job.maps, job.x, job.y, signal) };
    case 'histogram':
      return { kind: 'histogram', id, result: histogramOf(await wholeMap(state, job, signal)) };
    case 'regions':
      return { kind: 'regions', id, result: regionsOf(await wholeMap(state, job, signal), job.threshold, job.minimumArea) };
    case 'mask_tiles':
      return { kind: 'mask_tiles', id, result: bitTilesOf(await wholeMap(state, job, signal), job.threshold) };
    case 'measure':
      return { kind: 'measurement', id, result: await measure(state, job, job, signal) };
    case 'prompt_pictures':
      return { kind: 'prompt_pictures', id, result: [...(await promptPictures(state, job, job, signal))] };
    case 'report_figures':
      return { kind: 'report_figures', id, result: await reportFigures(state, job, job, signal) };
    case 'signal':
      return { kind: 'signal', id, result: await signalOf(state, job, job.name, job.caseFolder, signal) };
    case 'made_of':
      return { kind: 'made_of', id, result: madeOf() };
    case 'agreement':
      return { kind: 'agreement', id, result: await agreementOf(state, job.maps, job.caseFolder, signal) };
  }
}

async function writeTile(id: number, pixels: Pixels, target: string, signal: AbortSignal): Promise<ViewReply> {
  throwIfDropped(signal);
  return written(id, target, await encodePng(pixels));
}

async function written(id: number, target: string, content: Uint8Array): Promise<ViewReply> {
  await writeWhole(target, content);
  return { kind: 'written', id, path: target, bytes: content.byteLength };
}
