/**
 * What `work` makes of each item, in the order of the items, while up to `width` of them are in work. The first failure is thrown where its turn comes; what was begun
 * beside it is waited for before, so that nothing runs on behind the caller.
 */
export async function* lookAhead<Item, Result>(items: readonly Item[], width: number, work: (item: Item) => Promise<Result>): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  let next = 0;
  try {
    while (next < items.length || begun.length > 0) {
      while (next < items.length && begun.length < width) {
        const promise = work(items[next]!);
        // Failures are met in their turn below.
        promise.catch(() => undefined);
        begun.push(promise);
        next += 1;
      }
      yield await begun.shift()!;
    }
  } finally {
    await Promise.allSettled(begun);
  }
}
