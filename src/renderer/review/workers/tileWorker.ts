import { mapGrey, paintOutline, presentValues } from './colourMap.ts';
import { byteAt, decodeStored, greyTile, type GreyTile } from './greyTile.ts';
import type { TileAnswer, TileOrder } from './messages.ts';

/** Loads, decodes and colours tiles beside the page's own thread. Bytes of maps stay here, so that a new threshold or palette needs no loading. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<TileOrder>) => void) | null;
  readonly postMessage: (answer: TileAnswer, transfer?: Transferable[]) => void;
}
const scope = globalThis as unknown as WorkerScope;

const tiles = new Map<string, GreyTile>();
const running = new Map<number, AbortController>();

scope.onmessage = ({ data }) => {
  if (data.type === 'abort') {
    running.get(data.id)?.abort();
    return;
  }
  if (data.type === 'drop') {
    tiles.delete(data.key);
    return;
  }
  void answer(data);
};

async function answer(order: Exclude<TileOrder, { type: 'abort' | 'drop' }>): Promise<void> {
  const { id } = order;
  try {
    if (order.type === 'colour') {
      const bitmap = colour(order.key, order.lut, order.outline);
      scope.postMessage({ type: 'bitmap', id, bitmap }, [bitmap]);
      return;
    }
    if (order.type === 'byte') {
      scope.postMessage({ type: 'byte', id, value: byteAt(keptTile(order.key), order.x, order.y) });
      return;
    }
    const bitmap = await load(id, order.url);
    if (order.type === 'picture') {
      scope.postMessage({ type: 'bitmap', id, bitmap }, [bitmap]);
      return;
    }
    const tile = greyTile(bitmap);
    tiles.set(order.key, tile);
    const present = presentValues(tile.grey);
    scope.postMessage({ type: 'kept', id, present, width: tile.width, height: tile.height }, [present.buffer]);
  } catch (error) {
    const aborted = error instanceof DOMException && error.name === 'AbortError';
    scope.postMessage({ type: 'failed', id, message: error instanceof Error ? error.message : String(error), aborted });
  }
}

function keptTile(key: string): GreyTile {
  const tile = tiles.get(key);
  if (tile === undefined) throw new Error('The tile is no longer kept.');
  return tile;
}

async function load(id: number, url: string): Promise<ImageBitmap> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok) throw new Error(`The host answered ${response.status} for a tile.`);
    const blob = await response.blob();
    controller.signal.throwIfAborted();
    return await decodeStored(blob);
  } finally {
    running.delete(id);
  }
}

/** Canvas and pixels for colouring, kept because most tiles are of one size and allocating costs more than mapping. */
let brush: { readonly context: OffscreenCanvasRenderingContext2D; readonly pixels: ImageData; readonly colours: Uint32Array } | null = null;

function colour(key: string, lut: Uint32Array, outline: number | null): ImageBitmap {
  const { grey, width, height } = keptTile(key);
  if (brush === null || brush.pixels.width !== width || brush.pixels.height !== height) {
    // Read often, so that the canvas stays in memory: nothing is drawn on it but pixels.
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('This browser gives workers no canvas.');
    const pixels = new ImageData(width, height);
    brush = { context, pixels, colours: new Uint32Array(pixels.data.buffer) };
  }
  mapGrey(grey, lut, brush.colours);
  if (outline !== null) paintOutline(grey, width, lut, outline, brush.colours);
  brush.context.putImageData(brush.pixels, 0, 0);
  return brush.context.canvas.transferToImageBitmap();
}
