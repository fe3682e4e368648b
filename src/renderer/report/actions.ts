import type { ActionDefinition } from '../shortcuts/registry.ts';

function action(id: string, title: string, keys: string | null): ActionDefinition {
  return { id: `report.${id}`, title, group: 'Report', scope: 'global', keys };
}

/** Actions of the report builder. They hold Ctrl, so that they work while a field has the keyboard. */
export const actions: readonly ActionDefinition[] = [
  action('draft', 'Make a draft of the report', 'Ctrl+Shift+D'),
  action('final', 'Issue the final report', 'Ctrl+Shift+F'),
  action('preview', 'Read the newest draft', 'Ctrl+Shift+H'),
  action('missing', 'Go to the next thing missing', 'Ctrl+Shift+M'),
  action('export', 'Export for other tools', 'Ctrl+Shift+E'),
  action('merge', 'Merge a reviewer’s notes', null),
];
