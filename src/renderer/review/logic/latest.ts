/** Asks one thing at a time and always for the newest: what was wanted meanwhile and overtaken is never asked. */
export interface Latest<Value> {
  readonly want: (value: Value) => void;
  readonly stop: () => void;
}

/**
 * `ask` runs at most once at a time and not more often than every `least` milliseconds; `show` gets an answer only while nothing newer has been shown.
 * A failed question shows nothing: the next one comes with the next movement.
 */
export function createLatest<Value, Answer>(ask: (value: Value, signal: AbortSignal) => Promise<Answer>, show: (answer: Answer) => void, least: number): Latest<Value> {
  let next: { readonly value: Value } | null = null;
  let busy = false;
  let stopped = false;
  const controller = new AbortController();

  async function run(): Promise<void> {
    busy = true;
    while (next !== null && !stopped) {
      const { value } = next;
      next = null;
      const rest = new Promise((resolve) => setTimeout(resolve, least));
      try {
        const answer = await ask(value, controller.signal);
        if (!stopped) show(answer);
      } catch {
        // Nothing is shown for this place; the readout keeps its coordinates and the next movement asks again.
      }
      await rest;
    }
    busy = false;
  }

  return {
    want: (value) => {
      next = { value };
      if (!busy && !stopped) void run();
    },
    stop: () => {
      stopped = true;
      next = null;
      controller.abort();
    },
  };
}
