/** The process has died: nothing of it happens any more. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** What answers bit by bit. */
const LISTINGS: ReadonlySet<string> = new Set(['list', 'folders']);

/**
 * Lets a test see every call of an object, right before it has an effect and right after: when `step` throws, the caller
 * gets that error, with the effect or without it.
 */
export function watched<T extends object>(target: T, step: (moment: string) => void): T {
  return new Proxy(target, {
    get(_target, name) {
      const part: unknown = Reflect.get(target, name);
      if (typeof part !== 'function') return part;
      const call = (given: unknown[]) => part.apply(target, given);
      const moment = String(name);
      if (LISTINGS.has(moment)) return (...given: unknown[]) => watchedList(call(given), moment, step);
      return async (...given: unknown[]) => {
        step(`before ${moment}`);
        const answer = await call(given);
        step(`after ${moment}`);
        return answer;
      };
    },
  });
}

async function* watchedList(list: AsyncIterable<unknown>, moment: string, step: (moment: string) => void) {
  step(`before ${moment}`);
  yield* list;
}

/** A process that dies at the given step, counted from 1, and does nothing from then on; undefined: it lives. */
export function mortal(dyingAt?: number | string) {
  let steps = 0;
  let dead = false;
  return {
    get steps() {
      return steps;
    },
    step(moment: string): void {
      steps += 1;
      dead ||= dyingAt === steps || dyingAt === moment;
      if (dead) throw new Died(`died ${moment}`);
    },
  };
}
