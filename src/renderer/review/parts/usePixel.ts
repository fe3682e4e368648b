import { useEffect, useState } from 'react';
import type { z } from 'zod';
import type { pixelReadingSchema } from '../../../contract/index.ts';
import { api } from '../../api/client.ts';
import type { CanvasEngine } from '../canvas/engine.ts';
import { createLatest } from '../logic/latest.ts';
import { useView } from '../state.ts';

export type PixelReading = z.infer<typeof pixelReadingSchema>;

export interface PixelPlace {
  readonly x: number;
  readonly y: number;
}

/** Shortest time between two questions for a pixel, in milliseconds. */
const LEAST = 40;

/** The stored pixel under the pointer at once, and what the host reads there as soon as it answers; never the answer for an older place. */
export function usePixel(engine: CanvasEngine, slug: string, evidenceId: number, findingId: number | null): { readonly place: PixelPlace | null; readonly reading: PixelReading | null } {
  const [place, setPlace] = useState<PixelPlace | null>(null);
  const [reading, setReading] = useState<PixelReading | null>(null);
  useEffect(() => {
    const latest = createLatest(({ x, y }: PixelPlace, signal) => api.review.pixel({ case: slug, evidenceId, findingId, x, y }, { signal }), setReading, LEAST);
    let shown: PixelPlace | null = null;
    function follow(): void {
      const { cursor } = useView.getState();
      const scene = engine.scene();
      const next = cursor === null || scene === null ? null : pixelAt(engine.toStored(cursor), scene.size);
      if (next?.x === shown?.x && next?.y === shown?.y) return;
      shown = next;
      setPlace(next);
      if (next !== null) latest.want(next);
    }
    const stops = [useView.subscribe(follow), latest.stop];
    return () => {
      for (const stop of stops) stop();
      setReading(null);
      setPlace(null);
    };
  }, [engine, slug, evidenceId, findingId]);
  return { place, reading };
}

/** The pixel a stored point lies in, or null outside the picture. */
export function pixelAt([x, y]: readonly [number, number], { width, height }: { readonly width: number; readonly height: number }): PixelPlace | null {
  const at = { x: Math.floor(x), y: Math.floor(y) };
  return at.x < 0 || at.y < 0 || at.x >= width || at.y >= height ? null : at;
}
