import { createContext, useContext } from 'react';
import type Konva from 'konva';
import type { Point, Size } from '../../../contract/geometry.ts';

/** A place in the canvas, in CSS pixels from the upper left of the stage. */
export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

export type CursorName = 'default' | 'crosshair' | 'grab' | 'grabbing' | 'none' | 'pointer' | 'move' | 'text' | 'cell';

/** What the canvas lends to whatever draws in its stored-coordinates group. */
export interface CanvasContext {
  /** Size of the stored picture in pixels. */
  readonly size: Size;
  /** Screen (CSS) pixels for each stored pixel: divide a wanted screen width by it to get a stroke width in the group. */
  readonly scale: number;
  /** Stored coordinates under a place of the stage; not rounded, and outside the picture where the place is. */
  readonly toStored: (screen: ScreenPoint) => Point;
  readonly stage: Konva.Stage | null;
  /** Space is down: the pointer pans, tools rest. */
  readonly spaceHeld: boolean;
  /** Cursor of the canvas while nothing else (panning) claims it. */
  readonly setCursor: (name: CursorName) => void;
}

export const CanvasContextProvider = createContext<CanvasContext | null>(null);

/** The canvas around this component. Throws outside of one: a layer without a canvas has no coordinates. */
export function useCanvas(): CanvasContext {
  const context = useContext(CanvasContextProvider);
  if (context === null) throw new Error('useCanvas needs a ReviewCanvas around it.');
  return context;
}

/** The canvas, or null where none is shown (tool strips and panels stand beside it). */
export function useCanvasOrNull(): CanvasContext | null {
  return useContext(CanvasContextProvider);
}
