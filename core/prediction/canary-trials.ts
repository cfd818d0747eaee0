import type { Clock } from '../clock.ts';
import type { Prediction } from '../contract/prediction.ts';
import type { Canary } from '../contract/registry.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';
import type { Measure } from './answer-text.ts';
import { CanaryWatch, MOST_SECONDS, meetsCanary, OUTSIDE_LABELS } from './canary-watch.ts';

/**
 * Takes a canary out of the registry. A failure to is this one's own to tell of: nothing is thrown, since the predictions
 * are there, and this process asks the canary no more anyway.
 */
export type EndCanary = (classifier: string, canary: Canary, reason: string) => Promise<void>;

/** What a canary has cost lately, though no caller had to bear it. */
export interface CanaryFaults {
  readonly classifier: string;
  /** null when it could not be read which version it is. */
  readonly version: number | null;
  /** Calls that gave no answer or none of the labels, and answers that took longer than they may. */
  readonly failed: number;
  readonly slow: number;
  /** The last one; undefined where all were answered. */
  readonly fault: unknown;
}

/** How either version is asked about a text. */
export type AskBoth = Readonly<Record<'canary' | 'champion', (measure: Measure) => Promise<Prediction>>>;

/** One canary as this process sees it at work. */
export interface CanaryTrial {
  /** Whether this text is for the canary. */
  meets(text: string): boolean;
  /**
   * The canary's answer, or that of the version in service where the canary gives none, or none of its labels. Only what that one answers to the
   * same text counts against the canary: where both fail, it is their host that is away.
   */
  answer(ask: AskBoth): Promise<Prediction>;
  /** Counts how the version in service answers a text that is not for the canary. */
  readonly measureChampion: Measure;
  /** Tells what the canary has cost since the last time, and ends it when it has to. */
  settle(): Promise<void>;
}

/** Counts in memory, from the first text on that meets a canary to the canary's end; another one is counted anew. */
export function createCanaryTrials(clock: Clock, end: EndCanary, tell: (faults: CanaryFaults) => void) {
  const trials = new Map<string, { since: string; trial: CanaryTrial }>();
  return (classifier: string, canary: Canary): CanaryTrial => {
    const known = trials.get(classifier);
    if (known?.since === canary.since) return known.trial;
    const trial = createTrial({ classifier, canary, clock, end, tell });
    trials.set(classifier, { since: canary.since, trial });
    return trial;
  };
}

interface Trial {
  readonly classifier: string;
  readonly canary: Canary;
  readonly clock: Clock;
  readonly end: EndCanary;
  readonly tell: (faults: CanaryFaults) => void;
}

function createTrial({ classifier, canary, clock, end, tell }: Trial): CanaryTrial {
  const { version } = canary;
  const none: CanaryFaults = { classifier, version, failed: 0, slow: 0, fault: undefined };
  const watch = new CanaryWatch();
  let untold = none;
  /** Why it has to end; from then on nobody meets it. */
  let reason: string | undefined;
  let isEnded = false;

  /** Only what is worse than it may be can be a reason to end. */
  const look = () => {
    reason ??= watch.reasonToEnd();
  };
  const secondsSince = (began: Date) => (clock().getTime() - began.getTime()) / 1000;

  const measureCanary: Measure = async (ask) => {
    const began = clock();
    const answer = await ask();
    const seconds = secondsSince(began);
    if (watch.isSlow(seconds)) untold = { ...untold, slow: untold.slow + 1 };
    // What the version in service answers to the same text tells whether the model or the text is to blame.
    if (failureOf(answer) !== null) throw outsideLabels(canary);
    watch.note({ byCanary: true, failure: null, seconds });
    if (seconds > MOST_SECONDS) look();
    return answer;
  };

  const measureChampion: Measure = async (ask) => {
    const began = clock();
    try {
      const answer = await ask();
      watch.note({ byCanary: false, failure: failureOf(answer), seconds: secondsSince(began) });
      return answer;
    } catch (error) {
      watch.note({ byCanary: false, failure: reasonOf(error), seconds: secondsSince(began) });
      throw error;
    }
  };

  return {
    meets: (text) => reason === undefined && meetsCanary(text, classifier, canary),
    measureChampion,
    async answer(ask) {
      const began = clock();
      try {
        return await ask.canary(measureCanary);
      } catch (fault) {
        const seconds = secondsSince(began);
        untold = { ...untold, failed: untold.failed + 1, fault };
        const answer = await ask.champion(measureChampion);
        if (answer.degraded) return answer;
        watch.note({ byCanary: true, failure: reasonOf(fault), seconds });
        look();
        return answer;
      }
    },
    async settle() {
      const faults = untold;
      untold = none;
      if (faults !== none) tell(faults);
      look();
      if (reason === undefined || isEnded) return;
      isEnded = true;
      await end(classifier, canary, reason);
    },
  };
}

/** An answer that is none of the labels counts as none, of either version. */
const failureOf = ({ abstainedBecause }: Prediction) => (abstainedBecause === 'outside-labels' ? OUTSIDE_LABELS : null);

const outsideLabels = ({ version }: Canary) =>
  new LabelsmithError('ProviderRefused', OUTSIDE_LABELS, `Look at version ${version}, or end its canary.`);

/** Our own messages hold no text; of any other error only its name is known not to. */
const reasonOf = (fault: unknown): string =>
  isLabelsmithError(fault) ? fault.message : `of ${fault instanceof Error ? fault.name : 'an unknown fault'}`;
