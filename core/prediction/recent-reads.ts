import type { Clock } from '../clock.ts';

/** For how long something is kept, in ms, and for how many names at most. */
export interface Keeping {
  readonly milliseconds: number;
  readonly most: number;
}

/**
 * A reading that is kept for a time, by what is read. Whoever asks while one is under way waits for that one; a failure is
 * told to all who wait for it, and is not kept. Callers choose the names: where there are too many, those that were read
 * longest ago make room.
 */
export function keepRecent<T>(clock: Clock, { milliseconds, most }: Keeping, read: (name: string) => Promise<T>) {
  const kept = new Map<string, { reading: Promise<T>; until: number }>();
  return (name: string): Promise<T> => {
    const known = kept.get(name);
    if (known && clock().getTime() < known.until) return known.reading;
    const entry = { reading: read(name), until: Number.POSITIVE_INFINITY };
    kept.delete(name);
    kept.set(name, entry);
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
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
