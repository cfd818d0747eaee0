/** `Promise.all` over a mapping, with at most `limit` of the calls under way at once. Results keep the items' order. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  limit: number,
  call: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const entries = items.entries();
  let failed = false;
  const work = async () => {
    for (const [index, item] of entries) {
      // What nobody will use any more is not begun: after one failure the whole has failed.
      if (failed) return;
      try {
        results[index] = await call(item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
