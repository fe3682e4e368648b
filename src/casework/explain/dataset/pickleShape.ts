import { AppError } from '../../../contract/index.ts';
import type { PickleLimits, PickleValue } from './pickle.ts';

/**
 * Walks a value that may share parts, each part once: refuses one that contains itself, is nested too deeply, or would be too large with everything
 * shared written out ("billion laughs"). Returns that size: values plus characters.
 */
export function checkShape(root: PickleValue, limits: Pick<PickleLimits, 'depth' | 'expanded'>): number {
  const sizes = new Map<object, { readonly size: number; readonly height: number }>();
  const open = new Set<object>();
  function measure(value: PickleValue, depth: number): { readonly size: number; readonly height: number } {
    if (typeof value === 'string') return { size: 1 + value.length, height: 0 };
    if (value instanceof Uint8Array) return { size: 1 + value.length, height: 0 };
    if (value === null || typeof value !== 'object') return { size: 1, height: 0 };
    if (depth > limits.depth) throw refusedShape(`it is nested more than ${limits.depth} deep`);
    if (open.has(value)) throw refusedShape('it contains itself');
    const known = sizes.get(value);
    if (known !== undefined) {
      if (depth + known.height > limits.depth + 1) throw refusedShape(`it is nested more than ${limits.depth} deep`);
      return known;
    }
    open.add(value);
    let size = 1;
    let height = 0;
    for (const part of partsOf(value)) {
      const inner = measure(part, depth + 1);
      size += inner.size;
      height = Math.max(height, inner.height);
      if (size > limits.expanded) throw refusedShape('written out it would be far larger than the file');
    }
    open.delete(value);
    const result = { size, height: height + 1 };
    sizes.set(value, result);
    return result;
  }
  return measure(root, 1).size;
}

function* partsOf(value: Exclude<PickleValue, null | boolean | number | bigint | string | Uint8Array>): Generator<PickleValue> {
  if (value instanceof Map) {
    for (const [key, part] of value as ReadonlyMap<PickleValue, PickleValue>) {
      yield key;
      yield part;
    }
  } else yield* value as Iterable<PickleValue>;
}

function refusedShape(what: string): AppError {
  return new AppError('ARGUMENT_INVALID', `This pickle is refused: ${what}.`);
}
