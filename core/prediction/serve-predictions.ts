import type { Clock } from '../clock.ts';
import type { ClassifyRequest, Prediction } from '../contract/prediction.ts';
import type { Version } from '../contract/registry.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { ReadableStore } from '../store.ts';
import type { PredictionHosts } from '../tuning/provider.ts';
import { AnswerCache, answerKey } from './answer-cache.ts';
import { predictText } from './predict-text.ts';
import { createServedVersions } from './served-versions.ts';
import { createServingRules } from './serving-rules.ts';

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
   * `ProviderUnavailable` when the host did not answer all of the texts before the deadline
   */
  predict(classifier: string, request: ClassifyRequest, wishes?: PredictionWishes): Promise<Prediction[]>;
}

/** Answers predictions from the bucket's registry, and keeps recent ones in memory unless the settings forbid it. */
export function createPredictionServer(store: ReadableStore, hosts: PredictionHosts, clock: Clock): PredictionServer {
  const versions = createServedVersions(store, clock);
  const rulesOf = createServingRules(store, clock);
  const recent = new AnswerCache();

  const answerTexts = async (texts: readonly string[], version: Version, cache: boolean, deadline?: Date) => {
    const host = await hosts({ provider: version.provider, baseUrl: version.baseUrl ?? '' });
    const answers = await mapConcurrently([...new Set(texts)], CONCURRENCY, async (text) => {
      const key = cache ? answerKey(version, text) : '';
      const answer = (cache && recent.get(key)) || (await predictText(host, version, text, deadline));
      if (cache) recent.set(key, answer);
      return [text, answer] as const;
    });
    const byText = new Map(answers);
    return texts.flatMap((text) => byText.get(text) ?? []);
  };

  return {
    async predict(classifier, request, { version: number, topK, deadline } = {}) {
      const texts = 'text' in request ? [request.text] : request.texts;
      const [version, rules] = await Promise.all([versions.find(classifier, number), rulesOf(classifier)]);
      const answers = await answerTexts(texts, version, rules.cache, deadline);
      return topK === undefined ? answers : answers.map((answer) => withHighest(answer, topK));
    },
  };
}

const withHighest = (prediction: Prediction, topK: number): Prediction => ({
  ...prediction,
  probabilities: prediction.probabilities?.slice(0, topK) ?? null,
});
