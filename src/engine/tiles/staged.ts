import type { NetworkInput, NetworkOutput, Stages, StageValue, StageValues } from '../localiser/runtime.ts';
import { releaseMemory } from '../memory.ts';
import { joinOf, type TilePlace } from './join.ts';
import type { TilePlan } from './plan.ts';

/** Runs single tiles, named by their place in the plan: each once, row by row. */
export type TileRunner = (row: number, column: number) => Promise<NetworkOutput>;

export interface StagedOptions {
  readonly cut: (left: number, top: number) => NetworkInput;
  /** Wraps each run inside the network: timing. */
  readonly timed: <T>(run: () => Promise<T>) => Promise<T>;
  /** Called after each stage of a tile; over a picture the shares sum to its number of tiles. May throw to stop. */
  readonly onStage: (share: number) => Promise<void>;
}

/** Tile area up to which a picture is run stage by stage as a whole: about 32 bytes a pixel are held between stages (nano), some 670 MB. */
const EXACT_PIXELS = 20 * 1024 * 1024;
/** Tile area that stands for a larger picture. */
const SAMPLED_PIXELS = 8 * 1024 * 1024;
/** Tile area of a larger picture that is run, and held, at a time. */
const PREPARED_PIXELS = 2 * 1024 * 1024;

/**
 * Runs the tiles of a picture as if each saw the whole. Between the few places where the network looks at its whole input it is local, so all tiles
 * run up to the first such place, their shares are joined into what the whole has there, all run on with that, and so forth: each part runs once a
 * tile, and a tile differs from the whole only by what its edge cuts off. Of a picture with more than 20 tiles of 1024 x 1024 a regular subset of
 * at most 8 is joined, and then all run with what it gave, 2 at a time: so memory stays bounded.
 */
export async function stagedTiles(stages: Stages, plan: TilePlan, options: StagedOptions): Promise<TileRunner> {
  const { across, down } = plan;
  const last = stages.plan.stages.length - 1;
  const lastUse = lastUses(stages);
  const canvas = { width: across.positions.at(-1)! + across.size, height: down.positions.at(-1)! + down.size };
  const tiles = down.positions.length * across.positions.length;
  const held = new Map<number, StageValues>();
  const tilePixels = across.size * down.size;
  const chosen = chooseTiles(down.positions.length, across.positions.length, tilePixels);
  const sampled = chosen.length < tiles;
  const stageRuns = tiles * (last + 1) + (sampled ? chosen.length * last : 0);
  /** For each stage that has run, what its steps found, as a tile is given it. */
  const given: ((place: TilePlace) => StageValues)[][] = [];

  function placeOf(tile: number): TilePlace {
    const row = Math.floor(tile / across.positions.length);
    const column = tile % across.positions.length;
    return { left: across.positions[column]!, top: down.positions[row]!, width: across.size, height: down.size, across: across.shares[column]!, down: down.shares[row]! };
  }

  /** One stage of one tile: what it held, and what it now holds for later ones. */
  async function advance(stage: number, place: TilePlace, before: StageValues): Promise<Map<string, StageValue>> {
    const values = new Map(before);
    if (stage > 0) for (const give of given[stage - 1]!) for (const [name, value] of give(place)) values.set(name, value);
    const found = await options.timed(() => stages.run(stage, values, () => options.cut(place.left, place.top)));
    for (const [name, value] of found) values.set(name, value);
    await options.onStage(tiles / stageRuns);
    return values;
  }

  function stillNeeded(stage: number, values: StageValues): StageValues {
    return new Map([...values].filter(([name]) => (lastUse.get(name) ?? -1) > stage));
  }

  /** Runs tiles through a stage, all before the next; `seen` gets what each then has. */
  async function runStage(stage: number, list: readonly number[], seen: (values: StageValues, place: TilePlace) => void): Promise<void> {
    for (const tile of list) {
      const place = placeOf(tile);
      const values = await advance(stage, place, held.get(tile) ?? new Map());
      seen(values, place);
      const needed = stillNeeded(stage, values);
      held.set(tile, needed);
      releaseMemory(bytesOf(values) - bytesOf(needed));
    }
  }

  for (let stage = 0; stage < last; stage += 1) {
    const joins = stages.plan.steps.flatMap((step, index) => (step.stage === stage ? [joinOf(stages, index, canvas)] : []));
    await runStage(stage, chosen, (values, place) => {
      for (const join of joins) join.add(values, place);
    });
    given.push(await Promise.all(joins.map((join) => join.finish())));
  }

  // What the sample held would lie beside what the picture's tiles need, until each came to its turn.
  if (sampled) held.clear();

  /** The next tiles from `first` on, run up to the last stage. */
  async function prepare(first: number): Promise<void> {
    const count = Math.min(tiles - first, Math.max(1, Math.floor(PREPARED_PIXELS / tilePixels)));
    const next = Array.from({ length: count }, (_, index) => first + index);
    for (let stage = 0; stage < last; stage += 1) await runStage(stage, next, () => undefined);
  }

  return async (row, column) => {
    const tile = row * across.positions.length + column;
    if (!held.has(tile)) await prepare(tile);
    const values = await advance(last, placeOf(tile), held.get(tile)!);
    held.delete(tile);
    return stages.output(values);
  };
}

function bytesOf(values: StageValues): number {
  let bytes = 0;
  for (const { data } of values.values()) if (ArrayBuffer.isView(data)) bytes += data.byteLength;
  return bytes;
}

/** The last stage that reads each value; what neither a stage nor a step reads is an answer of the network, read after the last. */
function lastUses(stages: Stages): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  stages.plan.stages.forEach(({ inputs }, index) => {
    for (const name of inputs) uses.set(name, index);
  });
  const sources = new Set(stages.plan.steps.flatMap((step) => (step.kind === 'attention' ? [step.scores, step.values] : [step.features])));
  for (const name of stages.plan.stages.flatMap(({ outputs }) => outputs)) if (!uses.has(name) && !sources.has(name)) uses.set(name, stages.plan.stages.length);
  return uses;
}

/** Tiles, row by row, that are joined: all, or a regular grid of those that fit. */
export function chooseTiles(rows: number, columns: number, tilePixels: number): readonly number[] {
  const all = Array.from({ length: rows * columns }, (_, tile) => tile);
  if (all.length * tilePixels <= EXACT_PIXELS) return all;
  const most = Math.max(1, Math.floor(SAMPLED_PIXELS / tilePixels));
  const down = Math.min(rows, most, Math.max(1, Math.round(Math.sqrt((most * rows) / columns))));
  const across = Math.min(columns, Math.max(1, Math.floor(most / down)));
  const spread = (count: number, length: number): readonly number[] => Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * length) / count));
  return spread(down, rows).flatMap((row) => spread(across, columns).map((column) => row * columns + column));
}
