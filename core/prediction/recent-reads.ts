import type { Clock } from '../clock.ts';

/** From this share of its time on, whoever asks for a reading has it renewed, and does not wait for that. */
const RENEWED_FROM = 0.5;

interface Reading<T> {
  readonly value: Promise<T>;
  /** In ms since 1970. */
  readonly began: number;
  ended: boolean;
  renewing: boolean;
}

/** For how long something is kept, in ms, and for how many names at most. */
export interface Keeping {
  readonly milliseconds: number;
  readonly most: number;
}

/** Has something done when whoever asks is on their way. */
export type Afterwards = (work: () => void) => void;
export const AT_ONCE: Afterwards = (work) => work();

/**
 * A reading that is kept for a time after it began, by what is read. Whoever asks while one is under way waits for that one,
 * unless it has hung for all its time: then another one is begun. A failure is told to all who wait for it, and is not kept.
 * In the second half of its time it is read anew beside those who ask, so that where many ask none of them waits; a failure of
 * that is told to nobody. `afterwards` begins it: whoever asks for something that is known should not even wait for a request
 * to be written. Callers choose the names: where there are too many, those that were read longest ago make room.
 */
export function keepRecent<T>(
  clock: Clock,
  { milliseconds, most }: Keeping,
  read: (name: string) => Promise<T>,
  afterwards: Afterwards = AT_ONCE,
) {
  const kept = new Map<string, Reading<T>>();

  const begin = (name: string): Reading<T> => {
    const reading = { value: read(name), began: clock().getTime(), ended: false, renewing: false };
    reading.value.then(
      () => {
        reading.ended = true;
      },
      () => {
        if (kept.get(name) === reading) kept.delete(name);
      },
    );
    return reading;
  };

  const makeRoom = () => {
    for (const oldest of kept.keys()) {
      if (kept.size <= most) return;
      kept.delete(oldest);
    }
  };

  const renew = (name: string, known: Reading<T>): void => {
    known.renewing = true;
    afterwards(() => {
      const reading = begin(name);
      reading.value.then(
        () => {
          if (kept.get(name) === known) kept.set(name, reading);
        },
        () => undefined,
      );
    });
  };

  return (name: string): Promise<T> => {
    const known = kept.get(name);
    const age = known ? clock().getTime() - known.began : 0;
    if (!known || age >= milliseconds) {
      const reading = begin(name);
      kept.delete(name);
      kept.set(name, reading);
      makeRoom();
      return reading.value;
    }
    if (known.ended && age >= RENEWED_FROM * milliseconds && !known.renewing) renew(name, known);
    return known.value;
  };
}
