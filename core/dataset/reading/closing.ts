/**
 * The same items, with `close` called when they are given up, which includes the case that nobody ever began to read them:
 * then a generator's own `finally` would not run.
 */
export function closing<T>(items: AsyncIterable<T>, close: () => Promise<void>): AsyncGenerator<T, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  const finish = async (): Promise<IteratorReturnResult<undefined>> => {
    try {
      await iterator.return?.();
    } finally {
      await close();
    }
    return { done: true, value: undefined };
  };
  const generator: AsyncGenerator<T, undefined> = {
    // Nothing is added to each item's way: what reads a source to its end, or fails, closes it by itself.
    next: () => iterator.next(),
    return: finish,
    async throw(error) {
      await finish();
      throw error;
    },
    [Symbol.asyncIterator]: () => generator,
    async [Symbol.asyncDispose]() {
      await finish();
    },
  };
  return generator;
}
