import type { Clock } from '../clock.ts';

/**
 * A reading that is kept for a time, by what is read. Whoever asks while one is under way waits for that one; a failure is
 * told to all who wait for it, and is not kept. What was read of a name is forgotten by nobody: names are few, and only those
 * that exist are kept.
 */
export function keepRecent<T>(clock: Clock, milliseconds: number, read: (name: string) => Promise<T>) {
  const kept = new Map<string, { reading: Promise<T>; until: number }>();
  return (name: string): Promise<T> => {
    const known = kept.get(name);
    if (known && clock().getTime() < known.until) return known.reading;
    const entry = { reading: read(name), until: Number.POSITIVE_INFINITY };
    kept.set(name, entry);
    entry.reading.then(
      () => {
        entry.until = clock().getTime() + milliseconds;
      },
      () => {
        if (kept.get(name) === entry) kept.delete(name);
      },
    );
    return entry.reading;
  };
}
