import type { ActionDefinition } from '../shortcuts/registry.ts';

/** Actions of the Custody screen. They hold Ctrl, so that they work while a field has the keyboard. */
export const actions: readonly ActionDefinition[] = [
  { id: 'custody.verify', title: 'Verify the evidence', group: 'Report', scope: 'global', keys: 'Ctrl+Shift+U' },
  { id: 'custody.transfer', title: 'Record a transfer', group: 'Report', scope: 'global', keys: 'Ctrl+Shift+Y' },
];
