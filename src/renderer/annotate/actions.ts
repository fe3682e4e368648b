import type { ActionDefinition } from '../shortcuts/registry.ts';
import { TOOLS } from './tools.ts';

function action(id: string, title: string, keys: string | null): ActionDefinition {
  return { id: `annotate.${id}`, title, group: 'Annotate', scope: 'canvas', keys };
}

/** Every action of the annotation tools. R, O, L, D and A, which other programs use for tools, already mean something on this canvas. */
export const actions: readonly ActionDefinition[] = [
  ...TOOLS.map(({ name, title, keys }) => action(name, title, keys)),
  action('brushSmaller', 'Smaller brush', '['),
  action('brushLarger', 'Larger brush', ']'),
  action('brushFollow', 'Brush size follows the zoom on or off', 'Shift+B'),
  action('finish', 'Finish the shape, or place one in the middle of the view', 'Enter'),
  action('cancel', 'Cancel drawing, then leave the tool', 'Escape'),
  action('remove', 'Remove the selected annotation', 'Delete'),
  action('removeToo', 'Take back the last corner, or remove the selected annotation', 'Backspace'),
  action('next', 'Select the next annotation', 'J'),
  action('previous', 'Select the previous annotation', 'Shift+J'),
  action('hide', 'Hide or show the selected annotation', 'H'),
  action('lock', 'Lock or unlock the selected annotation', 'Q'),
  action('move', 'Move the selected annotation: arrows 1 px, with Shift 10 px; with Ctrl change its size', null),
  action('undo', 'Undo', 'Ctrl+Z'),
  action('redo', 'Redo', 'Ctrl+Shift+Z'),
  action('redoToo', 'Redo', 'Ctrl+Y'),
];
