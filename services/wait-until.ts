import type { WaitUntil } from '../core/prediction/deadline.ts';

/** By this process's timers; what is there already is given even when the moment is over. */
export const waitUntil: WaitUntil = (moment, work, fault) => {
  const { promise: never, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(fault()), Math.max(0, moment.getTime() - Date.now()));
  return Promise.race([work, never]).finally(() => clearTimeout(timer));
};
