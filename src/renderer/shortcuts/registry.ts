/** The door of this folder: what features use to define, bind and show their actions. */
export { keyParts, keyWords, matchesKeys } from './keys.ts';
export { actionOf, allActions, conflicts, keysOf, useKeysOf, type ActionDefinition, type ActionScope, type Conflict } from './definitions.ts';
export { offeredActions, runAction, useActions, type ActionHandlers } from './useActions.ts';
