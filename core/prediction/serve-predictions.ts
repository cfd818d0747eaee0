import type { Clock } from '../clock.ts';
import type { ClassifyRequest, Prediction } from '../contract/prediction.ts';
import type { Version } from '../contract/registry.ts';
import { isLabelsmithError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { ReadableStore } from '../store.ts';
import type { PredictionHosts } from '../tuning/provider.ts';
import { AnswerCache, answerKey } from './answer-cache.ts';
import { asBaseline, baselineHosts } from './baseline-host.ts';
import { Breaker } from './breaker.ts';
import { type CanaryTrial, createCanaryTrials, type EndCanary } from './canary-trials.ts';
import { predictText } from './predict-text.ts';
import { createServedVersions } from './served-versions.ts';
import { createServingRules, type ServingRules } from './serving-rules.ts';

/** Requests to the host at the same time for one request of many texts. */
const CONCURRENCY = 8;

/** What a request asks besides its texts. */
export interface PredictionWishes {
  /** @default the version in service */
  readonly version?: number | undefined;
  /** How many of the probabilities are told, the highest. @default all */
  readonly topK?: number | undefined;
  /** When nobody waits for the answer any more. */
  readonly deadline?: Date | undefined;
}

export interface PredictionServer {
  /**
   * Predictions for the texts, in their order, by the champion or by the version that is asked for. Equal texts are
   * answered once.
   * @throws LabelsmithError `NotFound` for an unknown classifier or version, or one that has no champion yet;
   * `ProviderUnavailable` when the host did not answer all of the texts before the deadline, and no baseline may
   */
  predict(classifier: string, request: ClassifyRequest, wishes?: PredictionWishes): Promise<Prediction[]>;
}

/** How one text is answered. */
interface Asking {
  readonly rules: ServingRules;
  readonly deadline: Date | undefined;
  /** Makes the call to the host, and may count it. */
  readonly measure: (ask: () => Promise<Prediction>) => Promise<Prediction>;
}

/**
 * Answers predictions from the bucket's registry, and keeps recent ones in memory unless the settings forbid it. A canary
 * answers its share of the texts; where it fails, the version in service does.
 * @param endCanary told once by this process when a canary has to end; from then on it is not asked here
 */
export function createPredictionServer(
  store: ReadableStore,
  hosts: PredictionHosts,
  clock: Clock,
  endCanary: EndCanary = async () => undefined,
): PredictionServer {
  const versions = createServedVersions(store, clock);
  const rulesOf = createServingRules(store, clock);
  const baselineOf = baselineHosts(store, clock);
  const trialOf = createCanaryTrials(clock, endCanary);
  const recent = new AnswerCache();
  const breakers = new Map<string, Breaker>();

  /** All models of a host share its outages. The embedded engine is in this process: to leave it alone helps nobody. */
  const breakerOf = ({ provider, baseUrl }: Version): Breaker | undefined => {
    if (provider === 'embedded') return undefined;
    const name = `${provider} ${baseUrl}`;
    const breaker = breakers.get(name) ?? new Breaker(clock);
    breakers.set(name, breaker);
    return breaker;
  };

  const askHost = async (version: Version, text: string, deadline: Date | undefined): Promise<Prediction> => {
    const host = await hosts({ provider: version.provider, baseUrl: version.baseUrl ?? '' });
    return predictText(host, version, text, deadline);
  };

  const answerText = async (version: Version, text: string, { rules, deadline, measure }: Asking) => {
    const key = rules.cache ? answerKey(version, text) : '';
    const known = rules.cache ? recent.get(key) : undefined;
    if (known) return known;
    const ask = () => measure(() => askHost(version, text, deadline));
    try {
      const answer = await (breakerOf(version)?.call(ask, deadline) ?? ask());
      if (rules.cache) recent.set(key, answer);
      return answer;
    } catch (error) {
      if (!rules.fallback || version.baseline === null || !isLabelsmithError(error, 'ProviderUnavailable')) throw error;
      const baseline = await baselineOf(version.baseline);
      return { ...(await predictText(baseline, asBaseline(version), text)), degraded: true as const };
    }
  };

  /** Asks the canary for its share of the texts, and the version in service for the others, and where the canary fails. */
  const answerBeside = async (
    { canary, version, trial }: { canary: Version; version: Version; trial: CanaryTrial },
    text: string,
    asking: Omit<Asking, 'measure'>,
  ): Promise<Prediction> => {
    if (trial.meets(text)) {
      try {
        const rules = { ...asking.rules, fallback: false };
        return await answerText(canary, text, { ...asking, rules, measure: (ask) => trial.measure(true, ask) });
      } catch {
        // It was counted: nobody who asks has to bear it.
      }
    }
    return answerText(version, text, { ...asking, measure: (ask) => trial.measure(false, ask) });
  };

  return {
    async predict(classifier, request, { version: number, topK, deadline } = {}) {
      const texts = 'text' in request ? [request.text] : request.texts;
      const [version, rules] = await Promise.all([versions.find(classifier, number), rulesOf(classifier)]);
      const running = number === undefined ? await versions.canary(classifier) : undefined;
      const trial = running && trialOf(classifier, running.canary);
      const answer = (text: string) =>
        running && trial
          ? answerBeside({ canary: running.version, version, trial }, text, { rules, deadline })
          : answerText(version, text, { rules, deadline, measure: (ask) => ask() });
      try {
        const answers = await mapConcurrently(
          [...new Set(texts)],
          CONCURRENCY,
          async (text) => [text, withHighest(await answer(text), topK)] as const,
        );
        const byText = new Map(answers);
        return texts.flatMap((text) => byText.get(text) ?? []);
      } finally {
        await trial?.settle();
      }
    },
  };
}

const withHighest = (prediction: Prediction, topK: number | undefined): Prediction =>
  topK === undefined ? prediction : { ...prediction, probabilities: prediction.probabilities?.slice(0, topK) ?? null };
