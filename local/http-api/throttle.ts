import type { ThrottleView } from '../template/http-apis.ts';

/** Whether another request may come through at this moment; every yes counts. */
export type LetThrough = () => boolean;

/**
 * API Gateway's token bucket: it holds `burst` requests, fills by `rate` a second, and each request takes one. AWS calls
 * its own a best effort over many machines; this one is exact.
 * @param now a clock in ms that never goes back
 */
export function createThrottle({ rate, burst }: ThrottleView, now: () => number = () => performance.now()): LetThrough {
  let held = burst;
  let filledAt = now();
  return () => {
    const at = now();
    held = Math.min(burst, held + ((at - filledAt) / 1000) * rate);
    filledAt = at;
    if (held < 1) return false;
    held -= 1;
    return true;
  };
}
