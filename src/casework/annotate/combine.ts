import { setImmediate as breathe } from 'node:timers/promises';
import type { MaskOperation } from '../../contract/index.ts';
import { type PackedTile, packTile, placeOf, TILE_BYTES, unpackTile } from './bits.ts';

/** Tiles worked on before other work of the process gets a turn: about ten milliseconds. */
const TILES_AT_ONCE = 32;

/**
 * The tiles that change when the analyst's mask is combined with the model's, pixel by pixel: union = either, subtract = the analyst's without the model's,
 * copy = the model's alone. `clear` takes an empty model's mask. Tiles that stay as they are, are left out.
 */
export async function combineTiles(standing: readonly PackedTile[], model: ReadonlyMap<string, Uint8Array>, type: 'union' | 'subtract' | 'copy' | 'clear'): Promise<readonly PackedTile[]> {
  const own = new Map(standing.map((tile) => [placeOf(tile.column, tile.row), tile.deflated]));
  const places = type === 'subtract' || type === 'clear' ? [...own.keys()] : type === 'union' ? [...model.keys()] : [...new Set([...own.keys(), ...model.keys()])];
  const changed: PackedTile[] = [];
  for (const [index, place] of places.entries()) {
    if (index % TILES_AT_ONCE === TILES_AT_ONCE - 1) await breathe();
    const before = unpackTile(own.get(place) ?? null);
    const after = combineBits(before, model.get(place), type);
    if (Buffer.compare(before, after) === 0) continue;
    const [column = 0, row = 0] = place.split(',').map(Number);
    changed.push(packTile(column, row, after));
  }
  return changed;
}

function combineBits(own: Uint8Array, model: Uint8Array | undefined, type: 'union' | 'subtract' | 'copy' | 'clear'): Uint8Array {
  if (type === 'clear') return new Uint8Array(TILE_BYTES);
  if (type === 'copy') return model ?? new Uint8Array(TILE_BYTES);
  if (model === undefined) return own;
  return own.map((byte, index) => (type === 'union' ? byte | (model[index] ?? 0) : byte & ~(model[index] ?? 0)));
}

/** Whether an operation is done by the host, at native resolution, and not by the page. */
export function isCombination(operation: MaskOperation): operation is Extract<MaskOperation, { type: 'union' | 'subtract' | 'copy' | 'clear' }> {
  return operation.type === 'union' || operation.type === 'subtract' || operation.type === 'copy' || operation.type === 'clear';
}
