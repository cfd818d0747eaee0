import type { Clock } from '../clock.ts';
import type { Prediction } from '../contract/prediction.ts';
import type { Version } from '../contract/registry.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';
import type { ReadableStore } from '../store.ts';
import type { PredictionHosts } from '../tuning/provider.ts';
import { AnswerCache, answerKey } from './answer-cache.ts';
import { answerByBaseline, baselineHosts } from './baseline-host.ts';
import { Breaker } from './breaker.ts';
import { type Deadline, noTimeToAnswer } from './deadline.ts';
import { predictText } from './predict-text.ts';
import type { ServingRules } from './serving-rules.ts';

/** What is kept of a request's time, in ms, for a baseline that is still to be read: a large one has 25 MB. */
const BASELINE_MS = 3_000;

/** Makes the call to the host, and may count it. */
export type Measure = (ask: () => Promise<Prediction>) => Promise<Prediction>;

/** How one text is answered. */
export interface Asking {
  readonly rules: ServingRules;
  readonly deadline: Deadline;
  /** @default it is not counted */
  readonly measure?: Measure;
  /** What a canary's model does says nothing of the host's others: the version in service must not rest with it. @default false */
  readonly isCanary?: boolean;
}

/** Told of a fault that a baseline is to make good: whoever asks is not. Of what a breaker refuses nothing is told. */
export type TellStoodIn = (fault: LabelsmithError, version: Pick<Version, 'classifier' | 'version'>) => void;

/** A version's answer to a text. */
export type AnswerText = (version: Version, text: string, asking: Asking) => Promise<Prediction>;

/**
 * Answers single texts: from memory where the rules allow it, by the version's host, or, where that is away and the rules
 * allow it, by the version's baseline, which has a time of its own.
 */
export function createTextAnswers(
  store: ReadableStore,
  hosts: PredictionHosts,
  clock: Clock,
  tellStoodIn: TellStoodIn,
): AnswerText {
  const baselineOf = baselineHosts(store, clock);
  const recent = new AnswerCache();
  const breakers = new Map<string, Breaker>();

  /** All models of a host share its outages. The embedded engine is in this process: to leave it alone helps nobody. */
  const breakerOf = ({ provider, baseUrl, model }: Version, isCanary: boolean): Breaker | undefined => {
    if (provider === 'embedded') return undefined;
    const name = `${provider} ${baseUrl}${isCanary ? ` ${model}` : ''}`;
    const breaker = breakers.get(name) ?? new Breaker(clock);
    breakers.set(name, breaker);
    return breaker;
  };

  const askHost = async (version: Version, text: string, deadline: Deadline): Promise<Prediction> => {
    if (deadline.left === 0) throw noTimeToAnswer();
    const answer = async () => {
      const host = await hosts({ provider: version.provider, baseUrl: version.baseUrl ?? '' });
      return predictText(host, version, text, deadline.at);
    };
    return deadline.forAnswer(answer());
  };

  const askBaseline = async (version: Version, key: string, text: string, deadline: Deadline): Promise<Prediction> => {
    const baseline = await deadline.forReading(baselineOf(key));
    return answerByBaseline(baseline, version, text);
  };

  /** Throws the provider's fault, to be tried again, where the baseline is of no use; the cause says why it was not. */
  const standIn = async (fault: LabelsmithError, ...asked: Parameters<typeof askBaseline>): Promise<Prediction> => {
    try {
      return await askBaseline(...asked);
    } catch (cause) {
      const what = `${fault.message}, and the embedded model that may stand in for it could not be used`;
      const { retryAfterSeconds } = fault;
      throw new LabelsmithError('ProviderUnavailable', what, fault.remedy, { retryAfterSeconds, cause });
    }
  };

  return async (version, text, { rules, deadline, measure = (ask) => ask(), isCanary = false }) => {
    const key = rules.cache ? answerKey(version, text) : '';
    const known = rules.cache ? recent.get(key) : undefined;
    if (known) return known;
    const baseline = rules.fallback ? version.baseline : null;
    const untilThen = baseline === null ? deadline : deadline.before(BASELINE_MS);
    const breaker = breakerOf(version, isCanary);
    const ask = () =>
      askHost(version, text, untilThen).catch((error: unknown) => {
        if (baseline !== null && isLabelsmithError(error, 'ProviderUnavailable')) tellStoodIn(error, version);
        throw error;
      });
    try {
      // A canary's time is less than its caller's: to have used it up speaks against the canary.
      const ownDeadline = isCanary ? undefined : untilThen.at;
      // A call that the breaker refuses is one that failed: whoever counts has to know.
      const answer = await measure(() => breaker?.call(ask, ownDeadline) ?? ask());
      if (rules.cache) recent.set(key, answer);
      return answer;
    } catch (error) {
      if (baseline === null || !isLabelsmithError(error, 'ProviderUnavailable')) throw error;
      return standIn(error, version, baseline, text, deadline);
    }
  };
}
