export type SaveState = 'idle' | 'edited' | 'saving' | 'saved' | 'failed';

export interface Autosave<Value> {
  /** The newest value; it is written once nothing has changed for the wait. */
  readonly change: (value: Value) => void;
  /** Writes now what is not written yet; done once the host has it or has refused it. */
  readonly flush: () => Promise<void>;
}

/** Writes the newest value after a rest, one write after another, so that an older one can never win. A failed one stays to be written with the next change or flush. */
export function createAutosave<Value>({ write, wait, onState }: {
  readonly write: (value: Value) => Promise<void>;
  /** Milliseconds. */
  readonly wait: number;
  readonly onState: (state: SaveState, error: unknown) => void;
}): Autosave<Value> {
  let unwritten: { readonly value: Value } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let writing: Promise<void> = Promise.resolve();

  async function writeNewest(): Promise<void> {
    const taken = unwritten;
    if (taken === null) return;
    unwritten = null;
    onState('saving', null);
    try {
      await write(taken.value);
      // Changed meanwhile: that is told by the state `edited`, which must not be hidden.
      if (unwritten === null) onState('saved', null);
      else onState('edited', null);
    } catch (error) {
      unwritten ??= taken;
      onState('failed', error);
    }
  }
  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing = writing.then(writeNewest);
    return writing;
  }
  return {
    change(value) {
      unwritten = { value };
      onState('edited', null);
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => void flush(), wait);
    },
    flush,
  };
}
