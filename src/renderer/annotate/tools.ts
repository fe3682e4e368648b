import { create } from 'zustand';
import type { Point } from '../../contract/geometry.ts';
import type { Draft } from './logic/draft.ts';
import type { Shape } from '../../contract/annotations.ts';

export type ToolName = 'select' | 'rectangle' | 'ellipse' | 'polygon' | 'arrow' | 'text' | 'measure' | 'brush' | 'eraser';

export interface ToolDefinition {
  readonly name: ToolName;
  readonly title: string;
  readonly keys: string;
  /** How it is used, in one line. */
  readonly help: string;
}

export const TOOLS: readonly ToolDefinition[] = [
  { name: 'select', title: 'Select and move', keys: 'V', help: 'Click a line to select it; drag it or its handles. Elsewhere, drag to move the picture.' },
  { name: 'rectangle', title: 'Rectangle', keys: 'M', help: 'Drag. Shift makes a square, Alt draws from the middle.' },
  { name: 'ellipse', title: 'Ellipse', keys: 'E', help: 'Drag. Shift makes a circle, Alt draws from the middle.' },
  { name: 'polygon', title: 'Polygon', keys: 'P', help: 'Click corners; double-click or Enter closes, Backspace takes one back, Esc cancels.' },
  { name: 'arrow', title: 'Arrow', keys: 'Y', help: 'Drag towards what it points at. Shift keeps steps of 45°.' },
  { name: 'text', title: 'Text', keys: 'T', help: 'Click where the text begins.' },
  { name: 'measure', title: 'Measure', keys: 'I', help: 'Drag between two places. Shift keeps steps of 45°.' },
  { name: 'brush', title: 'Brush on the analyst mask', keys: 'B', help: 'Alt erases, Shift+click draws a straight line.' },
  { name: 'eraser', title: 'Eraser on the analyst mask', keys: 'X', help: 'Shift+click erases a straight line.' },
];

export interface ToolState {
  readonly tool: ToolName;
  /** Diameter in pixels: of the stored picture, or of the screen where it follows the zoom. */
  readonly brushSize: number;
  readonly followZoom: boolean;
}

export const LEAST_BRUSH = 1;
export const MOST_BRUSH = 1000;

export const useTools = create<ToolState>(() => ({ tool: 'select', brushSize: 32, followZoom: false }));

/** Diameter in stored pixels at a magnification (screen pixels for each stored one). */
export function brushDiameter({ brushSize, followZoom }: Pick<ToolState, 'brushSize' | 'followZoom'>, scale: number): number {
  return Math.max(1, followZoom ? brushSize / scale : brushSize);
}

/** The next size a key press leads to: about a fifth more or less, by at least one pixel. */
export function nextBrushSize(size: number, direction: 1 | -1): number {
  const stride = Math.max(1, Math.round(size * 0.2));
  return Math.min(MOST_BRUSH, Math.max(LEAST_BRUSH, size + direction * stride));
}

export function isBrush(tool: ToolName): tool is 'brush' | 'eraser' {
  return tool === 'brush' || tool === 'eraser';
}

/** What is under the pointer right now and in no list yet. Changed at every pointer move and read by the layer when it draws; not React state on purpose. */
export const overlay: {
  draft: Draft | null;
  /** Place of the pointer in stored pixels while a tool has it. */
  pointer: Point | null;
  /** An annotation as it would be if the drag ended now. */
  preview: { readonly id: string; readonly shape: Shape } | null;
  /** End of the last stroke. */
  lastPoint: Point | null;
  erasing: boolean;
} = { draft: null, pointer: null, preview: null, lastPoint: null, erasing: false };

export function clearOverlay(): void {
  Object.assign(overlay, { draft: null, pointer: null, preview: null, lastPoint: null, erasing: false });
}
