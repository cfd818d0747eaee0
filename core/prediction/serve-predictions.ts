import type { Clock } from '../clock.ts';
import type { ClassifyRequest } from '../contract/classify-request.ts';
import type { Prediction } from '../contract/prediction.ts';
import type { Version } from '../contract/registry.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { ReadableStore } from '../store.ts';
import type { PredictionHosts } from '../tuning/provider.ts';
import { type Asking, createTextAnswers, type Measure, type TellStoodIn } from './answer-text.ts';
import { type CanaryFaults, type CanaryTrial, createCanaryTrials, type EndCanary } from './canary-trials.ts';
import { Deadline, type WaitUntil } from './deadline.ts';
import { type Afterwards, AT_ONCE } from './recent-reads.ts';
import { createServedVersions } from './served-versions.ts';
import { createServingRules, DEFAULT_RULES } from './serving-rules.ts';

/** Requests to the host at the same time for one request of many texts. */
const CONCURRENCY = 8;
/** How long, in ms, is waited for what a request can do without. */
const DISPENSABLE_MS = 3_000;
/** With less time left, in ms, no canary is asked: it has half of it, so that the version in service has as much where it fails. */
const LEAST_FOR_BOTH_MS = 10_000;

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
   * `StoreUnavailable` when the registry could not be read before the deadline; `ProviderUnavailable` when the host did not
   * answer all of the texts before it, and no baseline may
   */
  predict(classifier: string, request: ClassifyRequest, wishes?: PredictionWishes): Promise<Prediction[]>;
}

/** What a prediction server takes from around it. */
export interface Surroundings {
  /** Told once by this process when a canary has to end; from then on it is not asked here. @default nobody is told */
  readonly endCanary?: EndCanary;
  /** Told after each request what a canary has cost besides time. @default nobody is told */
  readonly tellCanaryFaults?: (faults: CanaryFaults) => void;
  /** @default nobody is told */
  readonly tellStoodIn?: TellStoodIn;
  /** Keeps a request's deadline, whatever it waits for. @default hosts alone are told of it */
  readonly waitUntil?: WaitUntil;
  /** Renews what was read of the registry, once the host was asked. @default before it is */
  readonly afterwards?: Afterwards;
}

/** A canary that answers beside the version in service. */
interface Beside {
  readonly version: Version;
  readonly trial: CanaryTrial;
}

/**
 * Answers predictions from the bucket's registry, and keeps recent ones in memory unless the settings forbid it. A canary
 * answers its share of the texts; where it fails, the version in service does.
 */
export function createPredictionServer(
  store: ReadableStore,
  hosts: PredictionHosts,
  clock: Clock,
  {
    endCanary = async () => undefined,
    tellCanaryFaults = () => undefined,
    tellStoodIn = () => undefined,
    waitUntil = (_, work) => work,
    afterwards = AT_ONCE,
  }: Surroundings = {},
): PredictionServer {
  const versions = createServedVersions(store, clock, afterwards);
  const rulesOf = createServingRules(store, clock, afterwards);
  const answerText = createTextAnswers(store, hosts, clock, tellStoodIn);
  const trialOf = createCanaryTrials(clock, endCanary, tellCanaryFaults);

  /** The canary beside the version in service. That it cannot be looked up costs nobody an answer. */
  const findCanary = async (classifier: string, deadline: Deadline): Promise<Beside | undefined> => {
    try {
      const found = await deadline.forReading(versions.canary(classifier));
      return found && { version: found.version, trial: trialOf(classifier, found.canary) };
    } catch (fault) {
      tellCanaryFaults({ classifier, version: null, failed: 0, slow: 0, fault });
      return undefined;
    }
  };

  /** Asks the canary for its share of the texts, and the version in service for the others, and where the canary fails. */
  const answerBeside = (canary: Beside, version: Version, text: string, asking: Asking): Promise<Prediction> => {
    const { trial } = canary;
    const { deadline, rules } = asking;
    const askChampion = (measure: Measure) => answerText(version, text, { ...asking, measure });
    if (!trial.meets(text) || deadline.left < LEAST_FOR_BOTH_MS) return askChampion(trial.measureChampion);
    const half = deadline.within(deadline.left / 2);
    const ofCanary = { rules: { ...rules, fallback: false }, deadline: half, isCanary: true };
    return trial.answer({
      canary: (measure) => answerText(canary.version, text, { ...ofCanary, measure }),
      champion: askChampion,
    });
  };

  return {
    async predict(classifier, request, { version: number, topK, deadline: at } = {}) {
      const texts = 'text' in request ? [request.text] : request.texts;
      const deadline = new Deadline({ clock, waitUntil }, at);
      const dispensable = <T>(work: Promise<T>) => deadline.within(DISPENSABLE_MS).forReading(work);
      const [version, rules] = await Promise.all([
        deadline.forReading(versions.find(classifier, number)),
        dispensable(rulesOf(classifier)).catch(() => DEFAULT_RULES),
      ]);
      const canary = number === undefined ? await findCanary(classifier, deadline.within(DISPENSABLE_MS)) : undefined;
      const asking = { rules, deadline };
      const answer = (text: string) =>
        canary ? answerBeside(canary, version, text, asking) : answerText(version, text, asking);
      try {
        const answers = await mapConcurrently(
          [...new Set(texts)],
          CONCURRENCY,
          async (text) => [text, withHighest(await answer(text), topK)] as const,
        );
        const byText = new Map(answers);
        return texts.flatMap((text) => byText.get(text) ?? []);
      } finally {
        if (canary) await dispensable(canary.trial.settle()).catch(() => undefined);
      }
    },
  };
}

const withHighest = (prediction: Prediction, topK: number | undefined): Prediction =>
  topK === undefined ? prediction : { ...prediction, probabilities: prediction.probabilities?.slice(0, topK) ?? null };
