/** Keeps values up to a number of bytes and lets the least recently used go first. What is pinned by `keep` stays, even beyond the limit. */
export interface ByteCache<Value> {
  readonly get: (key: string) => Value | undefined;
  readonly peek: (key: string) => Value | undefined;
  readonly set: (key: string, value: Value, bytes: number) => void;
  readonly remove: (key: string) => void;
  /** Drops the oldest until within the limit. */
  readonly trim: (keep: (key: string) => boolean) => void;
  readonly clear: () => void;
  readonly bytes: () => number;
  readonly keys: () => Iterable<string>;
}

export function createByteCache<Value>(limit: number, release: (value: Value, key: string) => void): ByteCache<Value> {
  const entries = new Map<string, { value: Value; bytes: number }>();
  let total = 0;

  function remove(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    total -= entry.bytes;
    release(entry.value, key);
  }

  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    peek: (key) => entries.get(key)?.value,
    set: (key, value, bytes) => {
      const old = entries.get(key);
      if (old !== undefined) {
        entries.delete(key);
        total -= old.bytes;
        if (old.value !== value) release(old.value, key);
      }
      entries.set(key, { value, bytes });
      total += bytes;
    },
    remove,
    trim: (keep) => {
      if (total <= limit) return;
      for (const key of [...entries.keys()]) {
        if (total <= limit) return;
        if (!keep(key)) remove(key);
      }
    },
    clear: () => {
      for (const key of [...entries.keys()]) remove(key);
    },
    bytes: () => total,
    keys: () => entries.keys(),
  };
}
