import type { AnnotationBody } from '../../../contract/annotations.ts';
import type { Change } from './packed.ts';

export const UNDO_LIMIT = 200;

/** One thing the examiner did, with both sides of it; null is an annotation that is not there. */
export type Step =
  | { readonly kind: 'annotation'; readonly label: string; readonly id: string; readonly before: AnnotationBody | null; readonly after: AnnotationBody | null }
  | { readonly kind: 'mask'; readonly label: string; readonly changes: readonly Change[] };

export interface UndoStack {
  readonly undo: readonly Step[];
  readonly redo: readonly Step[];
}

export const EMPTY_STACK: UndoStack = { undo: [], redo: [] };

/** Adds a step; what had been undone can no longer be redone. */
export function pushStep({ undo }: UndoStack, step: Step): UndoStack {
  return { undo: [...undo, step].slice(-UNDO_LIMIT), redo: [] };
}

export function takeUndo({ undo, redo }: UndoStack): { readonly step: Step; readonly stack: UndoStack } | null {
  const step = undo.at(-1);
  return step === undefined ? null : { step, stack: { undo: undo.slice(0, -1), redo: [...redo, step] } };
}

export function takeRedo({ undo, redo }: UndoStack): { readonly step: Step; readonly stack: UndoStack } | null {
  const step = redo.at(-1);
  return step === undefined ? null : { step, stack: { undo: [...undo, step], redo: redo.slice(0, -1) } };
}
