import { useEffect, useState } from 'react';
import { TILE } from '../../../contract/pyramid.ts';
import type { CanvasEngine } from '../canvas/engine.ts';
import { markingMethods } from '../logic/luts.ts';
import type { PixelPlace } from './usePixel.ts';

interface Marks extends PixelPlace {
  readonly count: number;
}

/**
 * How many of `methods` methods mark the pixel, from the stored byte of the agreement map at full resolution; null while that tile is on its way.
 * The tile is loaded for this alone where the canvas does not show it.
 */
export function useMarks(engine: CanvasEngine, place: PixelPlace | null, methods: number): number | null {
  const [marks, setMarks] = useState<Marks | null>(null);
  useEffect(() => {
    const source = engine.scene()?.maps.agreement;
    if (place === null || methods === 0 || source === undefined) {
      engine.setReading(null);
      return;
    }
    const tile = { level: 0, column: Math.floor(place.x / TILE), row: Math.floor(place.y / TILE) };
    let over = false;
    const end = (): void => {
      over = true;
      stop();
    };
    async function read(from: NonNullable<typeof source>, { x, y }: PixelPlace): Promise<void> {
      if (over || !engine.store.has(from, tile)) return;
      const byte = await engine.store.byte(from, tile, x - tile.column * TILE, y - tile.row * TILE);
      if (over || byte === null) return;
      setMarks({ x, y, count: markingMethods(byte, methods) });
      end();
    }
    const stop = engine.onFrame(() => void read(source, place));
    engine.setReading({ source, tile });
    void read(source, place);
    return end;
  }, [engine, place, methods]);
  return marks !== null && place !== null && marks.x === place.x && marks.y === place.y ? marks.count : null;
}
