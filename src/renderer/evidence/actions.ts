import { REVIEW_STATUSES } from '../../contract/evidence.ts';
import type { ActionDefinition } from '../shortcuts/registry.ts';

const STATUS_TITLES = ['unreviewed', 'in review', 'traces found', 'inconclusive', 'no traces found', 'verified'] as const;

function action(id: string, title: string, keys: string | null): ActionDefinition {
  return { id: `evidence.${id}`, title, group: 'Evidence', scope: 'evidence', keys };
}

/** Every action of the Evidence screen, for the shortcut map, the palette and the settings. */
export const actions: readonly ActionDefinition[] = [
  action('left', 'Previous item', 'ArrowLeft'),
  action('right', 'Next item', 'ArrowRight'),
  action('up', 'One line up', 'ArrowUp'),
  action('down', 'One line down', 'ArrowDown'),
  action('pageUp', 'One page up', 'PageUp'),
  action('pageDown', 'One page down', 'PageDown'),
  action('first', 'First item', 'Home'),
  action('last', 'Last item', 'End'),
  action('selectLeft', 'Extend selection to the previous item', 'Shift+ArrowLeft'),
  action('selectRight', 'Extend selection to the next item', 'Shift+ArrowRight'),
  action('selectUp', 'Extend selection one line up', 'Shift+ArrowUp'),
  action('selectDown', 'Extend selection one line down', 'Shift+ArrowDown'),
  action('selectPageUp', 'Extend selection one page up', 'Shift+PageUp'),
  action('selectPageDown', 'Extend selection one page down', 'Shift+PageDown'),
  action('selectFirst', 'Extend selection to the first item', 'Shift+Home'),
  action('selectLast', 'Extend selection to the last item', 'Shift+End'),
  action('toggle', 'Select or deselect the item', 'Space'),
  action('selectAll', 'Select everything found', 'Ctrl+A'),
  action('clearSelection', 'Clear the selection', 'Escape'),
  action('open', 'Open in review', 'Enter'),
  ...REVIEW_STATUSES.map((review, index) => action(`set.${review}`, `Set status: ${STATUS_TITLES[index]!}`, String(index))),
  ...REVIEW_STATUSES.map((review, index) => action(`setFolder.${review}`, `Set status of the whole folder: ${STATUS_TITLES[index]!}`, `Alt+${index}`)),
  action('undo', 'Take back the last status change', 'Ctrl+Z'),
  action('search', 'Search text', 'Ctrl+F'),
  action('searchSlash', 'Search text', '/'),
  action('clearFilters', 'Remove all filters', 'Shift+Escape'),
  action('grid', 'Show as grid', 'G'),
  action('table', 'Show as table', 'T'),
  action('group', 'Group by folder on or off', 'F'),
  action('fold', 'Fold or unfold the folder', 'C'),
  action('foldAll', 'Fold or unfold all folders', 'Shift+C'),
  action('larger', 'Larger thumbnails', '+'),
  action('smaller', 'Smaller thumbnails', '-'),
];
