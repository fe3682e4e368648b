import { REVIEW_STATUSES } from '../../contract/evidence.ts';
import type { ActionDefinition } from '../shortcuts/registry.ts';
import { NUMBERED_LAYERS, OPINION_LAYERS } from './layers.ts';

const STATUS_TITLES = ['unreviewed', 'in review', 'traces found', 'inconclusive', 'no traces found', 'verified'] as const;

function action(id: string, title: string, keys: string | null, scope: ActionDefinition['scope'] = 'review'): ActionDefinition {
  return { id: `review.${id}`, title, group: 'Review', scope, keys };
}

/** A title in the middle of a sentence; abbreviations keep their capitals. */
function within(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;
}

/** Every action of the Review screen. Space and the keys of the original are held, not pressed; the canvas binds them itself. */
export const actions: readonly ActionDefinition[] = [
  action('previous', 'Previous item', 'A'),
  action('next', 'Next item', 'D'),
  action('list', 'Back to the list', 'U'),
  ...REVIEW_STATUSES.map((review, index) => action(`set.${review}`, `Set status: ${STATUS_TITLES[index]!}`, String(index))),
  action('scan', 'Scan this picture', 'Shift+Enter'),
  action('fit', 'Fit the picture', 'F'),
  action('fitToo', 'Fit the picture', 'Ctrl+F'),
  action('actual', 'One picture pixel for one screen pixel', 'Ctrl+0'),
  action('zoomIn', 'Zoom in', '+'),
  action('zoomOut', 'Zoom out', '-'),
  action('turn', 'Turn right, for display only', 'R'),
  action('turnBack', 'Turn left, for display only', 'Shift+R'),
  action('panLeft', 'Look further left', 'ArrowLeft', 'canvas'),
  action('panRight', 'Look further right', 'ArrowRight', 'canvas'),
  action('panUp', 'Look further up', 'ArrowUp', 'canvas'),
  action('panDown', 'Look further down', 'ArrowDown', 'canvas'),
  action('pan', 'Move the picture while held', 'Space', 'canvas'),
  action('original', 'Show the picture alone while held', 'O'),
  action('originalToo', 'Show the picture alone while held', '`'),
  action('regionNext', 'Go to the next region', 'N'),
  action('regionPrevious', 'Go to the previous region', 'Shift+N'),
  action('thresholdUp', 'Raise the threshold by 0.01', '.'),
  action('thresholdDown', 'Lower the threshold by 0.01', ','),
  action('thresholdReset', 'Back to the threshold of the finding', 'Shift+T'),
  ...NUMBERED_LAYERS.map(({ name, title }, index) => action(`layer.${name}`, `Show or hide layer: ${within(title)}`, `Shift+${index + 1}`)),
  ...OPINION_LAYERS.toReversed().map(({ name, title }) => action(`layer.${name}`, `Show or hide second opinion: ${within(title)}`, name === 'agreement' ? 'Shift+A' : null)),
  action('opinions', 'Run second opinions on this picture', 'Shift+O'),
  action('opacityUp', 'Active layer more opaque', 'Shift+ArrowUp'),
  action('opacityDown', 'Active layer less opaque', 'Shift+ArrowDown'),
  action('compareNext', 'Next way to compare', 'C'),
  action('compareOff', 'Stop comparing', 'Shift+C'),
  action('loupe', 'Loupe on or off', 'L'),
  action('loupeStretch', 'Stretch contrast in the loupe', 'Shift+L'),
  action('minimap', 'Overview on or off', 'Shift+M'),
  action('coefficients', 'Show the coefficients of the block under the pointer', 'K'),
];
