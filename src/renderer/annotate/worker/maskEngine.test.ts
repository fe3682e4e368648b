import { expect, test } from 'vitest';
import type { MaskTile } from '../../../contract/annotations.ts';
import type { Point } from '../../../contract/geometry.ts';
import { hasPixel, maskArea } from '../logic/bits.ts';
import { reversed, unpack, wireTiles, type Change } from '../logic/packed.ts';
import { bothIn, overlap, tilesUnder } from './agreement.ts';
import { createMaskEngine, type EngineAnswer, type MaskEngine } from './maskEngine.ts';
import type { Unsaved } from './messages.ts';

const size = { width: 700, height: 520 };

interface Bench {
  readonly engine: MaskEngine;
  readonly answers: EngineAnswer[];
  readonly paint: (points: readonly Point[], radius?: number, value?: boolean) => Promise<void>;
  readonly pack: () => Promise<readonly Change[]>;
}

async function bench(tiles: readonly MaskTile[] = []): Promise<Bench> {
  const answers: EngineAnswer[] = [];
  const engine = createMaskEngine((answer) => answers.push(answer));
  await engine.handle({ type: 'open', size, tiles });
  let id = 0;
  return {
    engine,
    answers,
    paint: (points, radius = 10, value = true) => engine.handle({ type: 'paint', points, radius, value, at: 0 }),
    pack: async () => {
      id += 1;
      const own = id;
      await engine.handle({ type: 'pack', id: own });
      while (!answers.some((answer) => answer.type === 'packed' && answer.id === own)) await new Promise((resolve) => setTimeout(resolve, 1));
      return answers.flatMap((answer) => (answer.type === 'packed' && answer.id === own ? answer.changes : []));
    },
  };
}

function rebased(answers: readonly EngineAnswer[]): Extract<EngineAnswer, { type: 'rebased' }> {
  return answers.flatMap((answer) => (answer.type === 'rebased' ? [answer] : [])).at(-1)!;
}

test('strokes count their pixels, tell their tiles once, and come back from their packed form', async () => {
  const { engine, answers, paint, pack } = await bench();
  await paint([[250, 250], [262, 262]]);
  const area = maskArea(engine.mask());
  expect(answers.filter(({ type }) => type === 'state').at(-1)).toEqual({ type: 'state', area, dirty: true });
  const changes = await pack();
  expect(new Set(changes.map(({ column, row, before }) => `${column},${row}: ${before}`))).toEqual(new Set(['0,0: null', '0,1: null', '1,0: null', '1,1: null']));
  expect(changes.length).toBe(4);
  expect(await pack()).toEqual([]);
  const again = await bench(await wireTiles(changes));
  expect(maskArea(again.engine.mask())).toBe(area);
});

test('what is painted and erased again is no change, and erasing all leaves an empty tile', async () => {
  const { engine, paint, pack } = await bench();
  await paint([[100, 100]]);
  const [first] = await pack();
  await paint([[180, 180]]);
  await paint([[180, 180]], 10, false);
  expect(await pack()).toEqual([]);
  await paint([[100, 100]], 12, false);
  expect(await pack()).toEqual([{ column: 0, row: 0, before: first?.after, after: null }]);
  expect(engine.mask().tiles.size === 0 || maskArea(engine.mask()) === 0).toBe(true);
});

test('a step carried back and out again leaves the mask as it was, and keeps what came later', async () => {
  const { engine, paint, pack } = await bench();
  await paint([[100, 100]]);
  const first = await pack();
  await paint([[200, 100]]);
  await pack();
  await engine.handle({ type: 'carry', changes: reversed(first) });
  expect([hasPixel(engine.mask(), 100, 100), hasPixel(engine.mask(), 200, 100)]).toEqual([false, true]);
  await engine.handle({ type: 'carry', changes: first });
  expect([hasPixel(engine.mask(), 100, 100), hasPixel(engine.mask(), 200, 100)]).toEqual([true, true]);
});

test('a mask changed elsewhere is taken over; unsaved and unpacked strokes are put on top', async () => {
  const { engine, answers, paint, pack } = await bench();
  await paint([[100, 100]]);
  const unsaved: Unsaved[] = (await pack()).map((change) => ({ ...change, sent: [] }));
  await paint([[150, 150]]);
  const theirs = await bench();
  await theirs.paint([[400, 400]]);
  await engine.handle({ type: 'rebase', id: 1, tiles: await wireTiles(await theirs.pack()), unsaved });
  const mask = engine.mask();
  expect([hasPixel(mask, 100, 100), hasPixel(mask, 150, 150), hasPixel(mask, 400, 400)]).toEqual([true, true, true]);
  expect(rebased(answers).foreign).toBe(true);
  const changes = await pack();
  expect(changes.map(({ column, row }) => [column, row])).toEqual([[0, 0]]);
  const saved = await unpack(changes[0]!.after);
  expect(saved).toEqual(mask.tiles.get(0));
});

test('an own piece whose answer was lost is not taken for somebody else’s', async () => {
  const { engine, answers, paint, pack } = await bench();
  await paint([[100, 100]]);
  const sent = await pack();
  await paint([[140, 100]]);
  const later = await pack();
  const unsaved = later.map((change) => ({ ...change, before: null, sent: [sent[0]!.after] }));
  await engine.handle({ type: 'rebase', id: 2, tiles: await wireTiles(sent), unsaved });
  expect(rebased(answers).foreign).toBe(false);
  expect(hasPixel(engine.mask(), 140, 100)).toBe(true);
  expect((await pack()).length).toBe(1);
});

test('only the changed part of the view is drawn anew, and nothing outside it', async () => {
  const { engine, answers, paint } = await bench();
  await engine.handle({ type: 'view', part: { x: 0, y: 0, width: 256, height: 256, level: 0 }, scale: 1 });
  answers.length = 0;
  await paint([[600, 400]]);
  expect(answers.map(({ type }) => type)).toEqual(['state']);
  await paint([[50, 60]]);
  const patch = answers.find((answer) => answer.type === 'patch');
  expect(patch?.part).toMatchObject({ x: 32, y: 48, level: 0 });
  expect(patch !== undefined && patch.part.width <= 48 && patch.part.height <= 48).toBe(true);
});

test('pixels in both masks are counted over tile borders, as found pixel by pixel', async () => {
  const { engine, paint } = await bench();
  await paint([[230, 240], [520, 300]], 30);
  const mask = engine.mask();
  const value = (x: number, y: number): number => (x * 7 + y * 13) % 256;
  let both = 0;
  for (const place of tilesUnder(mask)) {
    const width = Math.min(512, size.width - place.column * 512);
    const height = Math.min(512, size.height - place.row * 512);
    const grey = Uint8Array.from({ length: width * height }, (_, at) => value(place.column * 512 + (at % width), place.row * 512 + Math.floor(at / width)));
    both += bothIn(mask, place, { grey, width, height }, 128);
  }
  let expected = 0;
  for (let y = 0; y < size.height; y += 1) for (let x = 0; x < size.width; x += 1) if (hasPixel(mask, x, y) && value(x, y) >= 128) expected += 1;
  expect(both).toBe(expected);
  expect(overlap(both, expected, expected)).toBe(1);
  expect(overlap(0, 0, 0)).toBeNull();
});
