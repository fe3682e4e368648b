import { normaliseKeys } from './keys.ts';
import type { ActionDefinition } from './definitions.ts';

type Overrides = Record<string, string | null>;

/** The user's keys with one action's set (null: none). What equals the default is not kept, so that a later default can take effect. */
export function withShortcut(overrides: Overrides, action: ActionDefinition, keys: string | null): Overrides {
  const rest = withoutShortcut(overrides, action.id);
  const standard = action.keys === null ? null : normaliseKeys(action.keys);
  return keys === standard ? rest : { ...rest, [action.id]: keys };
}

export function withoutShortcut(overrides: Overrides, actionId: string): Overrides {
  return Object.fromEntries(Object.entries(overrides).filter(([id]) => id !== actionId));
}
