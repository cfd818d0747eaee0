import { setTimeout as sleep } from 'node:timers/promises';
import { isLabelsmithError, LabelsmithError } from '../../core/errors.ts';
import { afterAnswer, afterFault, mayAsk, startPace } from '../../core/evaluation/scoring/pace.ts';
import type { PredictionHost, PredictionRequest } from '../../core/prediction/prediction-host.ts';
import type { PredictionHosts } from '../../core/tuning/provider.ts';

/** Time as it passes for whoever waits for a host. */
export interface HostTime {
  /** In ms since 1970. */
  readonly now: () => number;
  /** Resolves after so many ms, or when it is no longer wanted. */
  readonly wait: (ms: number, unwanted: AbortSignal) => Promise<unknown>;
}

const REAL_TIME: HostTime = { now: Date.now, wait: (ms, signal) => sleep(ms, undefined, { signal }) };
/** Longest wait without another look, in ms. */
const LOOK_MS = 60_000;

/**
 * The host behind one brake for everybody who asks it: what each request learns of the host's state
 * (`core/evaluation/scoring/pace.ts`) holds for all. A passing fault is asked about again until patience ends, or the
 * request's deadline comes. A pause that the host asks for is kept up to the deadline even where it lasts longer:
 * nobody comes back sooner, which the budget for the execution's history counts on (`core/tuning/poll-schedule.ts`).
 * @param host makes one attempt for each answer, and throws `ProviderUnavailable` for a passing fault
 */
export function pacedHost(host: PredictionHost, time: HostTime = REAL_TIME): PredictionHost {
  let pace = startPace(time.now());
  let underWay = 0;
  let fault = unavailable();
  let change = Promise.withResolvers<void>();

  /** Waits until it is this request's turn, and takes it. */
  const takeTurn = async (lastMoment: number): Promise<number> => {
    for (;;) {
      const now = time.now();
      if (pace.isGivenUp || now >= lastMoment) throw fault;
      if (mayAsk(pace, underWay, now)) {
        underWay += 1;
        return now;
      }
      const until = Math.min(lastMoment, now < pace.quietUntil ? pace.quietUntil : Number.POSITIVE_INFINITY);
      const unwanted = new AbortController();
      await Promise.race([change.promise, time.wait(Math.min(until - now, LOOK_MS), unwanted.signal)]);
      unwanted.abort();
    }
  };

  const tellChange = () => {
    change.resolve();
    change = Promise.withResolvers<void>();
  };

  /** The answer, or undefined after a passing fault. */
  const askOnce = async (request: PredictionRequest, begunAt: number) => {
    try {
      const answer = await host.answer(request);
      pace = afterAnswer(pace, { now: time.now() });
      return answer;
    } catch (error) {
      if (!isLabelsmithError(error, 'ProviderUnavailable')) throw error;
      fault = error;
      pace = afterFault(pace, { begunAt, now: time.now() }, error.retryAfterSeconds);
      return undefined;
    } finally {
      underWay -= 1;
      tellChange();
    }
  };

  return {
    async answer(request) {
      for (;;) {
        const begunAt = await takeTurn(request.deadline?.getTime() ?? Number.POSITIVE_INFINITY);
        const answer = await askOnce(request, begunAt);
        if (answer) return answer;
      }
    },
  };
}

/** Every host behind a brake of its own. The embedded engine needs none: it answers in this process. */
export const pacedHosts =
  (hosts: PredictionHosts): PredictionHosts =>
  async (choice) => {
    const host = await hosts(choice);
    return choice.provider === 'embedded' ? host : pacedHost(host);
  };

const unavailable = () =>
  new LabelsmithError('ProviderUnavailable', 'there was no time left to ask the provider', 'Try again in a moment.');
