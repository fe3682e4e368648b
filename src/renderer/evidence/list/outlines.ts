import type { FileAddress } from '../../../contract/urls.ts';
import { displaySize, toDisplay } from '../../../contract/geometry.ts';
import { levelCount } from '../../../contract/pyramid.ts';
import { fileUrl } from '../../api/client.ts';
import { maskOutline } from '../model/outline.ts';

/** Longer side of an outline in pixels; a thumbnail is not much larger. */
const SIDE = 170;
const KEPT = 600;
const AT_ONCE = 2;

/** Addresses of finished outlines (blob:), the oldest first. */
const known = new Map<string, Promise<string | null>>();
const waiting: (() => void)[] = [];
let running = 0;

export interface OutlineSource {
  readonly slug: string;
  readonly findingId: number;
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
  readonly threshold: number;
}

/**
 * Picture of the outline of a finding's mask as displayed, made from the coarsest tile of its mask; null where nothing reaches the threshold or there is no mask.
 * It is shown as an image: a canvas for each tile would be a layer for each tile, and scrolling would stutter.
 * Where `signal` was given up before its turn came, the answer is null as well and the next wish starts anew.
 */
export function outlineOf(source: OutlineSource, signal: AbortSignal): Promise<string | null> {
  const key = `${source.slug}/${source.findingId}/${source.orientation}/${source.threshold}`;
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  const made = turn(() => makeOutline(source, signal)).catch(() => {
    known.delete(key);
    return null;
  });
  known.set(key, made);
  if (known.size > KEPT) dropOldest();
  return made;
}

function dropOldest(): void {
  const [oldest] = known;
  if (oldest === undefined) return;
  known.delete(oldest[0]);
  void oldest[1].then((url) => url !== null && URL.revokeObjectURL(url));
}

async function makeOutline({ slug, findingId, width, height, orientation, threshold }: OutlineSource, signal: AbortSignal): Promise<string | null> {
  signal.throwIfAborted();
  const address: FileAddress = { kind: 'map_tile', case: slug, findingId, map: 'mask', tile: { level: levelCount({ width, height }) - 1, column: 0, row: 0 } };
  const answer = await fetch(fileUrl(address), { signal });
  if (!answer.ok) return null;
  const picture = await createImageBitmap(await answer.blob());
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const stored = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const shown = displaySize(stored, orientation);
  const canvas = new OffscreenCanvas(shown.width, shown.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  const [originX, originY] = toDisplay([0, 0], stored, orientation);
  const [rightX, rightY] = toDisplay([1, 0], stored, orientation);
  const [downX, downY] = toDisplay([0, 1], stored, orientation);
  context.setTransform(rightX - originX, rightY - originY, downX - originX, downY - originY, originX, originY);
  context.drawImage(picture, 0, 0, stored.width, stored.height);
  picture.close();
  const outline = maskOutline(context.getImageData(0, 0, shown.width, shown.height), threshold);
  if (outline === null) return null;
  context.putImageData(new ImageData(new Uint8ClampedArray(outline), shown.width, shown.height), 0, 0);
  return URL.createObjectURL(await canvas.convertToBlob());
}

/** A few at a time, in the order in which they were wished for. */
async function turn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
