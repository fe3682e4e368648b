import type { ActionDefinition } from '../shortcuts/registry.ts';

function action(id: string, title: string, keys: string | null): ActionDefinition {
  return { id: `explain.${id}`, title, group: 'Review', scope: 'review', keys };
}

/** Actions of the Explain tab. Those on a sentence act on the chosen one. */
export const actions: readonly ActionDefinition[] = [
  action('measure', 'Explain what was measured', 'Shift+E'),
  action('next', 'Next sentence of the explanation', 'S'),
  action('previous', 'Previous sentence of the explanation', 'Shift+S'),
  action('accept', 'Accept the sentence', 'Shift+Y'),
  action('edit', 'Edit the sentence', 'W'),
  action('reject', 'Reject the sentence', 'Shift+X'),
  action('level', 'Change the reading level, plain or technical', 'G'),
  action('ask', 'Ask the model', null),
];
