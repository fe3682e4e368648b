import { expect, test } from 'vitest';
import { EMPTY_STACK, pushStep, takeRedo, takeUndo, UNDO_LIMIT, type Step } from './undo.ts';

const step = (label: string): Step => ({ kind: 'mask', label, changes: [] });

test('200 steps are kept, the oldest go first', () => {
  let stack = EMPTY_STACK;
  for (let count = 0; count < UNDO_LIMIT + 5; count += 1) stack = pushStep(stack, step(`s${count}`));
  expect(stack.undo.length).toBe(200);
  expect(stack.undo[0]?.label).toBe('s5');
});

test('undo and redo go back and forth; a new step ends redo', () => {
  let stack = pushStep(pushStep(EMPTY_STACK, step('one')), step('two'));
  const undone = takeUndo(stack)!;
  expect(undone.step.label).toBe('two');
  expect(takeUndo(takeUndo(undone.stack)!.stack)).toBeNull();
  const redone = takeRedo(undone.stack)!;
  expect(redone.step.label).toBe('two');
  expect(redone.stack).toEqual(stack);
  stack = pushStep(undone.stack, step('three'));
  expect(takeRedo(stack)).toBeNull();
  expect(stack.undo.map(({ label }) => label)).toEqual(['one', 'three']);
});
