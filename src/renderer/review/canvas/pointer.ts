import { createContext, useContext, useEffect, useRef } from 'react';
import type { Point } from '../../../contract/geometry.ts';
import type { ScreenPoint } from './context.ts';

/** A pointer event of the canvas in pixels of the stored picture. */
export interface StoredPointer {
  /** Stored coordinates, not rounded; outside the picture where the pointer is. */
  readonly x: number;
  readonly y: number;
  readonly screen: ScreenPoint;
  /** All places since the last event, oldest first, the last one being (x, y): for strokes. */
  readonly path: readonly Point[];
  /** 0..1; 0.5 for a mouse with its button down. */
  readonly pressure: number;
  readonly button: number;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly pointerType: string;
}

/** What a tool does with the pointer. `onMove` is also called while no button is down (`dragging` false). `onCancel`: the gesture was taken away. */
export interface PointerTool {
  readonly onDown?: ((event: StoredPointer) => void) | undefined;
  readonly onMove?: ((event: StoredPointer, dragging: boolean) => void) | undefined;
  readonly onUp?: ((event: StoredPointer) => void) | undefined;
  readonly onCancel?: (() => void) | undefined;
}

/** Which tool has the pointer: the one mounted last. */
export interface PointerHub {
  readonly claim: (tool: () => PointerTool) => () => void;
  readonly current: () => PointerTool | null;
}

export function createPointerHub(): PointerHub {
  const tools: (() => PointerTool)[] = [];
  return {
    claim: (tool) => {
      tools.push(tool);
      return () => {
        const place = tools.lastIndexOf(tool);
        if (place >= 0) tools.splice(place, 1);
      };
    },
    current: () => tools.at(-1)?.() ?? null,
  };
}

export const PointerHubContext = createContext<PointerHub | null>(null);

/**
 * Gives the canvas's primary button to a tool while mounted with one; null leaves it to the canvas (drag pans, click chooses a region).
 * Space, the middle button and a second finger always pan, and cancel a gesture that has begun. Handlers may change at every render.
 */
export function usePointerTool(tool: PointerTool | null): void {
  const hub = useContext(PointerHubContext);
  const latest = useRef(tool);
  useEffect(() => {
    latest.current = tool;
  });
  const active = tool !== null;
  useEffect(() => {
    if (!active || hub === null) return;
    return hub.claim(() => latest.current ?? {});
  }, [active, hub]);
}
