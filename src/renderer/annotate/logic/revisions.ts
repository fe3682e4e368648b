import type { Annotation, MaskOperation } from '../../../contract/annotations.ts';
import { CONFIDENCE_WORDS, sameShape } from './shapes.ts';

/** What a revision changed against the one before it. */
export function changeWords(before: Annotation | undefined, after: Annotation): string {
  if (after.deleted) return 'removed';
  if (before === undefined) return 'drawn';
  if (before.deleted) return 'brought back';
  const changes: string[] = [];
  if (!sameShape(before.shape, after.shape)) changes.push(before.shape.type === 'text' && after.shape.type === 'text' && before.shape.text !== after.shape.text ? 'text' : 'place or shape');
  if (before.note !== after.note) changes.push('note');
  if (before.confidence !== after.confidence) changes.push(`confidence to ${CONFIDENCE_WORDS[after.confidence].toLowerCase()}`);
  if (before.layers.join() !== after.layers.join()) changes.push('layers');
  return changes.length === 0 ? 'saved again' : `changed ${changes.join(', ')}`;
}

/** What made a revision of the mask, in words. */
export function operationWords(operation: MaskOperation): string {
  switch (operation.type) {
    case 'brush':
      return 'painted';
    case 'erase':
      return 'erased';
    case 'shape':
      return 'shape filled';
    case 'clear':
      return 'cleared';
    case 'undo':
      return 'undone';
    case 'redo':
      return 'done again';
    case 'copy':
      return `copied from the model at ${operation.threshold.toFixed(2)}`;
    case 'union':
      return `union with the model at ${operation.threshold.toFixed(2)}`;
    case 'subtract':
      return `model subtracted at ${operation.threshold.toFixed(2)}`;
  }
}
