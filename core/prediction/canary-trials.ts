import type { Clock } from '../clock.ts';
import type { Prediction } from '../contract/prediction.ts';
import type { Canary } from '../contract/registry.ts';
import { CanaryWatch, meetsCanary } from './canary.ts';

/**
 * Takes a canary out of the registry. A failure to is this one's own to tell of: nothing is thrown, since the predictions
 * are there, and this process asks the canary no more anyway.
 */
export type EndCanary = (classifier: string, canary: Canary, reason: string) => Promise<void>;

/** One canary as this process sees it at work. */
export interface CanaryTrial {
  /** Whether this text is for the canary. */
  meets(text: string): boolean;
  /** Counts how an answer comes, and how long it takes. */
  measure(byCanary: boolean, ask: () => Promise<Prediction>): Promise<Prediction>;
  /** Ends the canary when it has to. */
  settle(): Promise<void>;
}

/** Counts in memory, from the first text on that meets a canary to the canary's end; another one is counted anew. */
export function createCanaryTrials(clock: Clock, end: EndCanary) {
  const trials = new Map<string, { since: string; trial: CanaryTrial }>();
  return (classifier: string, canary: Canary): CanaryTrial => {
    const known = trials.get(classifier);
    if (known?.since === canary.since) return known.trial;
    const trial = createTrial({ classifier, canary, clock, end });
    trials.set(classifier, { since: canary.since, trial });
    return trial;
  };
}

function createTrial({
  classifier,
  canary,
  clock,
  end,
}: {
  classifier: string;
  canary: Canary;
  clock: Clock;
  end: EndCanary;
}): CanaryTrial {
  const watch = new CanaryWatch();
  let over = false;
  return {
    meets: (text) => !over && meetsCanary(text, classifier, canary),
    async measure(byCanary, ask) {
      const began = clock().getTime();
      const note = (failed: boolean) => watch.note({ byCanary, failed, seconds: (clock().getTime() - began) / 1000 });
      try {
        const answer = await ask();
        note(false);
        return answer;
      } catch (error) {
        note(true);
        throw error;
      }
    },
    async settle() {
      const reason = over ? undefined : watch.reasonToEnd();
      if (reason === undefined) return;
      over = true;
      await end(classifier, canary, reason);
    },
  };
}
