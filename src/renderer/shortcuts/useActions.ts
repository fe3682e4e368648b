import { useEffect, useRef } from 'react';
import { keysOfEvent } from './keys.ts';
import { actionOfEvent, type ActionScope } from './definitions.ts';

export type ActionHandlers = Partial<Record<string, () => void>>;

interface Binding {
  readonly scope: ActionScope;
  readonly handlers: { readonly current: ActionHandlers };
}

/** The innermost scope answers first. */
const ORDER: readonly ActionScope[] = ['canvas', 'review', 'evidence', 'global'];
const bindings: Binding[] = [];

const TEXT_INPUTS = new Set(['text', 'search', 'url', 'tel', 'email', 'password', 'number', 'date', 'datetime-local', 'time', 'month', 'week']);
const MOVES = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']);

/** What the focused element does with keys by itself: `text` takes all but Ctrl combinations of the frame, `moves` the arrow keys, `press` Space and Enter. */
function ownKeys(target: EventTarget | null): 'text' | 'moves' | 'press' | 'none' {
  if (!(target instanceof HTMLElement)) return 'none';
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return 'text';
  if (target instanceof HTMLInputElement) {
    if (TEXT_INPUTS.has(target.type)) return 'text';
    return target.type === 'range' || target.type === 'radio' ? 'moves' : 'press';
  }
  if (target.closest('[role="menu"], [role="combobox"]') !== null) return 'text';
  if (target.closest('[role="slider"], [role="tab"], [role="separator"], [role="radio"]') !== null) return 'moves';
  if (target.closest('button, a[href], summary, [role="button"], [role="switch"], [role="checkbox"]') !== null) return 'press';
  return 'none';
}

/** Whether a pressed key belongs to the element it was pressed in and not to the page. */
function isTaken(event: KeyboardEvent): boolean {
  const own = ownKeys(event.target);
  if (own === 'text') return true;
  if (own === 'moves') return MOVES.has(event.key) || event.key === ' ';
  return own === 'press' && (event.key === ' ' || event.key === 'Enter');
}

function dialogOpen(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || keysOfEvent(event).length === 0) return;
  const taken = isTaken(event);
  // Ctrl combinations of the frame (the palette) work while typing; everything else is left to the text. A dialog keeps the page behind it still.
  const frameOnly = dialogOpen() || taken;
  if (frameOnly && !(event.ctrlKey || event.metaKey)) return;
  for (const scope of frameOnly ? (['global'] as const) : ORDER) {
    for (const binding of bindings.toReversed()) {
      if (binding.scope !== scope) continue;
      const handlers = binding.handlers.current;
      const id = actionOfEvent(event, scope, Object.keys(handlers));
      const run = id === null ? undefined : handlers[id];
      if (run === undefined) continue;
      event.preventDefault();
      event.stopPropagation();
      run();
      return;
    }
  }
}

/** Runs an action as its key would, for the palette; false where nothing on the page offers it now. */
export function runAction(id: string): boolean {
  for (const binding of bindings.toReversed()) {
    const run = binding.handlers.current[id];
    if (run === undefined) continue;
    run();
    return true;
  }
  return false;
}

/** Ids of the actions the page offers now. */
export function offeredActions(): ReadonlySet<string> {
  return new Set(bindings.flatMap((binding) => Object.entries(binding.handlers.current).flatMap(([id, run]) => (run === undefined ? [] : [id]))));
}

/** Binds actions to their keys while mounted. An action without a handler (undefined) is not offered. */
export function useActions(scope: ActionScope, handlers: ActionHandlers): void {
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });
  useEffect(() => {
    const binding: Binding = { scope, handlers: current };
    if (bindings.length === 0) document.addEventListener('keydown', handle);
    bindings.push(binding);
    return () => {
      bindings.splice(bindings.indexOf(binding), 1);
      if (bindings.length === 0) document.removeEventListener('keydown', handle);
    };
  }, [scope]);
}
