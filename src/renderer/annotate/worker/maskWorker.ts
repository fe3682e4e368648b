import { decodeStored, greyTile, type GreyTile } from '../../review/workers/greyTile.ts';
import { bothIn, modelTileUrl, tilesUnder } from './agreement.ts';
import { createMaskEngine, type EngineAnswer } from './maskEngine.ts';
import type { MaskAnswer, MaskOrder, ModelMask } from './messages.ts';

/** Draws, packs and composes the analyst's mask beside the page's own thread. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<MaskOrder>) => void) | null;
  readonly postMessage: (answer: MaskAnswer, transfer?: Transferable[]) => void;
}
const scope = globalThis as unknown as WorkerScope;
/** Tiles of the model's mask kept, 256 kB each. */
const KEPT_TILES = 96;
const kept = new Map<string, GreyTile>();
let newestComparison = 0;
let sending: Promise<void> = Promise.resolve();

const engine = createMaskEngine((answer) => {
  // A whole part becomes a bitmap first; what comes after it must not overtake it.
  sending = sending.then(() => send(answer));
});

scope.onmessage = ({ data }) => {
  const id = 'id' in data ? data.id : null;
  const work = data.type === 'agree' ? compare(data.id, data.model) : engine.handle(data);
  work.catch((error: unknown) => scope.postMessage({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) }));
};

async function send(answer: EngineAnswer): Promise<void> {
  if (answer.type === 'whole') {
    const { part, pixels } = answer;
    const bitmap = await createImageBitmap(new ImageData(new Uint8ClampedArray(pixels.buffer), part.width >> part.level, part.height >> part.level));
    scope.postMessage({ type: 'full', part, bitmap }, [bitmap]);
  } else if (answer.type === 'patch') scope.postMessage(answer, [answer.pixels.buffer]);
  else scope.postMessage(answer);
}

async function compare(id: number, model: ModelMask): Promise<void> {
  newestComparison = id;
  let both = 0;
  for (const place of tilesUnder(engine.mask())) {
    if (newestComparison !== id) throw new Error('A newer comparison has taken its place.');
    both += bothIn(engine.mask(), place, await modelTile(modelTileUrl(model, place)), model.firstByte);
  }
  scope.postMessage({ type: 'agreed', id, both });
}

async function modelTile(url: string): Promise<GreyTile> {
  const known = kept.get(url);
  if (known !== undefined) return known;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The host answered ${response.status} for a tile of the model's mask.`);
  const tile = greyTile(await decodeStored(await response.blob()));
  kept.set(url, tile);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_TILES && oldest !== undefined) kept.delete(oldest);
  return tile;
}
