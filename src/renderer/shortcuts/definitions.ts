import { create } from 'zustand';
import { keysOfEvent, normaliseKeys } from './keys.ts';


export interface ActionDefinition {
  /** Unique, `<feature>.<verb>`. */
  readonly id: string;
  /** Sentence case, a verb first: stands in the palette, the map and tooltips. */
  readonly title: string;
  readonly group: 'General' | 'Evidence' | 'Review' | 'Annotate' | 'Scan' | 'Report';
  /** Where its keys count. A key may mean different things in `evidence` and in `review`; `canvas` counts within `review`. */
  readonly scope: ActionScope;
  /** Default key text such as `Ctrl+K`, or null. */
  readonly keys: string | null;
}

export type ActionScope = 'global' | 'evidence' | 'review' | 'canvas';
export type ShortcutOverrides = Readonly<Record<string, string | null>>;

const definitions = new Map<string, ActionDefinition>();

/** Makes actions known; done once at start by all.ts. A second definition of an id is a mistake of ours. */
export function registerActions(actions: readonly ActionDefinition[]): void {
  for (const action of actions) {
    const known = definitions.get(action.id);
    if (known !== undefined && known !== action) throw new Error(`Two actions have the id ${action.id}.`);
    definitions.set(action.id, action);
  }
}

export function allActions(): readonly ActionDefinition[] {
  return [...definitions.values()];
}

export function actionOf(id: string): ActionDefinition | undefined {
  return definitions.get(id);
}

const overridesStore = create<{ readonly overrides: ShortcutOverrides }>(() => ({ overrides: {} }));

/** Takes over the user's own keys; the frame calls it whenever the settings change. */
export function setShortcutOverrides(overrides: ShortcutOverrides): void {
  overridesStore.setState({ overrides });
}

/** The keys an action has under some overrides, in normal spelling. */
export function boundKeys(action: ActionDefinition, overrides: ShortcutOverrides): string | null {
  const chosen = Object.hasOwn(overrides, action.id) ? (overrides[action.id] ?? null) : action.keys;
  return chosen === null ? null : normaliseKeys(chosen);
}

/** The keys an action has now, or null. */
export function keysOf(actionId: string): string | null {
  const action = definitions.get(actionId);
  return action === undefined ? null : boundKeys(action, overridesStore.getState().overrides);
}

/** As `keysOf`, and renders again when the user changes them. */
export function useKeysOf(actionId: string): string | null {
  return overridesStore((state) => {
    const action = definitions.get(actionId);
    return action === undefined ? null : boundKeys(action, state.overrides);
  });
}

/** Whether two scopes can both be live, so that one key cannot serve both. */
export function scopesMeet(left: ActionScope, right: ActionScope): boolean {
  if (left === right || left === 'global' || right === 'global') return true;
  return left !== 'evidence' && right !== 'evidence';
}

export interface Conflict {
  readonly keys: string;
  readonly actions: readonly ActionDefinition[];
}

/** Keys that more than one action would answer to at the same time, under the user's overrides. */
export function conflicts(settings: { readonly shortcuts: ShortcutOverrides }, actions: readonly ActionDefinition[] = allActions()): readonly Conflict[] {
  const byKeys = Map.groupBy(actions, (action) => boundKeys(action, settings.shortcuts));
  const found: Conflict[] = [];
  for (const [keys, list] of byKeys) {
    if (keys === null) continue;
    const clashing = list.filter((one) => list.some((other) => other.id !== one.id && scopesMeet(one.scope, other.scope)));
    if (clashing.length > 0) found.push({ keys, actions: clashing });
  }
  return found;
}

/** The action of some scope that a pressed key asks for, or null. */
export function actionOfEvent(event: Parameters<typeof keysOfEvent>[0], scope: ActionScope, ids: Iterable<string>): string | null {
  const pressed = keysOfEvent(event);
  const { overrides } = overridesStore.getState();
  let best: { id: string; rank: number } | null = null;
  for (const id of ids) {
    const action = definitions.get(id);
    if (action === undefined || action.scope !== scope) continue;
    const keys = boundKeys(action, overrides);
    const rank = keys === null ? -1 : pressed.indexOf(keys);
    if (rank >= 0 && (best === null || rank < best.rank)) best = { id, rank };
  }
  return best?.id ?? null;
}
